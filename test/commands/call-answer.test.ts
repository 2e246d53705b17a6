import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBench, withWebhook } from './bench.ts';
import { demoIds } from '../../src/sandbox/demo-guild.ts';

const longMessage = (count: number) => Array.from({ length: count }, (_, index) => `<name_${index}>`).join(' ');

test('leaves the body out before the curl line, and puts that into a file at last', async () => {
  const bench = await createBench();
  const seen = { body: 0, short: 0, file: 0 };
  for (const count of [1, 12, 20, 100]) {
    const { reply } = await withWebhook(bench, { name: `n${count}`, message: longMessage(count) });
    assert(reply.content.length <= 2000);
    const [file] = reply.files;
    if (file !== undefined) {
      seen.file += 1;
      assert.equal(reply.content.includes('curl -X'), false);
      assert(file.text.includes(`name_${count - 1}`) && file.text.endsWith("'\n"));
    } else {
      seen[reply.content.includes('**Body**') ? 'body' : 'short'] += 1;
      assert(reply.content.includes(`"variable":"{name_${count - 1}}","value":"sample name_${count - 1}"}]}'`));
    }
  }
  assert.deepEqual(
    Object.values(seen).map((count) => count > 0),
    [true, true, true],
  );
});

test('names a key that can call the webhook, or says that there is none', async () => {
  const bench = await createBench();
  await withWebhook(bench, { name: 'one' });
  await withWebhook(bench, { name: 'two' });
  const [first] = await bench.store.keys.list(demoIds.guild);
  await bench.run('key create', { label: 'only one', webhook: 'one', expires: '1h' });
  const showTwo = () => bench.run('webhook show', { webhook: 'two' });
  assert.match((await showTwo()).content, /first key/);
  await bench.store.keys.delete(first?.id ?? '');
  assert.match((await showTwo()).content, /None works for this webhook yet/);
  assert.match((await bench.run('webhook show', { webhook: 'one' })).content, /such as \*\*only one\*\*/);
  bench.clock.advance(3_600_001);
  assert.match((await bench.run('webhook show', { webhook: 'one' })).content, /None works/);
});
