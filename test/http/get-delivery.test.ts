import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusal } from './problem-shape.ts';
import { ids, makeJob, makeKey, startReceiver } from './receiver.ts';

test('shows a delivery to a key of its guild, with attempts and times', async () => {
  await using receiver = await startReceiver();
  receiver.jobs.set('one', makeJob('one'));
  const response = await fetch(`${receiver.url}/deliveries/one`, { headers: { authorization: receiver.key } });
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), {
    id: 'one',
    status: 'done',
    actions: [{ kind: 'send-message', status: 'done', result: { message_id: '1' } }],
    webhook: ids.webhook,
    attempts: [{ started_at: '1970-01-01T00:00:00.000Z', ended_at: '1970-01-01T00:00:00.005Z' }],
    created_at: '1970-01-01T00:00:00.000Z',
    finished_at: '1970-01-01T00:00:00.005Z',
    next_attempt_at: null,
  });
});

test('hides what is of another guild, of another webhook than the key is for, or not there, in the same way', async () => {
  const limited = makeKey({ webhookIds: [ids.secondWebhook] });
  await using receiver = await startReceiver({ keys: [limited.record] });
  receiver.jobs.set('mine', makeJob('mine'));
  receiver.jobs.set('second', makeJob('second', { lane: ids.secondWebhook }));
  receiver.jobs.set('foreign', makeJob('foreign', { guildId: ids.otherGuild, lane: ids.foreignWebhook }));
  const get = (id: string, authorization = receiver.key) =>
    fetch(`${receiver.url}/deliveries/${id}`, { headers: { authorization } });
  const details = new Set<string>();
  for (const hidden of [get('foreign'), get('nothing'), get('mine', limited.text)]) {
    const { status, code, detail } = await refusal(hidden);
    assert.deepEqual({ status, code }, { status: 404, code: 'delivery-not-found' });
    details.add(detail);
  }
  assert.equal(details.size, 1);
  assert.equal((await get('second', limited.text)).status, 200);
});

test('needs a key, and GET', async () => {
  await using receiver = await startReceiver();
  receiver.jobs.set('one', makeJob('one'));
  assert.equal((await refusal(fetch(`${receiver.url}/deliveries/one`))).code, 'unauthorized');
  const given = await refusal(fetch(`${receiver.url}/deliveries/one`, { method: 'DELETE' }));
  assert.deepEqual([given.status, given.headers.get('allow')], [405, 'GET, HEAD']);
});
