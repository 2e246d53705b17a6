import assert from 'node:assert/strict';
import { test } from 'node:test';
import { known, runAt } from './recording-doors.ts';

const allowed_mentions = { parse: [], users: [], roles: [], replied_user: false };

test('only what is given changes, and nobody is pinged', async () => {
  const { result, sent } = await runAt('edit-message', { channel: 'x', message: known.message, content: 'new' });
  assert.deepEqual(sent, [
    {
      door: `channel ${known.channel}`,
      method: 'PATCH',
      path: ['messages', known.message],
      request: { body: { content: 'new', allowed_mentions } },
    },
  ]);
  assert.equal(result['message_id'], known.message);
});

test('embeds can be changed or taken away', async () => {
  const edit = async (embeds: { title: string }[]) =>
    (await runAt('edit-message', { channel: 'x', message: known.message, embeds })).body;
  assert.deepEqual(await edit([{ title: 't' }]), { embeds: [{ title: 't' }], allowed_mentions });
  assert.deepEqual(await edit([]), { embeds: [], allowed_mentions });
});
