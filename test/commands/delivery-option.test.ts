import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Who } from '../discord/fake-discord.ts';
import { createBench, people, withWebhook } from './bench.ts';

test('suggests the latest deliveries of this guild by time, webhook and state', async () => {
  const bench = await createBench();
  await withWebhook(bench);
  await withWebhook(bench, { name: 'deploys' });
  await bench.run('webhook test', { webhook: 'alarm' });
  bench.clock.advance(1000);
  bench.settling.how = { state: 'failed', results: [] };
  await bench.run('webhook test', { webhook: 'deploys' });
  const [alarm, deploys] = bench.jobs;
  const typed = async (text: string, who: Who = people.admin) =>
    (await bench.complete('webhook replay', ['delivery', text], who)).choices;
  assert.deepEqual(await typed(''), [
    { name: '2026-06-01 00:00:01 UTC · deploys · failed', value: deploys?.id },
    { name: '2026-06-01 00:00:00 UTC · alarm · done', value: alarm?.id },
  ]);
  assert.deepEqual(
    (await typed('ALARM'))?.map(({ value }) => value),
    [alarm?.id],
  );
  assert.deepEqual(
    (await typed(deploys?.id ?? ''))?.map(({ value }) => value),
    [deploys?.id],
  );
  assert.deepEqual(await typed('', people.eve), []);
});

test('knows no delivery of another guild', async () => {
  const bench = await createBench();
  await withWebhook(bench);
  await bench.run('webhook test', { webhook: 'alarm' });
  const [job] = bench.jobs;
  const options = { delivery: job?.id ?? '' };
  assert.match((await bench.run('webhook replay', options, people.eve)).content, /There is no delivery/);
  assert.match((await bench.run('webhook replay', { delivery: '**x**' })).content, /There is no delivery “\\\*\\\*x/);
  assert.equal(bench.jobs.length, 1);
});
