import assert from 'node:assert/strict';
import { suite, test, type TestContext } from 'node:test';
import { GatewayCloseCodes } from 'discord-api-types/v10';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { createSkippingClock } from '../skipping-clock.ts';
import { startProgram } from './program.ts';

const minuteMs = 60_000;

const setUp = async (context: TestContext) => {
  const clock = createSkippingClock();
  const program = await startProgram(context, { outside: { clock }, sandboxOptions: { heartbeatMs: 150 } });
  const webhook = await program.webhook();
  let number = 0;
  const readyz = async () => {
    const response = await fetch(`${program.app.url}/readyz`);
    return { status: response.status, text: await response.text() };
  };
  const becomes = (status: number) => clock.until(async () => (await readyz()).status === status, 60 * minuteMs, 1_000);
  return {
    ...program,
    hook: webhook,
    clock,
    readyz,
    becomes,
    /** A call is carried out, whatever the gateway does. */
    async delivers(key?: string) {
      number += 1;
      const answer = await program.post(
        webhook,
        { message: `m${number}` },
        { query: '?wait=true', ...(key && { key }) },
      );
      assert.deepEqual([answer.status, answer.body['status']], [200, 'done'], JSON.stringify(answer.body));
    },
    count: () => program.sandbox.world.messages.get(demoIds.general)?.length ?? 0,
    expected: () => number,
  };
};

const passing = [
  1000,
  1001,
  GatewayCloseCodes.UnknownError,
  GatewayCloseCodes.UnknownOpcode,
  GatewayCloseCodes.DecodeError,
  GatewayCloseCodes.NotAuthenticated,
  GatewayCloseCodes.AlreadyAuthenticated,
  GatewayCloseCodes.InvalidSeq,
  GatewayCloseCodes.RateLimited,
  GatewayCloseCodes.SessionTimedOut,
];
const final = [
  GatewayCloseCodes.AuthenticationFailed,
  GatewayCloseCodes.InvalidShard,
  GatewayCloseCodes.ShardingRequired,
  GatewayCloseCodes.InvalidAPIVersion,
  GatewayCloseCodes.InvalidIntents,
  GatewayCloseCodes.DisallowedIntents,
];

suite('whatever the gateway does, calls are carried out and health tells the truth', { concurrency: 3 }, () => {
  test('every close that passes, a cut connection, opcodes 7 and 9', async (context) => {
    const { sandbox, delivers, becomes, clock, count, expected } = await setUp(context);
    const { gateway } = sandbox;
    const troubles = [
      ...passing.map((code) => () => gateway.closeAll(code)),
      () => gateway.dropAll(),
      () => gateway.askToReconnect(),
      () => gateway.invalidateSessions(true),
      () => gateway.invalidateSessions(false),
    ];
    for (const trouble of troubles) {
      const before = gateway.connections();
      assert.equal(before, 1);
      trouble();
      await delivers();
      await clock.pass(2_000, 250);
      await clock.until(() => gateway.connections() === 1, 60 * minuteMs, 1_000);
      await becomes(200);
    }
    assert.equal(count(), expected());
  });

  for (const part of ['hello', 'ready', 'heartbeat-ack'] as const) {
    test(`a missing ${part} turns it red until it comes`, async (context) => {
      const { sandbox, delivers, becomes } = await setUp(context);
      sandbox.gateway.withhold(part);
      if (part !== 'heartbeat-ack') sandbox.gateway.invalidateSessions(false);
      if (part !== 'heartbeat-ack') sandbox.gateway.dropAll();
      await becomes(503);
      await delivers();
      sandbox.gateway.release();
      await becomes(200);
      await delivers();
    });
  }

  for (const code of final) {
    test(`${code} turns it red for good, with what to do`, async (context) => {
      const { sandbox, delivers, becomes, readyz, clock } = await setUp(context);
      sandbox.gateway.closeAll(code);
      await becomes(503);
      await clock.pass(10 * minuteMs, 5_000);
      const { status, text } = await readyz();
      assert.equal(status, 503);
      assert.match(text, /token|Restart Guildhook|restart Guildhook|latest version/);
      assert.equal(sandbox.gateway.connections(), 0);
      await delivers();
    });
  }

  test('an outage of the guild is no farewell: its keys go on working', async (context) => {
    const program = await setUp(context);
    const { sandbox, clock, count } = program;
    const accepts = async () => assert.equal((await program.post(program.hook, { message: 'meanwhile' })).status, 200);
    sandbox.gateway.startOutage(demoIds.guild);
    await clock.pass(2_000);
    await accepts();
    await program.restart();
    await accepts();
    sandbox.gateway.endOutage(demoIds.guild);
    await clock.until(() => count() === 2, 5 * minuteMs);
    await program.delivers();
  });
});
