import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppError } from '../../src/errors.ts';
import { known, runAt } from './recording-doors.ts';

const fields = { channel: 'x', message: `${known.channel}-${known.message}`, reason: 'old' };
const ids = { message_id: known.message, channel_id: known.channel };

test('the message is deleted with the reason', async () => {
  const { result, sent } = await runAt('delete-message', fields);
  assert.deepEqual(sent, [
    {
      door: `channel ${known.channel}`,
      method: 'DELETE',
      path: ['messages', known.message],
      request: { reason: 'old' },
    },
  ]);
  assert.deepEqual(result, ids);
});

test('one that is gone is done, with a note', async () => {
  const failures = { channel: new AppError('unknown-message', 'gone') };
  const { result, notes } = await runAt('delete-message', fields, { failures });
  assert.deepEqual(result, ids);
  assert.deepEqual(notes, ['The message was already gone.']);
});
