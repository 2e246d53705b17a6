import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAccept } from '../../src/delivery/accept.ts';
import { readInput } from '../../src/delivery/stored.ts';
import type { Webhook } from '../../src/domain/webhook.ts';
import { AppError, type ErrorCode } from '../../src/errors.ts';
import type { Added, NewJob } from '../../src/queue/job-engine.ts';

const webhook: Webhook = {
  id: 'abcdefghijklmnop',
  guildId: '123456789012345678',
  enabled: true,
  revision: 3,
  createdAt: 1,
  createdBy: '123456789012345678',
  definition: {
    name: 'score',
    variables: [
      { name: 'user', required: true },
      { name: 'score', type: 'number', required: true },
      { name: 'unit', default: 'points' },
    ],
    actions: [{ kind: 'send-message', channel: 'general', content: '<user> <score> <unit>' }],
  },
};

const setUp = (status: Added['status'] = 'added') => {
  const jobs: NewJob[] = [];
  const add = async (job: NewJob): Promise<Added> => {
    jobs.push(job);
    return { status, id: status === 'added' ? job.id : 'first' };
  };
  let count = 0;
  return { accept: createAccept({ engine: { add }, newId: () => `id-${(count += 1)}` }), jobs };
};

const call = { variables: { user: 'Ann', score: '42' }, fingerprint: 'f', requestId: 'r' };
const isCode = (code: ErrorCode) => (error: unknown) => error instanceof AppError && error.code === code;

test('what is stored is the webhook as it was and the values in their types, defaults filled', async () => {
  const { accept, jobs } = setUp();
  assert.deepEqual(await accept(webhook, call), { id: 'id-1', duplicate: false });
  const [job] = jobs;
  assert.ok(job !== undefined && job.lane === webhook.id && job.guildId === webhook.guildId);
  assert.deepEqual(readInput(job), {
    webhook,
    variables: { user: 'Ann', score: 42, unit: 'points' },
    requestId: 'r',
  });
});

test('an edited webhook is stored as it is now', async () => {
  const { accept, jobs } = setUp();
  await accept(webhook, call);
  await accept({ ...webhook, revision: 4 }, call);
  assert.deepEqual(
    jobs.map((job) => readInput(job).webhook.revision),
    [3, 4],
  );
});

test('all faults are told at once and nothing is stored', async () => {
  const { accept, jobs } = setUp();
  await assert.rejects(accept(webhook, { ...call, variables: { score: 'many' } }), (error) => {
    assert.ok(error instanceof AppError && error.code === 'invalid-request');
    assert.deepEqual(
      error.faults?.map(({ path }) => path),
      ['variables.user', 'variables.score'],
    );
    return true;
  });
  assert.equal(jobs.length, 0);
});

test('a disabled webhook takes nothing but a test', async () => {
  const { accept, jobs } = setUp();
  await assert.rejects(accept({ ...webhook, enabled: false }, call), isCode('webhook-disabled'));
  assert.equal(jobs.length, 0);
  await accept({ ...webhook, enabled: false }, { ...call, test: true });
  assert.equal(readInput(jobs[0] ?? assert.fail()).test, true);
});

test('a repetition gives the first id; the same key for another body is refused', async () => {
  const repeated = setUp('duplicate');
  assert.deepEqual(await repeated.accept(webhook, { ...call, idempotencyKey: 'k' }), { id: 'first', duplicate: true });
  assert.deepEqual(repeated.jobs[0]?.idempotency, { key: 'k', fingerprint: 'f' });
  await assert.rejects(
    setUp('conflict').accept(webhook, { ...call, idempotencyKey: 'k' }),
    isCode('idempotency-key-reused'),
  );
});

test('a suspended webhook says since when and why', async () => {
  const { accept, jobs } = setUp();
  const suspended = { at: Date.UTC(2026, 0, 1), code: 'missing-permission', reason: 'Allow it.' } as const;
  await assert.rejects(accept({ ...webhook, enabled: false, suspended }, call), {
    code: 'webhook-disabled',
    message: /suspended at 2026-01-01T00:00:00.000Z.*Allow it\. .*\/webhook enable/,
  });
  assert.equal(jobs.length, 0);
});
