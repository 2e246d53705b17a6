import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gatewayBot, startRest } from '../start-rest.ts';

test('where the gateway is: for anyone, and for a bot with its limits', async (t) => {
  const { call } = await startRest(t);
  const open = await call('GET', '/gateway', { headers: { authorization: '' } });
  assert.deepEqual([open.status, open.body], [200, { url: gatewayBot().url }]);
  assert.deepEqual((await call('GET', '/gateway/bot')).body, gatewayBot());
  assert.equal((await call('GET', '/gateway/bot', { headers: { authorization: '' } })).status, 401);
});
