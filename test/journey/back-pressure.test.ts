import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { createKey } from '../../src/domain/key-text.ts';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { startProgram, type Program } from './program.ts';

const { general, guild, owner, elsewhere } = demoIds;

/** A webhook of another guild, with a key of that guild. */
const neighbour = async (program: Program) => {
  const key = createKey(randomBytes);
  const record = { id: key.id, label: 'neighbour', digest: key.digest, first: true };
  await program.app.store.keys.create({ ...record, guildId: elsewhere.guild, createdAt: Date.now(), createdBy: owner });
  const webhook = await program.webhook({ guildId: elsewhere.guild });
  return { webhook, key: key.text };
};

test('a guild that floods is refused with 429 and Retry-After, its neighbour is not, and nothing accepted is lost', async (context) => {
  const queueLimits = { jobs: 6, bytes: 1e9, guild: { jobs: 4, bytes: 1e9 } };
  const program = await startProgram(context, { outside: { queueLimits } });
  const webhook = await program.webhook();
  const other = await neighbour(program);
  const calm = program.sandbox.faults.add({
    method: 'POST',
    path: `/channels/${general}/messages`,
    status: 503,
    count: Infinity,
  });

  const answers = [];
  for (let call = 0; call < 6; call += 1) answers.push(await program.post(webhook, { message: `flood ${call}` }));
  assert.deepEqual(
    answers.map(({ status, body }) => [status, body['code']]),
    [200, 200, 200, 200, 429, 429].map((status) => [status, status === 200 ? undefined : 'guild-overloaded']),
  );
  assert.ok(Number(answers.at(-1)?.headers.get('retry-after')) >= 1);
  assert.equal((await program.post(other.webhook, {}, { key: other.key })).status, 200, 'the neighbour goes on');
  assert.equal((await fetch(`${program.app.url}/healthz`)).status, 200);

  calm();
  await program.restart();
  const accepted = answers.slice(0, 4).map(({ body }) => String(body['id']));
  for (const id of accepted) assert.equal((await program.app.engine.settled(id, 30_000))?.state, 'done', id);
  const texts = (program.sandbox.world.messages.get(general) ?? []).map(({ content }) => content);
  assert.deepEqual(texts.filter((text) => text.startsWith('flood')).toSorted(), [
    'flood 0',
    'flood 1',
    'flood 2',
    'flood 3',
  ]);
  const again = await program.post(webhook, { message: 'later' }, { query: '?wait=true' });
  assert.deepEqual([again.status, again.body['status']], [200, 'done'], 'there is room again');
});

test('when everything is full it is 503 for all, and nothing is stored', async (context) => {
  const queueLimits = { jobs: 2, bytes: 1e9, guild: { jobs: 9, bytes: 1e9 } };
  const program = await startProgram(context, { outside: { queueLimits } });
  const webhook = await program.webhook();
  program.sandbox.faults.add({
    method: 'POST',
    path: `/channels/${general}/messages`,
    status: 503,
    count: Infinity,
  });
  for (let call = 0; call < 2; call += 1) assert.equal((await program.post(webhook, { message: 'x' })).status, 200);
  const { status, body, headers } = await program.post(webhook, { message: 'one too many' });
  assert.deepEqual([status, body['code']], [503, 'overloaded']);
  assert.ok(Number(headers.get('retry-after')) >= 1);
  assert.equal((await program.app.engine.list({ guildId: guild, limit: 10 })).length, 2);
});
