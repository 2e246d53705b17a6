import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EndedDelivery } from '../../src/delivery/carry-out.ts';
import type { Failure } from '../../src/delivery/failure-report-queue.ts';
import { createFailureWatch } from '../../src/delivery/watch-failures.ts';
import type { DeliveryInput } from '../../src/domain/delivery.ts';
import type { Webhook } from '../../src/domain/webhook.ts';
import { AppError, type ErrorCode } from '../../src/errors.ts';
import { silentLogger } from '../../src/logger.ts';
import { createFakeClock } from '../fake-clock.ts';
import { threeMessages } from './replay-bench.ts';

const setUp = () => {
  const stored: { webhook: Webhook | undefined; fails: boolean } = { webhook: threeMessages, fails: false };
  const counts = { writes: 0 };
  const reported: Failure[] = [];
  const watch = createFailureWatch({
    webhooks: {
      get: async () => stored.webhook,
      async update(_id, change) {
        if (stored.fails) throw new AppError('storage-unavailable', 'The disk is full.');
        if (stored.webhook === undefined) return undefined;
        const changed = change(stored.webhook, []);
        if (changed !== stored.webhook) counts.writes += 1;
        stored.webhook = changed;
        return changed;
      },
    },
    report: (failure) => void reported.push(failure),
    clock: createFakeClock(5_000),
    log: silentLogger,
  });
  let ids = 0;
  const end = (
    state: EndedDelivery['state'],
    { code = 'missing-permission', ...more }: Partial<DeliveryInput> & { code?: ErrorCode } = {},
  ) => {
    const input: DeliveryInput = { webhook: threeMessages, variables: {}, requestId: 'r', ...more };
    const { guildId, id: lane } = threeMessages;
    const job = {
      id: `d${(ids += 1)}`,
      guildId,
      lane,
      payload: '',
      progress: '',
      state: 'queued',
      createdAt: 0,
      runAt: 0,
      finishedAt: undefined,
    } as const;
    const status = state === 'done' ? 'done' : state === 'ambiguous' ? 'ambiguous' : 'failed';
    const error = { code, message: 'Why.' };
    watch.ended({ job, input, state, results: [{ kind: 'x', status, ...(status !== 'done' && { error }) }] });
  };
  return { watch, stored, counts, reported, end };
};

test('five in a row suspend, and each is reported, the fifth as what suspended', async () => {
  const { watch, stored, reported, end } = setUp();
  for (let count = 0; count < 7; count += 1) end('failed');
  await watch.idle();
  assert.deepEqual(stored.webhook?.suspended, { at: 5_000, code: 'missing-permission', reason: 'Why.' });
  assert.deepEqual(
    reported.map(({ deliveryId, suspended }) => [deliveryId, suspended]),
    ['d1', 'd2', 'd3', 'd4', 'd5', 'd6', 'd7'].map((id) => [id, id === 'd5']),
  );
  const { guildId, id: webhookId } = threeMessages;
  assert.deepEqual(reported[0], {
    guildId,
    webhookId,
    name: 'three',
    deliveryId: 'd1',
    state: 'failed',
    reason: 'Why.',
    suspended: false,
  });
});

test('successes cost no write but the first after failures, which begins the count anew', async () => {
  const { watch, stored, counts, end } = setUp();
  for (let count = 0; count < 50; count += 1) end('done');
  await watch.idle();
  assert.equal(counts.writes, 0);
  for (let count = 0; count < 4; count += 1) end('failed');
  end('done');
  end('done');
  end('failed');
  await watch.idle();
  assert.equal(counts.writes, 6);
  assert.equal(stored.webhook?.enabled, true);
});

test('tests, replays and trouble that is nobody’s fault neither count nor end a row', async () => {
  const { watch, stored, reported, end } = setUp();
  for (let count = 0; count < 4; count += 1) end('failed');
  for (let count = 0; count < 9; count += 1) {
    end('failed', { test: true });
    end('failed', { replayOf: 'd1', replay: 1 });
    end('failed', { code: 'discord-unavailable' });
    end('failed', { code: 'internal' });
    end('ambiguous', { code: 'ambiguous' });
    end('ignored');
  }
  await watch.idle();
  assert.equal(stored.webhook?.enabled, true);
  assert.equal(reported.length, 4 + 3 * 9);
  end('failed');
  await watch.idle();
  assert.equal(stored.webhook?.enabled, false);
});

test('one that was carried out in part is reported and ends a row', async () => {
  const { watch, stored, reported, end } = setUp();
  for (let count = 0; count < 4; count += 1) end('failed');
  end('partial');
  end('failed');
  await watch.idle();
  assert.equal(stored.webhook?.enabled, true);
  assert.equal(reported[4]?.state, 'partial');
});

test('a webhook that was deleted meanwhile and a store that fails do no harm', async () => {
  const { watch, stored, reported, end } = setUp();
  stored.fails = true;
  end('failed');
  await watch.idle();
  stored.fails = false;
  stored.webhook = undefined;
  end('failed');
  end('done');
  await watch.idle();
  assert.deepEqual(
    reported.map(({ suspended }) => suspended),
    [false],
  );
});
