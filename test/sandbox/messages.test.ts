import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ButtonStyle, ComponentType, GatewayDispatchEvents as Event } from 'discord-api-types/v10';
import { findPlace } from '../../src/sandbox/access.ts';
import { buildMessage } from '../../src/sandbox/build-message.ts';
import { createWorld } from '../../src/sandbox/create-world.ts';
import { addDemoGuild, demoIds } from '../../src/sandbox/demo-guild.ts';
import {
  addMessage,
  findMessage,
  removeMessages,
  replaceMessage,
  withComponentIds,
} from '../../src/sandbox/messages.ts';
import type { WorldEvent } from '../../src/sandbox/world.ts';

const build = (channelId: string = demoIds.thread) => {
  const world = createWorld({ now: () => 0 });
  addDemoGuild(world);
  const events: WorldEvent[] = [];
  world.listen((event) => events.push(event));
  const place = findPlace(world, channelId);
  const make = (content: string) => buildMessage({ world, place, author: world.bot, fields: { content } }).message;
  return { world, place, events, make };
};

test('a message in a thread counts', () => {
  const { world, place, make } = build();
  const message = make('x');
  addMessage(world, place, message);
  assert.partialDeepStrictEqual(place.channel, { last_message_id: message.id, message_count: 1 });
  assert.equal(findMessage(world, demoIds.thread, message.id), message);
});

test('several messages go in one event, one in its own, none in none', () => {
  const { world, place, events, make } = build();
  const all = [make('1'), make('2'), make('3')];
  for (const message of all) addMessage(world, place, message);
  const [first = '', second = '', third = ''] = all.map(({ id }) => id);
  events.length = 0;
  assert.deepEqual(removeMessages(world, place, ['1']), []);
  assert.deepEqual(removeMessages(world, place, [third, first, '1']), [first, third]);
  assert.deepEqual(removeMessages(world, place, [second]), [second]);
  assert.deepEqual(
    events.map(({ type }) => type),
    [Event.MessageDeleteBulk, Event.MessageDelete],
  );
  assert.throws(() => findMessage(world, demoIds.thread, first), { message: 'Unknown Message' });
});

test('what is not there cannot be replaced', () => {
  const { world, place, make } = build();
  assert.throws(() => replaceMessage(world, place, make('x')), { message: 'Unknown Message' });
});

test('the event names the author’s membership, and a webhook or stranger has none', () => {
  const { world, place, events, make } = build(demoIds.general);
  addMessage(world, place, make('x'));
  const stranger = { ...world.bot, id: '1456000000000000099' };
  addMessage(world, place, { ...make('y'), author: stranger });
  const [first, second] = events.map(({ data }) => data);
  assert.partialDeepStrictEqual(first, { guild_id: demoIds.guild, member: { roles: [demoIds.roles.bot] } });
  assert.equal(Object.hasOwn(second ?? {}, 'member'), false);
});

test('components are numbered in order, those that have a number keep it', () => {
  const button = {
    type: ComponentType.Button as const,
    style: ButtonStyle.Primary as const,
    custom_id: 'a',
    label: 'A',
  };
  const row = { type: ComponentType.ActionRow as const, components: [button, { ...button, id: 9 }] };
  const numbered = withComponentIds([row, structuredClone(row)]);
  assert.partialDeepStrictEqual(numbered, [
    { id: 1, components: [{ id: 2 }, { id: 9 }] },
    { id: 4, components: [{ id: 5 }, { id: 9 }] },
  ]);
  assert.equal(Object.hasOwn(row, 'id'), false);
});
