import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MessageFlags } from 'discord-api-types/v10';
import { findPlace } from '../../src/sandbox/access.ts';
import { buildMessage } from '../../src/sandbox/build-message.ts';
import { createWorld } from '../../src/sandbox/create-world.ts';
import { addDemoGuild, demoIds } from '../../src/sandbox/demo-guild.ts';
import { createShownMessages } from '../../src/sandbox/shown-messages.ts';

const demo = () => {
  const world = createWorld({ now: () => Date.UTC(2026, 0, 2) });
  addDemoGuild(world);
  const shown = createShownMessages(world);
  const place = (channelId: string) => findPlace(world, channelId);
  const post = (channelId: string, content: string, flags = 0) => {
    const author = world.bot;
    const fields = { content, flags };
    const allowedFlags = MessageFlags.Ephemeral;
    const { message } = buildMessage({ world, place: place(channelId), author, fields, allowedFlags });
    shown.add(place(channelId), demoIds.ann, message);
    return message;
  };
  const seen = (userId: string) =>
    shown.seenBy(userId, [place(demoIds.general), place(demoIds.staffOnly)]).map(({ message }) => message.content);
  return { world, shown, place, post, seen };
};

test('people see what is in channels that they see, and what was shown to them alone, newest first', () => {
  const { post, seen, world } = demo();
  post(demoIds.general, 'all');
  post(demoIds.general, 'ann only', MessageFlags.Ephemeral);
  post(demoIds.staffOnly, 'staff');
  assert.deepEqual(seen(demoIds.ann), ['ann only', 'all']);
  assert.deepEqual(seen(demoIds.bob), ['all']);
  assert.deepEqual(seen(demoIds.admin), ['staff', 'all']);
  assert.equal(world.messages.get(demoIds.general)?.length, 1);
});

test('both kinds are found, replaced and removed; only the public is told of', () => {
  const { post, seen, shown, place, world } = demo();
  const events: string[] = [];
  world.listen(({ type }) => events.push(type));
  const general = place(demoIds.general);
  const secret = post(demoIds.general, 'secret', MessageFlags.Ephemeral);
  shown.replace(general, { ...secret, content: 'changed' });
  assert.equal(shown.find(general, secret.id)?.content, 'changed');
  shown.remove(general, secret.id);
  assert.equal(shown.find(general, secret.id), undefined);
  assert.deepEqual(events, []);
  const open = post(demoIds.general, 'open');
  shown.replace(general, { ...open, content: 'changed' });
  assert.deepEqual(seen(demoIds.bob), ['changed']);
  shown.remove(general, open.id);
  assert.deepEqual(events, ['MESSAGE_CREATE', 'MESSAGE_UPDATE', 'MESSAGE_DELETE']);
});
