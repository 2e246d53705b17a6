import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buttonId, createBench, withWebhook } from './bench.ts';

const payloadOf = async (message: string) => {
  const bench = await createBench();
  await withWebhook(bench);
  await bench.run('webhook test', { webhook: 'alarm', variables: `message=${JSON.stringify(message)}` });
  return bench.press(buttonId(await bench.run('webhook logs'), 'Payload 1'));
};

test('shows the values as they were sent, and nothing can break out of the block', async () => {
  const { content, files } = await payloadOf('```<@1> @everyone');
  assert.match(content, /\*\*alarm\*\* was called <t:\d+:R> with these values \(delivery `\w{20}`, request `\w{16}`\)/);
  assert(content.includes('<@1> @everyone'));
  assert.equal(content.split('```').length, 3);
  assert.deepEqual(files, []);
});

test('puts long values whole into a file', async () => {
  const long = 'x'.repeat(3000);
  const { content, files } = await payloadOf(long);
  assert.match(content, /in the file/);
  assert.equal(files.length, 1);
  assert.equal(files[0]?.name, 'payload.json');
  assert.deepEqual(JSON.parse(files[0]?.text ?? ''), { message: long });
});
