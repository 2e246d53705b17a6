import assert from 'node:assert/strict';
import { test } from 'node:test';
import { viewDelivery } from '../../src/delivery/view.ts';
import type { Job } from '../../src/queue/job-engine.ts';

const job: Job = {
  id: 'd1',
  guildId: '1',
  lane: 'w1',
  payload: '',
  progress: '',
  state: 'queued',
  createdAt: 0,
  runAt: 5_000,
  finishedAt: undefined,
};

test('a fresh delivery has no attempts and no next one', () => {
  assert.deepEqual(viewDelivery(job), {
    id: 'd1',
    status: 'queued',
    actions: [],
    webhook: 'w1',
    attempts: [],
    created_at: '1970-01-01T00:00:00.000Z',
    finished_at: null,
    next_attempt_at: null,
  });
});

test('one that waits for another attempt says why and when', () => {
  const error = { code: 'discord-unavailable', message: 'Discord does not answer.' } as const;
  const view = viewDelivery({
    ...job,
    progress: JSON.stringify({ results: [], attempts: [{ startedAt: 1_000, endedAt: 2_000, error }] }),
  });
  assert.equal(view.next_attempt_at, '1970-01-01T00:00:05.000Z');
  assert.deepEqual(view.attempts, [
    { started_at: '1970-01-01T00:00:01.000Z', ended_at: '1970-01-01T00:00:02.000Z', error },
  ]);
});

test('one that has ended says how and when', () => {
  const results = [{ kind: 'send-message', status: 'done', result: { message_id: '9' } }];
  const progress = JSON.stringify({ results, attempts: [{ startedAt: 0, endedAt: 1 }] });
  const view = viewDelivery({ ...job, state: 'done', progress, finishedAt: 1 });
  assert.equal(view.status, 'done');
  assert.deepEqual(view.actions, results);
  assert.equal(view.finished_at, '1970-01-01T00:00:00.001Z');
  assert.equal(view.next_attempt_at, null);
});
