import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { clientFor, logIn, sandboxFor } from './sandbox-client.ts';

test('it listens on loopback, tells when commands are there, and stops with its clients connected', async (context) => {
  const sandbox = await sandboxFor(context);
  assert.match(sandbox.url, /^http:\/\/127\.0\.0\.1:\d+$/);
  assert.equal(sandbox.apiUrl, `${sandbox.url}/api`);
  assert.deepEqual([...sandbox.world.guilds.keys()], [demoIds.guild, demoIds.elsewhere.guild]);
  const client = await logIn(clientFor(sandbox), sandbox);
  let registered = false;
  const told = sandbox.commandsRegistered().then(() => {
    registered = true;
  });
  await client.application.fetch();
  assert.equal(registered, false);
  await client.application.commands.set([{ name: 'x', description: 'x' }], demoIds.guild);
  await told;
});

test('after stopping nothing answers, and the port is free', async () => {
  const sandbox = await startSandbox({ port: 0 });
  const port = Number(new URL(sandbox.url).port);
  await sandbox.stop();
  await assert.rejects(fetch(`${sandbox.url}/state`));
  const again = await startSandbox({ port });
  assert.equal((await fetch(`${again.url}/state`)).status, 200);
  await again.stop();
});

test('faults over REST are met by clients; unmodelled requests are noted', async (context) => {
  const sandbox = await sandboxFor(context);
  const client = await logIn(clientFor(sandbox, { rest: { api: sandbox.apiUrl, retries: 0 } }), sandbox);
  sandbox.faults.add({
    method: 'GET',
    path: `/guilds/${demoIds.guild}`,
    status: 404,
    body: { message: 'x', code: 10004 },
  });
  await assert.rejects(client.guilds.fetch({ guild: demoIds.guild, force: true, cache: false }), { code: 10004 });
  await client.guilds.fetch({ guild: demoIds.guild, force: true });
  await assert.rejects(client.rest.get('/nothing/here'), { status: 501 });
  assert.deepEqual(sandbox.unmodelled, ['GET /nothing/here']);
});
