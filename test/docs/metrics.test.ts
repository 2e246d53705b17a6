import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMetrics } from '../../src/metrics.ts';
import { createFakeClock } from '../fake-clock.ts';
import { codeOf, readPage, section, tableRows } from './pages.ts';

test("the table of metrics is the program's list, in its words", () => {
  const metrics = createMetrics({
    clock: createFakeClock(),
    queue: () => ({ waiting: 0, active: 0, retrying: 0, bytes: 0, oldestMs: 0 }),
    gateway: () => ({ connected: true }),
    discord: () => ({ invalidRequests: 0, brakedUntil: undefined, tokenRejected: false }),
  });
  const own = metrics.list().filter(({ name }) => name.startsWith('guildhook_'));
  const told = tableRows(section(readPage('docs/operations.md'), '## Metrics'));
  assert.deepEqual(
    told.map(([name, help]) => ({ name: codeOf(name), help })),
    own,
  );
});
