import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppError } from '../../src/errors.ts';
import { known, runAt } from './recording-doors.ts';

const nobody = { parse: [], users: [], roles: [], replied_user: false };

test('one request in the channel, with the nonce, pinging nobody', async () => {
  const { result, notes, calls } = await runAt('send-message', { channel: '#general', content: 'Hi <@1> @everyone' });
  assert.deepEqual(calls, [
    { door: 'resolveChannel #general' },
    {
      door: `channel ${known.channel}`,
      method: 'POST',
      path: ['messages'],
      request: {
        body: { content: 'Hi <@1> @everyone', allowed_mentions: nobody, nonce: 'nonce-1', enforce_nonce: true },
      },
    },
  ]);
  assert.deepEqual(result, {
    message_id: known.message,
    channel_id: known.channel,
    url: `https://discord.com/channels/${known.guild}/${known.channel}/${known.message}`,
  });
  assert.deepEqual(notes, []);
});

test('a reply names the message, and is sent as well when that is gone', async () => {
  const link = `https://discord.com/channels/${known.guild}/${known.channel}/${known.message}`;
  for (const written of [known.message, link]) {
    const { body } = await runAt('send-message', { channel: 'x', content: 'a', 'reply-to': written });
    assert.ok(typeof body === 'object' && body !== null && 'message_reference' in body);
    assert.deepEqual(body.message_reference, { message_id: known.message, fail_if_not_exists: false });
  }
});

test('a reply to what is no message is sent as a message, with a note', async () => {
  const { body, notes } = await runAt('send-message', { channel: 'x', content: 'a', 'reply-to': '<message_id>' });
  assert.ok(typeof body === 'object' && body !== null && !('message_reference' in body));
  assert.match(notes.join(), /reply-to was left out/);
  assert.deepEqual((await runAt('send-message', { channel: 'x', content: 'a', 'reply-to': '' })).notes, []);
});

test("the webhook's policy decides who is pinged", async () => {
  const mentions = { everyone: true, roles: ['On call'] };
  const { body } = await runAt('send-message', { channel: 'x', content: 'a' }, { mentions });
  assert.ok(typeof body === 'object' && body !== null && 'allowed_mentions' in body);
  assert.deepEqual(body.allowed_mentions, { parse: ['everyone'], users: [], roles: [known.role], replied_user: false });
});

test('an empty message reaches no door', async () => {
  for (const fields of [{ content: ' ' }, { embeds: [{ title: '' }] }]) {
    const failures = { resolveChannel: new Error('a door was called') };
    await assert.rejects(
      runAt('send-message', { channel: 'x', ...fields }, { failures }),
      (error) => error instanceof AppError && error.code === 'invalid-action',
    );
  }
});
