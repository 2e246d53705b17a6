import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { createBench, withWebhook } from './bench.ts';
import type { Settled } from './bench-engine.ts';

const reportOf = async (how: Settled) => {
  const bench = await createBench();
  await withWebhook(bench);
  bench.settling.how = how;
  return (await bench.run('webhook test', { webhook: 'alarm' })).content;
};

const done = { message_id: '1456000000000900000', channel_id: demoIds.alerts };

test('tells of each action what became of it', async () => {
  const content = await reportOf({
    state: 'partial',
    results: [
      {
        kind: 'send-message',
        status: 'done',
        result: done,
        notes: ['Nothing is known as <x>, so it stayed as written.'],
      },
      { kind: 'add-role', status: 'failed', error: { code: 'role-hierarchy', message: 'Drag the role higher.' } },
      { kind: 'send-dm', status: 'skipped' },
    ],
  });
  assert.match(content, /carried out in part/);
  assert.match(content, /✅ `send-message` done https:\/\/discord\.com\/channels\/\d+\/\d+\/1456000000000900000/);
  assert.match(content, /Nothing is known as <x>/);
  assert.match(content, /❌ `add-role` failed: Drag the role higher\./);
  assert.match(content, /⏭️ `send-dm` skipped/);
});

test('tells what is not done yet, and why', async () => {
  assert.match(await reportOf({ state: 'queued' }), /is not done yet\.[^]*waits for its turn/);
  const error = { code: 'discord-unavailable', message: 'Discord is down.' } as const;
  assert.match(
    await reportOf({ state: 'queued', error }),
    /tried again \(delivery `\w+`\)\. The last try failed: Discord is down/,
  );
});

test('has words for every way in which a test can end, and room for all of it', async () => {
  const message = 'x'.repeat(3000);
  const results = Array.from({ length: 50 }, () => ({
    kind: 'send-message',
    status: 'failed' as const,
    error: { code: 'discord-refused' as const, message },
    notes: [message, message],
  }));
  for (const state of ['done', 'partial', 'failed', 'ignored', 'ambiguous', 'queued'] as const) {
    const content = await reportOf({ state, results });
    assert.match(content, /\*\*alarm\*\*/, state);
    assert(content.length <= 2000);
  }
});
