import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLogger, type LogFields } from '../../src/logger.ts';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { startProgram } from './program.ts';

const isFields = (value: unknown): value is LogFields => typeof value === 'object' && value !== null;

/** The program's own log, as it is written. */
const keepLog = () => {
  const lines: LogFields[] = [];
  const write = (line: string) => {
    const fields: unknown = JSON.parse(line);
    if (isFields(fields)) lines.push(fields);
  };
  return { lines, log: createLogger({ level: 'debug', destination: { write } }) };
};

test('one request id leads from the call through every line of the log to the message', async (context) => {
  const { lines, log } = keepLog();
  const program = await startProgram(context, { outside: { log } });
  const webhook = await program.webhook();
  const headers = { 'x-request-id': 'order-1001' };
  const answer = await program.post(webhook, { message: 'traced' }, { query: '?wait=true', headers });
  assert.equal(answer.headers.get('x-request-id'), 'order-1001');
  await program.post(webhook, { message: 'another' }, { query: '?wait=true' });

  const message = program.sandbox.world.messages.get(demoIds.general)?.find(({ content }) => content === 'traced');
  const delivery = answer.body['id'];
  const about = lines.filter((line) => line['request'] === 'order-1001');
  assert.deepEqual(
    about.map(({ msg }) => String(msg)).toSorted(),
    ['action done', 'answered', 'delivery ended'],
    'from the answer to the end of the delivery',
  );
  const isTraced = (line: LogFields) => JSON.stringify(line).includes(String(delivery));
  assert.deepEqual(lines.filter(isTraced), about, 'no line tells of the delivery without its request');
  for (const line of about) {
    assert.deepEqual([line['delivery'], line['webhook'], line['guild']], [delivery, webhook.id, webhook.guildId]);
  }
  const done = about.find(({ msg }) => msg === 'action done');
  assert.ok(
    isFields(done?.['result']) && done['result']['message_id'] === message?.id,
    'the last one names the message',
  );
  const answered = about.find(({ msg }) => msg === 'answered');
  assert.equal(answered?.['key'], program.key.split('_')[1], 'the key stands there by its public part');
  assert.ok(!JSON.stringify(lines).includes(program.key), 'and never whole');
  assert.ok(!JSON.stringify(lines).includes('traced'), 'nor what was sent');
});

test('a call that is refused is found by its id too', async (context) => {
  const { lines, log } = keepLog();
  const program = await startProgram(context, { outside: { log } });
  const webhook = await program.webhook({ enabled: false });
  await program.post(webhook, {}, { headers: { 'x-request-id': 'order-1002' } });
  const [line, ...more] = lines.filter(({ request }) => request === 'order-1002');
  assert.equal(more.length, 0);
  assert.deepEqual([line?.['status'], line?.['code'], line?.['webhook']], [409, 'webhook-disabled', webhook.id]);
});
