import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppError } from '../../src/errors.ts';
import { known, runAt } from './recording-doors.ts';

test('the role is given, with a reason for the audit log when there is one', async () => {
  const { result, sent } = await runAt('add-role', { member: '<@1>', role: 'VIP', reason: 'paid' });
  const path = ['members', known.member, 'roles', known.role];
  assert.deepEqual(sent, [{ door: 'guild', method: 'PUT', path, request: { reason: 'paid' } }]);
  assert.deepEqual(result, { member_id: known.member, role_id: known.role });
  assert.deepEqual((await runAt('add-role', { member: '1', role: 'VIP' })).sent[0]?.request, {});
});

test('someone who has left cannot be given one', async () => {
  const gone = new AppError('unknown-member', 'gone');
  await assert.rejects(
    runAt('add-role', { member: '1', role: 'x' }, { failures: { resolveMember: gone } }),
    (error) => error === gone,
  );
});
