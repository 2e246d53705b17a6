import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isWorthTryingAgain } from '../../src/delivery/try-again.ts';
import { AppError, errorCodes } from '../../src/errors.ts';

test('only what can pass by itself is tried again', () => {
  const again = new Set(errorCodes.filter((code) => isWorthTryingAgain(new AppError(code, ''))));
  assert.ok(again.has('discord-unavailable') && again.has('discord-rate-limited'));
  for (const final of [
    'missing-permission',
    'unknown-channel',
    'role-hierarchy',
    'invalid-action',
    'ambiguous',
    'internal',
  ] as const) {
    assert.ok(!again.has(final), final);
  }
});
