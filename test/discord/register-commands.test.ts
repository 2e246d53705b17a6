import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commands } from '../../commands/index.ts';
import { registerCommands, type Registration } from '../../src/discord/register-commands.ts';
import type { Json } from '../../src/domain/json.ts';
import type { RestCall } from '../../src/discord/rest.ts';
import { AppError } from '../../src/errors.ts';

const setUp = () => {
  const sent: RestCall[] = [];
  const stored = new Map<string, string>();
  /** What Discord has, by path. */
  const remote = new Map<string, Json>();
  const failing: { with: AppError | undefined; at: number } = { with: undefined, at: 0 };
  const facts: Registration['facts'] = {
    get: async (name) => stored.get(name),
    set: async (name, value) => void stored.set(name, value),
  };
  const rest: Registration['rest'] = {
    request: async (call) => {
      sent.push(call);
      if (failing.with !== undefined && sent.length - 1 === failing.at) throw failing.with;
      const path = call.path.join('/');
      if (call.method === 'PUT') remote.set(path, call.body ?? []);
      return remote.get(path) ?? [];
    },
  };
  const register = (facts_: Partial<Registration> = {}) =>
    registerCommands({ rest, applicationId: '1', commands, facts, ...facts_ });
  const calls = () =>
    sent
      .splice(0)
      .filter(({ method }) => method !== 'GET')
      .map(({ method, path, body }) => [method, path.join('/'), Array.isArray(body) ? body.length : body]);
  return { register, calls, sent, stored, remote, failing };
};

test('registers once, and again only when something changed', async () => {
  const { register, calls } = setUp();
  assert.equal(await register(), 'registered');
  assert.deepEqual(calls(), [['PUT', 'applications/1/commands', commands.list.length]]);
  assert.equal(await register(), 'unchanged');
  assert.deepEqual(calls(), []);
  const fewer = { ...commands, list: commands.list.slice(1) };
  assert.equal(await register({ commands: fewer }), 'registered');
  assert.equal(calls().length, 1);
  assert.equal(await register({ applicationId: '2', commands: fewer }), 'registered');
  assert.deepEqual(calls(), [['PUT', 'applications/2/commands', fewer.list.length]]);
});

test('takes them away where they were registered before', async () => {
  const { register, calls } = setUp();
  await register();
  calls();
  await register({ guildId: '5' });
  assert.deepEqual(calls(), [
    ['PUT', 'applications/1/guilds/5/commands', commands.list.length],
    ['PUT', 'applications/1/commands', 0],
  ]);
  await register({ guildId: '6' });
  assert.deepEqual(calls(), [
    ['PUT', 'applications/1/guilds/6/commands', commands.list.length],
    ['PUT', 'applications/1/guilds/5/commands', 0],
  ]);
  await register();
  assert.deepEqual(calls(), [
    ['PUT', 'applications/1/commands', commands.list.length],
    ['PUT', 'applications/1/guilds/6/commands', 0],
  ]);
});

test('where a command may be used is said of global ones only', async () => {
  const { register, sent } = setUp();
  await register();
  assert.match(JSON.stringify(sent.pop()?.body), /"contexts":\[0\]/);
  await register({ guildId: '5' });
  assert.doesNotMatch(JSON.stringify(sent[0]?.body), /contexts|integration_types/);
});

test('goes on without a guild that it was removed from', async () => {
  const { register, calls, failing } = setUp();
  await register({ guildId: '5' });
  calls();
  Object.assign(failing, { with: new AppError('missing-permission', 'x'), at: 1 });
  assert.equal(await register(), 'registered');
  assert.equal(await register(), 'unchanged');
});

test('registers again after Discord could not be reached', async () => {
  const { register, calls, failing } = setUp();
  await register({ guildId: '5' });
  for (const at of [0, 1]) {
    calls();
    Object.assign(failing, { with: new AppError('discord-unavailable', 'x'), at });
    await assert.rejects(register(), AppError);
  }
  calls();
  failing.with = undefined;
  assert.equal(await register(), 'registered');
  assert.equal(calls().length, 2);
});

test('registers again what Discord has no more, and takes away what an earlier data directory left', async () => {
  const { register, calls, stored, remote } = setUp();
  await register();
  remote.clear();
  assert.equal(await register(), 'registered');
  assert.equal(await register(), 'unchanged');
  stored.clear();
  calls();
  await register({ guildId: '5' });
  assert.deepEqual(calls(), [
    ['PUT', 'applications/1/guilds/5/commands', commands.list.length],
    ['PUT', 'applications/1/commands', 0],
  ]);
});
