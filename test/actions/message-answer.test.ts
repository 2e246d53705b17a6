import assert from 'node:assert/strict';
import { test } from 'node:test';
import { messageResult } from '../../src/actions/message-answer.ts';
import { AppError } from '../../src/errors.ts';

const answer = { id: '100000000000000006', channel_id: '100000000000000002', content: 'x' };

test('a result says which message it is and where', () => {
  const ids = { message_id: answer.id, channel_id: answer.channel_id };
  assert.deepEqual(messageResult(answer, '100000000000000001'), {
    ...ids,
    url: 'https://discord.com/channels/100000000000000001/100000000000000002/100000000000000006',
  });
  assert.equal(messageResult(answer).url, 'https://discord.com/channels/@me/100000000000000002/100000000000000006');
});

test('an answer that is no message is tried again, which its nonce makes safe', () => {
  for (const wrong of [null, undefined, '', {}, { id: '1', channel_id: answer.channel_id }, []]) {
    assert.throws(
      () => messageResult(wrong),
      (error) => error instanceof AppError && error.code === 'discord-unavailable',
    );
  }
});
