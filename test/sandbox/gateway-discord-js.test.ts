import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Events } from 'discord.js';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { clientFor, logIn, sandboxFor } from './sandbox-client.ts';

test('an unmodified discord.js client logs in and knows the guild', async (context) => {
  const sandbox = await sandboxFor(context, { limits: 'discord' });
  const client = await logIn(clientFor(sandbox), sandbox);
  const guild = client.guilds.cache.get(demoIds.guild) ?? assert.fail('the guild is missing');
  assert.equal(guild.available, true);
  assert.equal(guild.name, 'Sandbox');
  assert.equal(guild.members.me?.id, client.user.id);
  assert.equal(guild.channels.cache.get(demoIds.alerts)?.name, 'alerts');
  assert.equal(guild.roles.cache.size, 5);
  const heard = new Promise<string>((resolve) => client.once(Events.MessageCreate, ({ id }) => resolve(id)));
  const alerts = await guild.channels.fetch(demoIds.alerts);
  assert(alerts?.isSendable());
  const sent = await alerts.send({ content: 'hello', embeds: [{ title: 'There' }] });
  assert.equal(await heard, sent.id);
  assert.equal(sandbox.world.messages.get(demoIds.alerts)?.at(-1)?.content, 'hello');
  assert.deepEqual(sandbox.unmodelled, []);
});
