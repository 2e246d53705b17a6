import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RESTJSONErrorCodes as Code } from 'discord-api-types/v10';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { startRest, userAgent } from './start-rest.ts';

const messages = `/channels/${demoIds.general}/messages`;

test('a body that is not JSON is refused', async (t) => {
  const { call, world } = await startRest(t);
  for (const text of ['{', 'content=x', '{"content":"x"']) {
    const { status, body } = await call('POST', messages, { text });
    assert.equal(status, 400);
    assert.partialDeepStrictEqual(body, { code: Code.RequestBodyContainsInvalidJSON });
  }
  assert.deepEqual(world.ledger, []);
});

test('a body of another content type is refused', async (t) => {
  const { call } = await startRest(t);
  const { status, body } = await call('POST', messages, {
    text: 'content=x',
    headers: { 'content-type': 'text/plain' },
  });
  assert.equal(status, 400);
  assert.partialDeepStrictEqual(body, { code: Code.InvalidFormBodyOrContentType });
});

test('a multipart form is read by its payload_json', async (t) => {
  const { api, world } = await startRest(t);
  const form = new FormData();
  form.set('payload_json', JSON.stringify({ content: 'from a form' }));
  const headers = { authorization: `Bot ${world.token}`, 'user-agent': userAgent };
  const response = await fetch(`${api}/v10${messages}`, { method: 'POST', headers, body: form });
  assert.equal(response.status, 200);
  assert.equal(world.ledger[0]?.content, 'from a form');
});

test('more than 25 MiB is refused', async (t) => {
  const { call } = await startRest(t);
  const { status, body } = await call('POST', messages, { text: `{"content":"${'x'.repeat(25 * 1024 * 1024)}"}` });
  assert.equal(status, 413);
  assert.partialDeepStrictEqual(body, { code: Code.RequestEntityTooLarge });
});

test('no body is an empty message', async (t) => {
  const { call } = await startRest(t);
  const { status, body } = await call('POST', messages);
  assert.equal(status, 400);
  assert.partialDeepStrictEqual(body, { code: Code.CannotSendAnEmptyMessage });
});
