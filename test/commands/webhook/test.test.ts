import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readInput } from '../../../src/delivery/stored.ts';
import { demoIds } from '../../../src/sandbox/demo-guild.ts';
import { createBench, people, withWebhook } from '../bench.ts';

const messageId = '1456000000000900000';

test('carries it out with the values given, makes the others up, and links to the message', async () => {
  const bench = await createBench();
  const { webhook } = await withWebhook(bench, { message: '<who> did <what>' });
  const result = { message_id: messageId, channel_id: demoIds.alerts };
  bench.settling.how = { state: 'done', results: [{ kind: 'send-message', status: 'done', result }] };
  const { content } = await bench.run('webhook test', { webhook: 'alarm', variables: 'who="Ann B" extra=1' });

  const [job] = bench.jobs;
  assert(job !== undefined);
  const { variables, test: isTest } = readInput(job);
  assert.deepEqual({ ...variables }, { who: 'Ann B', extra: '1', what: 'sample what' });
  assert.equal(isTest, true);
  assert.equal(job.lane, webhook.id);
  assert.match(content, /was carried out/);
  assert(content.includes(`https://discord.com/channels/${demoIds.guild}/${demoIds.alerts}/${messageId}`));
  assert.match(content, /Made up.*`what` = `sample what`/);
  assert.doesNotMatch(content, /`who` =/);
});

test('works while the webhook is disabled, and says so', async () => {
  const bench = await createBench();
  await withWebhook(bench);
  await bench.run('webhook disable', { webhook: 'alarm' });
  const { content } = await bench.run('webhook test', { webhook: 'alarm' });
  assert.equal(bench.jobs.length, 1);
  assert.match(content, /is disabled: real calls are refused/);
});

test('carries out nothing when the values cannot be read or do not fit', async () => {
  const bench = await createBench();
  const { webhook } = await withWebhook(bench);
  assert.match((await bench.run('webhook test', { webhook: 'alarm', variables: 'a b' })).content, /not understood/);
  await bench.store.webhooks.update(webhook.id, (current) => ({
    ...current,
    definition: { ...current.definition, variables: [{ name: 'message', type: 'number' }] },
  }));
  const { content } = await bench.run('webhook test', { webhook: 'alarm', variables: 'message=x' });
  assert.match(content, /`variables\.message` must be a number/);
  assert.deepEqual(bench.jobs, []);
});

test('knows no webhook of another guild', async () => {
  const bench = await createBench();
  const { webhook } = await withWebhook(bench);
  assert.match((await bench.run('webhook test', { webhook: webhook.id }, people.eve)).content, /There is no webhook/);
  assert.deepEqual(bench.jobs, []);
});
