import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { startProgram, type Program } from './program.ts';

const read = async (program: Program, headers: Record<string, string> = {}) => {
  const response = await fetch(`${program.app.url}/metrics`, { headers });
  return { status: response.status, text: await response.text() };
};

test('what happens is to be seen in the metrics, without a secret or a name', async (context) => {
  const program = await startProgram(context);
  const webhook = await program.webhook();
  const wait = { query: '?wait=true' };
  await program.post(webhook, { message: 'one' }, wait);
  const headers = { 'idempotency-key': 'k' };
  await program.post(webhook, { message: 'two' }, { ...wait, headers });
  await program.post(webhook, { message: 'two' }, { ...wait, headers });
  const failing = await program.webhook({ actions: [{ kind: 'send-message', channel: 'no-such', content: 'x' }] });
  await program.post(failing, {}, wait);
  await program.post(webhook, {}, { key: 'whk_wrong' });
  await program.post({ ...webhook, id: 'strangersWebhook' }, {});

  const { status, text } = await read(program);
  assert.equal(status, 200);
  for (const line of [
    'guildhook_deliveries_accepted_total 3',
    'guildhook_deliveries_duplicate_total 1',
    'guildhook_deliveries_ended_total{state="done"} 2',
    'guildhook_deliveries_ended_total{state="failed"} 1',
    `guildhook_webhook_deliveries_total{webhook="${webhook.id}",state="done"} 2`,
    'guildhook_calls_refused_total{status="401",code="unauthorized"} 1',
    'guildhook_calls_refused_total{status="404",code="webhook-not-found"} 1',
    'guildhook_delivery_seconds_count 2',
    'guildhook_queue_waiting 0',
    'guildhook_gateway_connected 1',
    'guildhook_discord_token_rejected 0',
  ])
    assert.ok(text.includes(`${line}\n`), line);
  for (const hidden of [
    program.key,
    program.sandbox.token,
    'strangersWebhook',
    webhook.definition.name,
    'whk_',
    demoIds.guild,
  ])
    assert.ok(!text.includes(hidden), hidden);
});

test('with METRICS_TOKEN nobody else reads them', async (context) => {
  const program = await startProgram(context, { env: { METRICS_TOKEN: 'sixteen-characters' } });
  assert.equal((await read(program)).status, 401);
  assert.equal((await read(program, { authorization: `Bearer ${program.key}` })).status, 401);
  const { status, text } = await read(program, { authorization: 'Bearer sixteen-characters' });
  assert.equal(status, 200);
  assert.ok(!text.includes('sixteen-characters'));
});
