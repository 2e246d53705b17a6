import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { GatewayIntentBits, InteractionResponseType as Response, MessageFlags } from 'discord-api-types/v10';
import { InteractionCallbackResponseSchema } from 'discord-api-spec/zod';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { demoIds } from '../../../src/sandbox/demo-guild.ts';
import { startSandbox } from '../../../src/sandbox/sandbox.ts';
import { createFakeClock } from '../../fake-clock.ts';
import { makeCommand } from '../interaction-bench.ts';

const told = z.object({
  t: z.string().nullable(),
  d: z.looseObject({ id: z.string(), token: z.string() }).nullable().catch(null),
});

/** An application that speaks plain HTTP, at a clock that stands still. */
const application = async (context: TestContext) => {
  const clock = createFakeClock();
  const sandbox = await startSandbox({ port: 0, clock, limits: 'none' });
  context.after(sandbox.stop);
  const hello = makeCommand('hello');
  sandbox.world.commands.set(hello.id, hello);
  const socket = new WebSocket(`${sandbox.url.replace('http', 'ws')}/?v=10&encoding=json`);
  const frames: z.infer<typeof told>[] = [];
  const arrival = () => new Promise<void>((resolve) => void socket.once('message', () => resolve()));
  socket.on('message', (data: Buffer) => frames.push(told.parse(JSON.parse(data.toString()))));
  const next = async (type: string | null) => {
    for (;;) {
      const index = frames.findIndex(({ t }) => t === type);
      const [found] = index === -1 ? [] : frames.splice(index, 1);
      if (found !== undefined) return found.d;
      await arrival();
    }
  };
  await next(null);
  const properties = { os: 'x', browser: 'x', device: 'x' };
  socket.send(JSON.stringify({ op: 2, d: { token: sandbox.token, intents: GatewayIntentBits.Guilds, properties } }));
  await next('GUILD_CREATE');
  const call = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${sandbox.apiUrl}/v10${path}`, {
      method,
      headers: { 'user-agent': 'DiscordBot (https://example.com, 1)', 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : z.looseObject({}).parse(JSON.parse(text)) };
  };
  const begin = async () => {
    const answer = sandbox.interactions.invoke({ user: 'ann', command: 'hello' });
    answer.catch(() => undefined);
    const interaction = (await next('INTERACTION_CREATE')) ?? assert.fail();
    const messages = `/webhooks/${sandbox.world.applicationId}/${interaction.token}`;
    return { answer, messages, callback: `/interactions/${interaction.id}/${interaction.token}/callback` };
  };
  return { ...sandbox, clock, call, begin };
};

const reply = { type: Response.ChannelMessageWithSource, data: { content: 'hi' } };

test('a callback is answered with nothing, or with what it made', async (context) => {
  const { call, begin } = await application(context);
  const first = await begin();
  assert.deepEqual(await call('POST', first.callback, reply), { status: 204, body: undefined });
  const second = await begin();
  const { status, body } = await call('POST', `${second.callback}?with_response=true`, reply);
  assert.equal(status, 200);
  assert.partialDeepStrictEqual(body, {
    interaction: { type: 2, response_message_loading: false, response_message_ephemeral: false },
    resource: { type: 4, message: { content: 'hi' } },
  });
  assert.deepEqual(z.safeParse(InteractionCallbackResponseSchema, body).error?.issues, undefined);
});

test('refusals come with Discord’s codes', async (context) => {
  const { call, begin, clock } = await application(context);
  const { callback, answer } = await begin();
  const wrong = await call('POST', callback, { type: 4, data: { content: 'x'.repeat(2001) } });
  assert.partialDeepStrictEqual(wrong, { status: 400, body: { code: 50035, errors: { data: {} } } });
  await call('POST', callback, reply);
  assert.partialDeepStrictEqual(await call('POST', callback, reply), { status: 400, body: { code: 40060 } });
  assert.equal((await answer).message?.content, 'hi');
  const late = await begin();
  clock.advance(3000);
  await assert.rejects(late.answer, /did not respond/);
  assert.partialDeepStrictEqual(await call('POST', late.callback, reply), { status: 404, body: { code: 10062 } });
  const early = await call('POST', (await begin()).messages, { content: 'x' });
  assert.partialDeepStrictEqual(early, { status: 404, body: { code: 10015 } });
});

test('messages of an interaction are read, edited, added and deleted without a token of the bot', async (context) => {
  const { call, begin, clock, world } = await application(context);
  const { callback, messages } = await begin();
  await call('POST', callback, reply);
  const original = `${messages}/messages/@original`;
  assert.partialDeepStrictEqual(await call('GET', original), { status: 200, body: { content: 'hi' } });
  assert.partialDeepStrictEqual(await call('PATCH', original, { content: 'ho' }), {
    status: 200,
    body: { content: 'ho' },
  });
  const more = await call('POST', `${messages}?wait=true`, { content: 'more' });
  const { id } = z.object({ id: z.string() }).parse(more.body);
  assert.partialDeepStrictEqual(await call('PATCH', `${messages}/messages/${id}`, { content: 'less' }), {
    status: 200,
  });
  assert.equal((await call('DELETE', `${messages}/messages/${id}`)).status, 204);
  assert.partialDeepStrictEqual(await call('GET', `${messages}/messages/${id}`), {
    status: 404,
    body: { code: 10008 },
  });
  assert.deepEqual(
    world.messages.get(demoIds.general)?.map(({ content }) => content),
    ['ho'],
  );
  clock.advance(900_001);
  assert.partialDeepStrictEqual(await call('GET', original), { status: 401, body: { code: 50027 } });
});

test('the ledger has what the guild saw and nothing else', async (context) => {
  const { call, begin, world } = await application(context);
  await call('POST', (await begin()).callback, { ...reply, data: { content: 'psst', flags: MessageFlags.Ephemeral } });
  const { callback, messages } = await begin();
  await call('POST', callback, reply);
  await call('PATCH', `${messages}/messages/@original`, { content: 'ho' });
  assert.deepEqual(
    world.ledger.map(({ effect, content }) => [effect, content]),
    [
      ['message-created', 'hi'],
      ['message-edited', 'ho'],
    ],
  );
});
