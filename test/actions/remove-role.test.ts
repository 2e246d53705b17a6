import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppError } from '../../src/errors.ts';
import { known, runAt } from './recording-doors.ts';

test('the role is taken', async () => {
  const { result, sent, notes } = await runAt('remove-role', { member: 'ann', role: 'VIP', reason: 'ended' });
  const path = ['members', known.member, 'roles', known.role];
  assert.deepEqual(sent, [{ door: 'guild', method: 'DELETE', path, request: { reason: 'ended' } }]);
  assert.deepEqual(result, { member_id: known.member, role_id: known.role });
  assert.deepEqual(notes, []);
});

test('someone who has left is done, with a note, whoever finds out', async () => {
  for (const door of ['resolveMember', 'guild']) {
    const failures = { [door]: new AppError('unknown-member', 'gone') };
    const { result, notes } = await runAt('remove-role', { member: '1', role: 'x' }, { failures });
    assert.deepEqual(result, { role_id: known.role });
    assert.equal(notes.length, 1);
  }
});

test('a role that is not there is a fault', async () => {
  const unknown = new AppError('unknown-role', 'no such role');
  await assert.rejects(
    runAt('remove-role', { member: '1', role: 'x' }, { failures: { resolveRole: unknown } }),
    (error) => error === unknown,
  );
});
