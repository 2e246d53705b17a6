import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GatewayDispatchEvents as Event } from 'discord-api-types/v10';
import { findPlace } from '../../src/sandbox/access.ts';
import { createWorld } from '../../src/sandbox/create-world.ts';
import { addDemoGuild, demoIds } from '../../src/sandbox/demo-guild.ts';
import { removeMessages, replaceMessage } from '../../src/sandbox/messages.ts';
import { addMember, postMessage, removeMember, setMemberRoles } from '../../src/sandbox/mutations.ts';
import { banner, createPrinter } from '../../src/sandbox/print.ts';
import { makeUser } from '../../src/sandbox/shapes.ts';
import { createBench } from './interaction-bench.ts';

const demo = (color = false) => {
  const world = createWorld({ now: () => Date.UTC(2026, 0, 2) });
  const guild = addDemoGuild(world);
  let out = '';
  const write = (text: string) => void (out += text);
  world.listen(createPrinter({ world, write, color }));
  const printed = () => {
    const lines = out;
    out = '';
    return lines;
  };
  return { world, guild, printed };
};

test('messages, edits and deletions are told with where and who', () => {
  const { world, printed } = demo();
  const author = world.bot;
  const message = postMessage(world, { channelId: demoIds.alerts, author, content: 'deploy **1.2** done' });
  assert.equal(printed(), '#alerts  Guildhook: deploy 1.2 done\n');
  replaceMessage(world, findPlace(world, demoIds.alerts), { ...message, content: 'deploy 1.3\ndone' });
  assert.equal(printed(), '#alerts  Guildhook: deploy 1.3  (edited)\n    done\n');
  removeMessages(world, findPlace(world, demoIds.alerts), [message.id]);
  assert.equal(printed(), '#alerts  deleted: deploy 1.3\n');
  postMessage(world, { channelId: demoIds.alerts, author, embeds: [{ title: 'Only this' }] });
  assert.equal(printed(), '#alerts  Guildhook:\n    ▌ Only this\n');
});

test('roles, members and direct messages are told', () => {
  const { world, guild, printed } = demo();
  const { ann, roles } = demoIds;
  setMemberRoles(world, { guildId: guild.id, userId: ann, roles: [roles.onCall] });
  setMemberRoles(world, { guildId: guild.id, userId: ann, roles: [roles.member] });
  assert.equal(printed(), '@Ann  + On call\n@Ann  + Member  - On call\n');
  const user = makeUser({ id: '1'.repeat(18), username: 'zed' });
  addMember(world, { guildId: guild.id, user });
  removeMember(world, { guildId: guild.id, userId: user.id });
  assert.equal(printed(), '@zed  joined\n@zed  left\n');
  world.dispatch({ type: Event.GuildBanAdd, data: { user }, guildId: guild.id });
  world.dispatch({ type: Event.ChannelCreate, data: { id: '1', name: 'new\u001b[2J' }, guildId: guild.id });
  assert.equal(printed(), '@zed  was banned\n#new[2J  channel created\n');
});

test('a command is told with who used it', () => {
  const { world, hello } = createBench();
  let out = '';
  world.listen(createPrinter({ world, write: (text) => void (out += text), color: false }));
  void hello('ann');
  assert.equal(out, '#general  @Ann used /hello\n');
});

test('what the sandbox says first has the curl line alone', () => {
  const curl = "curl -X POST 'http://localhost:3000/webhook/1/2' -d '{}'";
  const facts = { guild: 'Sandbox', url: 'http://localhost:3000', sandbox: 'http://127.0.0.1:3001', curl };
  for (const color of [true, false])
    assert(
      banner({ ...facts, color })
        .split('\n')
        .includes(curl),
    );
  assert(!banner({ ...facts, color: false }).includes('\u001b'));
});
