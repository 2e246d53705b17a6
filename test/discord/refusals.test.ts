import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRefusals } from '../../src/discord/refusals.ts';
import { createFakeClock } from '../fake-clock.ts';

const answer = (status: number) => ({ status, headers: new Headers(), body: {}, isJson: true });

test('a route that is refused three times in a row is left alone for longer and longer', () => {
  const clock = createFakeClock();
  const refusals = createRefusals({ clock });
  const note = (status: number, route = 'POST /a') => refusals.note(route, answer(status));
  note(403);
  note(403);
  assert.equal(refusals.recall('POST /a'), undefined);
  for (const ms of [10_000, 20_000, 40_000, 80_000, 120_000, 120_000]) {
    note(403);
    clock.advance(ms - 1);
    assert.equal(refusals.recall('POST /a')?.status, 403);
    assert.equal(refusals.recall('POST /b'), undefined);
    clock.advance(1);
    assert.equal(refusals.recall('POST /a'), undefined);
  }
});

test('a success, or news of changed permissions, ends it', () => {
  const refusals = createRefusals({ clock: createFakeClock() });
  const refuse = () => {
    for (let n = 0; n < 3; n += 1) refusals.note('a', answer(403));
  };
  refuse();
  refusals.note('a', answer(200));
  refusals.note('a', answer(403));
  assert.equal(refusals.recall('a'), undefined);
  refuse();
  assert.ok(refusals.recall('a'));
  refusals.forget();
  assert.equal(refusals.recall('a'), undefined);
});
