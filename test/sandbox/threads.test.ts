import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GatewayDispatchEvents as Event, PermissionFlagsBits, RESTJSONErrorCodes as Code } from 'discord-api-types/v10';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { changeRole } from '../../src/sandbox/mutations.ts';
import { asThread } from '../../src/sandbox/threads.ts';
import { startRest, type StartedRest } from './start-rest.ts';

const send = ({ call }: StartedRest) =>
  call('POST', `/channels/${demoIds.thread}/messages`, { body: { content: 'x' } });

const threadOf = ({ guild }: StartedRest) => {
  const channel = guild.channels.get(demoIds.thread);
  const metadata = channel === undefined ? undefined : asThread(channel)?.thread_metadata;
  assert.ok(metadata);
  return metadata;
};

test('a message wakes an archived thread', async (t) => {
  const started = await startRest(t);
  const thread = threadOf(started);
  thread.archived = true;
  assert.equal((await send(started)).status, 200);
  assert.equal(thread.archived, false);
  assert.deepEqual(
    started.events.map(({ type }) => type),
    [Event.ThreadUpdate, Event.MessageCreate],
  );
});

test('a locked one only for who manages threads', async (t) => {
  const started = await startRest(t);
  Object.assign(threadOf(started), { archived: true, locked: true });
  const refused = await send(started);
  assert.equal(refused.status, 400);
  assert.partialDeepStrictEqual(refused.body, { code: Code.InvalidActionOnArchivedThread });
  assert.deepEqual(started.world.ledger, []);
  const permissions = PermissionFlagsBits.ManageThreads;
  changeRole(started.world, { guildId: demoIds.guild, roleId: demoIds.roles.bot, permissions });
  assert.equal((await send(started)).status, 200);
});

test('what is a thread', async (t) => {
  const { guild } = await startRest(t);
  const threads = [...guild.channels.values()].filter((channel) => asThread(channel) !== undefined);
  assert.deepEqual(
    threads.map(({ id }) => id),
    [demoIds.thread],
  );
});
