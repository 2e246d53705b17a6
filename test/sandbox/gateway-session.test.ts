import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { GatewayCloseCodes, GatewayDispatchEvents, GatewayOpcodes } from 'discord-api-types/v10';
import { createWorld } from '../../src/sandbox/create-world.ts';
import { createSession, replayLimit } from '../../src/sandbox/gateway-session.ts';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { postMessage } from '../../src/sandbox/mutations.ts';
import { connect, plainIntents, startGateway } from './gateway-client.ts';

const started = async (context: TestContext) => {
  const running = await startGateway(context);
  const { world, guild, url } = running;
  const client = await running.identified();
  let named = 0;
  return {
    ...running,
    client,
    tell: (count = 1) => {
      for (let n = 0; n < count; n++)
        world.dispatch({ type: GatewayDispatchEvents.GuildRoleDelete, data: { n: ++named }, guildId: guild.id });
    },
    seq: () => running.gateway.sessions()[0]?.seq() ?? assert.fail('no session'),
    resume: async (seq: number, id = client.ready.session_id, token = world.token) => {
      const again = connect(url);
      await again.next();
      again.send(GatewayOpcodes.Resume, { token, session_id: id, seq });
      return again;
    },
    leave: async (code: number) => {
      client.end(code);
      await client.closed();
    },
  };
};

test('RESUME replays what was missed, in order and with its numbers, then RESUMED', async (context) => {
  const { client, tell, seq, resume, leave } = await started(context);
  const seen = seq();
  tell(1);
  await client.settle();
  await leave(4200);
  tell(2);
  const again = await resume(seen + 1);
  const frames = [await again.next(), await again.next(), await again.next()];
  assert.deepEqual(
    frames.map(({ t, s }) => [t, s]),
    [
      ['GUILD_ROLE_DELETE', seen + 2],
      ['GUILD_ROLE_DELETE', seen + 3],
      ['RESUMED', seen + 4],
    ],
  );
  tell();
  assert.equal((await again.next()).s, seen + 5);
});

test('what cannot be resumed is answered with opcode 9', async (context) => {
  const { tell, seq, resume, leave } = await started(context);
  const seen = seq();
  await leave(4200);
  tell(replayLimit + 1);
  const invalid = { op: GatewayOpcodes.InvalidSession, d: false, s: null, t: null };
  assert.deepEqual(await (await resume(seen)).next(), invalid, 'missed too much');
  assert.deepEqual(await (await resume(1)).next(), invalid, 'gone after that');
  assert.deepEqual(await (await resume(1, 'unknown')).next(), invalid);
});

test('closing with 1000 or 1001 ends the session, and so does waiting too long', async (context) => {
  for (const leave of [
    async ({ leave }: Awaited<ReturnType<typeof started>>) => leave(1000),
    async ({ leave }: Awaited<ReturnType<typeof started>>) => leave(1001),
    async ({ leave, clock }: Awaited<ReturnType<typeof started>>) => {
      await leave(4200);
      clock.advance(180_000);
    },
  ]) {
    const running = await started(context);
    await leave(running);
    assert.equal((await (await running.resume(1)).next()).op, GatewayOpcodes.InvalidSession);
  }
});

test('a number from the future closes with 4007, a wrong token with 4004', async (context) => {
  const { client, seq, resume, leave, world } = await started(context);
  await leave(4200);
  const wrong = await resume(seq(), client.ready.session_id, `${world.token}x`);
  assert.equal(await wrong.closed(), GatewayCloseCodes.AuthenticationFailed);
  assert.equal(await (await resume(seq() + 1)).closed(), GatewayCloseCodes.InvalidSeq);
});

test('a session that another connection resumes is taken from the first', async (context) => {
  const { client, tell, seq, resume } = await started(context);
  const again = await resume(seq());
  assert.equal((await again.next()).t, 'RESUMED');
  assert.equal(await client.closed(), GatewayCloseCodes.UnknownError);
  tell();
  assert.equal((await again.next()).t, 'GUILD_ROLE_DELETE');
});

test('a session that was taken over outlives the connection that it had first', async (context) => {
  const { client, clock, tell, seq, resume } = await started(context);
  const again = await resume(seq());
  await client.closed();
  for (let minute = 0; minute < 4; minute++) {
    clock.advance(60_000);
    await again.settle();
  }
  tell();
  assert.equal((await again.next()).t, 'GUILD_ROLE_DELETE');
});

test('of what people write it hears that they wrote, and of hidden channels nothing', async (context) => {
  const { client, world, guild } = await started(context);
  const { user: author } = guild.members.get(demoIds.ann) ?? assert.fail();
  postMessage(world, { channelId: demoIds.general, author, content: 'secret' });
  postMessage(world, { channelId: demoIds.staffOnly, author, content: 'hidden' });
  postMessage(world, { channelId: demoIds.general, author: world.bot, content: 'own' });
  const [secret, own, ...more] = await client.settle();
  assert.partialDeepStrictEqual(secret, {
    t: 'MESSAGE_CREATE',
    d: { content: '', author: { id: demoIds.ann }, guild_id: guild.id },
  });
  assert.partialDeepStrictEqual(own, { t: 'MESSAGE_CREATE', d: { content: 'own' } });
  assert.deepEqual(more, []);
});

test('a shard hears of its own guilds, and the first one of direct messages', () => {
  const world = createWorld({ now: () => Date.UTC(2026, 0, 1) });
  const heard = (index: number) => {
    const session = createSession({ id: `${index}`, intents: plainIntents | 4096, shard: [index, 2], world });
    const types: string[] = [];
    session.attach((frame) => types.push(frame));
    for (const guildId of ['4194304', '8388608', undefined])
      session.receive({ type: GatewayDispatchEvents.MessageDelete, data: {}, guildId });
    return types.length;
  };
  assert.deepEqual([heard(0), heard(1)], [2, 1]);
});
