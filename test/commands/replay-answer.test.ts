import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBench, withWebhook } from './bench.ts';

test('tells of a replay that fails again why', async () => {
  const bench = await createBench();
  await withWebhook(bench);
  const error = { code: 'missing-permission', message: 'Give the bot Send Messages.' } as const;
  bench.settling.how = { state: 'failed', results: [{ kind: 'send-message', status: 'failed', error }] };
  await bench.run('webhook test', { webhook: 'alarm' });
  const { content } = await bench.run('webhook replay', { delivery: bench.jobs[0]?.id ?? '' });
  assert.match(content, /Replay 1 .*\n❌ .*could not be carried out.*\n.*Give the bot Send Messages/);
});
