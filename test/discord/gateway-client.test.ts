import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient } from '../../src/discord/gateway-client.ts';

test('the client asks for least, keeps least, pings nobody and never waits for limits', async () => {
  const client = createClient({
    apiUrl: 'http://127.0.0.1:9/api',
    makeRequest: () => Promise.reject(new Error('not sent')),
    buildStrategy: () => assert.fail('not connected'),
  });
  assert.deepEqual(client.options.intents.toArray(), ['Guilds']);
  assert.deepEqual(client.options.allowedMentions, { parse: [], repliedUser: false });
  assert.equal(client.options.failIfNotExists, false);
  assert.equal(client.rest.options.retries, 0);
  assert.equal(client.rest.options.api, 'http://127.0.0.1:9/api');
  assert.equal(client.options.shards, 'auto');
  await client.destroy();
});
