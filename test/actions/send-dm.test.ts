import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppError } from '../../src/errors.ts';
import { known, runAt } from './recording-doors.ts';

test('one request to the member, with the nonce, pinging nobody', async () => {
  const { result, calls } = await runAt('send-dm', { member: '<\u200b@1>', content: 'Hi', embeds: [{ title: 't' }] });
  assert.deepEqual(calls, [
    { door: 'resolveMember <@1>' },
    {
      door: `dm ${known.member}`,
      method: 'POST',
      path: ['messages'],
      request: {
        body: {
          content: 'Hi',
          embeds: [{ title: 't' }],
          allowed_mentions: { parse: [], users: [], roles: [], replied_user: false },
          nonce: 'nonce-1',
          enforce_nonce: true,
        },
      },
    },
  ]);
  assert.deepEqual(result, {
    member_id: known.member,
    message_id: known.message,
    channel_id: known.dm,
    url: `https://discord.com/channels/@me/${known.dm}/${known.message}`,
  });
});

test('a member who takes no messages is told of as the door tells it', async () => {
  const closed = new AppError('cannot-dm', 'takes no direct messages');
  await assert.rejects(
    runAt('send-dm', { member: '1', content: 'x' }, { failures: { dm: closed } }),
    (error) => error === closed,
  );
});
