import assert from 'node:assert/strict';
import { request } from 'node:http';
import { once } from 'node:events';
import { test, type TestContext } from 'node:test';
import { ComponentType, Events, MessageFlags, type ChatInputCommandInteraction } from 'discord.js';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { clientFor, logIn, sandboxFor } from './sandbox-client.ts';

const json = z.record(z.string(), z.unknown());

const started = async (context: TestContext) => {
  const sandbox = await sandboxFor(context);
  const call = async (method: string, path: string, body?: unknown) => {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const response = await fetch(`${sandbox.url}${path}`, init);
    return { status: response.status, body: await response.json() };
  };
  const interact = async (body: unknown) => {
    const { status, body: answer } = await call('POST', '/interactions', body);
    return { status, ...json.parse(answer) };
  };
  return { ...sandbox, sandbox, call, interact };
};

/** A bot with `/order`, which asks by buttons. */
const withBot = async (
  context: TestContext,
  answer: (interaction: ChatInputCommandInteraction) => Promise<unknown>,
) => {
  const running = await started(context);
  const client = await logIn(clientFor(running.sandbox), running.sandbox);
  await client.application.commands.set([{ name: 'order', description: 'x' }]);
  client.on(Events.InteractionCreate, (interaction) => {
    if (interaction.isChatInputCommand()) void answer(interaction);
    if (interaction.isButton()) void interaction.update({ content: `pressed ${interaction.customId}`, components: [] });
    if (interaction.isModalSubmit()) void interaction.reply(`got ${interaction.fields.getTextInputValue('name')}`);
  });
  return running;
};

test('the state is in Discord’s shapes, of the first guild or the one asked for', async (context) => {
  const { call } = await started(context);
  const { body } = await call('GET', '/state');
  assert.partialDeepStrictEqual(body, { guild: { id: demoIds.guild, name: 'Sandbox' }, bans: [] });
  const { body: other } = await call('GET', `/state?guild=${demoIds.elsewhere.guild}`);
  assert.partialDeepStrictEqual(other, { guild: { name: 'Elsewhere' } });
  assert.equal((await call('GET', '/state?guild=1')).status, 400);
});

test('a flow with a button can be driven from the answers alone', async (context) => {
  const { interact } = await withBot(context, (interaction) =>
    interaction.reply({
      content: 'Sure?',
      flags: MessageFlags.Ephemeral,
      components: [
        {
          type: ComponentType.ActionRow,
          components: [{ type: ComponentType.Button, style: 1, label: 'Yes', customId: 'yes' }],
        },
      ],
    }),
  );
  const asked = await interact({ user: 'ann', command: 'order', options: {} });
  assert.partialDeepStrictEqual(asked, { status: 200, type: 4, content: 'Sure?', flags: 64, embeds: [] });
  const shape = z.object({
    components: z.array(z.object({ components: z.array(z.object({ custom_id: z.string() })) })),
  });
  const component = shape.parse(asked).components[0]?.components[0]?.custom_id;
  assert.partialDeepStrictEqual(await interact({ user: 'ann', component }), { type: 7, content: 'pressed yes' });
  assert.partialDeepStrictEqual(await interact({ user: 'ann', component }), { status: 400 });
});

test('a form is shown whole and can be sent', async (context) => {
  const { interact } = await withBot(context, (interaction) =>
    interaction.showModal({
      custom_id: 'form',
      title: 'Form',
      components: [
        {
          type: ComponentType.Label,
          label: 'Name',
          component: { type: ComponentType.TextInput, custom_id: 'name', style: 1 },
        },
      ],
    }),
  );
  const opened = await interact({ user: 'ann', command: 'order' });
  assert.partialDeepStrictEqual(opened, { type: 9, modal: { custom_id: 'form', title: 'Form' } });
  assert.partialDeepStrictEqual(await interact({ user: 'ann', modal: 'form', fields: { name: 'Bo' } }), {
    content: 'got Bo',
  });
});

test('a deleted answer is said to be one', async (context) => {
  const { interact } = await withBot(context, async (interaction) => {
    await interaction.deferReply();
    await interaction.deleteReply();
  });
  assert.deepEqual(await interact({ user: 'ann', command: 'order' }), { status: 200, type: 5, deleted: true });
});

test('what cannot be is a 4xx with words', async (context) => {
  const { interact, call, url } = await started(context);
  const { status, error } = json.parse(await interact({ user: 'ann', command: 'nothing' }));
  assert.deepEqual([status, error], [400, '/nothing is not registered in Sandbox; none is']);
  assert.equal((await interact({ command: 'x' })).status, 400);
  assert.match(String(json.parse(await interact({ user: 'ann', comand: 'x' }))['error']), /comand/);
  assert.equal((await fetch(`${url}/interactions`, { method: 'POST', body: '{' })).status, 400);
  assert.equal((await call('GET', '/interactions')).status, 405);
  assert.equal((await call('GET', '/nothing')).status, 404);
});

test('an application that is away or too slow is told of', async (context) => {
  const { interact, sandbox } = await started(context);
  const client = await logIn(clientFor(sandbox), sandbox);
  await client.application.commands.set([{ name: 'order', description: 'x' }]);
  await client.destroy();
  while (sandbox.gateway.sessions().length > 0) await new Promise(setImmediate);
  assert.deepEqual(await interact({ user: 'ann', command: 'order' }), {
    status: 409,
    error: 'The application is not connected',
  });
});

test('faults are set and taken away, and effects can be read', async (context) => {
  const { call, faults } = await started(context);
  const rule = { method: 'post', path: '/channels/*/messages', status: 500, count: 2 };
  assert.equal((await call('POST', '/faults', rule)).status, 200);
  assert.equal((await call('POST', '/faults', { path: 'x' })).status, 400);
  assert.equal((await call('POST', '/faults', { path: '/x', colour: 1 })).status, 400);
  assert.deepEqual((await call('GET', '/faults')).body, [{ ...rule, method: 'POST' }]);
  assert.equal(faults.take('POST', '/channels/1/messages')?.status, 500);
  assert.deepEqual((await call('DELETE', '/faults')).body, []);
  assert.deepEqual((await call('GET', '/ledger')).body, { entries: [], unmodelled: [] });
});

test('requests that were meant for another host are refused', async (context) => {
  const { url } = await started(context);
  const asked = request(`${url}/state`, { headers: { host: 'evil.example' } }).end();
  const [response] = z.tuple([z.looseObject({ statusCode: z.int() })]).parse(await once(asked, 'response'));
  assert.equal(response.statusCode, 403);
  asked.destroy();
  assert.equal((await fetch(`${url}/state`, { headers: { origin: 'https://evil.example' } })).status, 403);
  const socket = new WebSocket(`${url.replace('http', 'ws')}/?v=10`, { origin: 'https://evil.example' });
  await assert.rejects(once(socket, 'open'), /socket hang up/);
});
