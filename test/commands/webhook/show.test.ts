import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBench, people, withWebhook } from '../bench.ts';

test('shows everything about one, with a curl line', async () => {
  const bench = await createBench();
  const { webhook } = await withWebhook(bench, { message: 'Hi <who>', description: 'What it _is_' });
  const { content } = await bench.run('webhook show', { webhook: webhook.id });
  for (const part of ['**alarm**', 'enabled', webhook.id, 'Hi <who>', '`<who>`', '`send-message`', 'YOUR_KEY']) {
    assert(content.includes(part), part);
  }
  assert(content.includes(String.raw`What it \_is\_`));
  assert.match(content, /curl -X POST 'https:\/\/hooks\.example\.org/);
});

test('takes a name typed by hand, and knows none of another guild', async () => {
  const bench = await createBench();
  const { webhook } = await withWebhook(bench);
  assert.match((await bench.run('webhook show', { webhook: 'ALARM' })).content, /\*\*alarm\*\*/);
  for (const given of ['alarm', webhook.id]) {
    const { content } = await bench.run('webhook show', { webhook: given }, people.eve);
    assert.match(content, /There is no webhook/);
    assert.doesNotMatch(content, /hooks\.example\.org/);
  }
});

test('puts a curl line that is too long for a message into a file', async () => {
  const bench = await createBench();
  const names = Array.from({ length: 90 }, (_, index) => `<a_long_name_${index}>`);
  const { webhook } = await withWebhook(bench, { message: names.join('') });
  const reply = await bench.run('webhook show', { webhook: webhook.id });
  assert(reply.content.length <= 2000);
  assert.equal(reply.files[0]?.name, 'curl.sh');
  assert.match(reply.files[0]?.text ?? '', /a_long_name_89/);
});
