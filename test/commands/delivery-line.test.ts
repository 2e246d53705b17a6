import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deliveryLine, reasonOf } from '../../commands/delivery-line.ts';
import { texts } from '../../commands/texts.ts';
import type { ActionResult, DeliveryInput } from '../../src/domain/delivery.ts';
import type { Job } from '../../src/queue/job-engine.ts';
import { threeMessages } from '../delivery/replay-bench.ts';

const jobOf = (state: Job['state'], results: ActionResult[], more: Partial<DeliveryInput> = {}): Job => ({
  id: 'delivery-1',
  guildId: threeMessages.guildId,
  lane: threeMessages.id,
  payload: JSON.stringify({ webhook: threeMessages, variables: {}, requestId: 'r', ...more }),
  progress: JSON.stringify({
    results,
    attempts: [
      { startedAt: 0, endedAt: 1 },
      { startedAt: 2, endedAt: 3 },
    ],
  }),
  state,
  createdAt: 1_000,
  runAt: 1_000,
  finishedAt: undefined,
});

test('tells of replays, attempts and what stopped it', () => {
  const message = 'Nobody\ncan tell.';
  const job = jobOf(
    'ambiguous',
    [
      { kind: 'x', status: 'done' },
      { kind: 'y', status: 'ambiguous', error: { code: 'ambiguous', message } },
    ],
    {
      replayOf: 'delivery-0',
      replay: 4,
    },
  );
  assert.equal(
    deliveryLine(job, { text: texts.in('en') }),
    '❓ <t:1:R> **three** · unclear · 2 attempts · replay 4 · `delivery-1`\n> Nobody can tell.',
  );
});

test('what went well has no reason', () => {
  assert.equal(reasonOf(jobOf('done', [{ kind: 'x', status: 'done' }])), undefined);
});
