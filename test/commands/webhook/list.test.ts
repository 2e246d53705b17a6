import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demoIds } from '../../../src/sandbox/demo-guild.ts';
import { buttonId, createBench, people, withWebhook } from '../bench.ts';

test('says how to make one where there is none', async () => {
  const bench = await createBench();
  assert.match((await bench.run('webhook list')).content, /\/webhook create/);
});

test('lists a guild’s own webhooks, and says which are disabled', async () => {
  const bench = await createBench();
  const { webhook } = await withWebhook(bench, { name: '**bold** <@1>' });
  await bench.run('webhook disable', { webhook: webhook.id });
  const { content } = await bench.run('webhook list');
  assert.match(content, /1 webhook\*\*/);
  assert.match(content, new RegExp(`<#${demoIds.alerts}> · \`${webhook.id}\` · disabled`));
  assert(content.includes(String.raw`\*\*bold\*\* \<@1>`), content);
  assert.doesNotMatch((await bench.run('webhook list', {}, people.eve)).content, /bold/);
});

test('leafs through many, ten a page', async () => {
  const bench = await createBench();
  const { webhook } = await withWebhook(bench, { name: 'n00' });
  for (let count = 1; count < 23; count += 1) {
    const name = `n${String(count).padStart(2, '0')}`;
    const id = String(count).padStart(16, '0');
    await bench.store.webhooks.create({ ...webhook, id, definition: { ...webhook.definition, name } });
  }
  const first = await bench.run('webhook list');
  assert.match(first.content, /23 webhooks/);
  assert.match(first.content, /n09.*\nPage 1 of 3/);
  const second = await bench.press(buttonId(first, 'Next'));
  assert.match(second.content, /n10.*\n.*n11/);
  assert.doesNotMatch(second.content, /n09|n20/);
  const third = await bench.press(buttonId(second, 'Next'));
  assert.match(third.content, /n22.*\nPage 3 of 3/);
  assert.match((await bench.press(buttonId(third, 'Previous'))).content, /Page 2 of 3/);
});

test('stays within a message even with the longest names', async () => {
  const bench = await createBench();
  const { webhook } = await withWebhook(bench, { name: '*'.repeat(80) });
  for (let count = 1; count < 10; count += 1) {
    const id = String(count).padStart(16, '0');
    const name = `${'*'.repeat(79)}${count}`;
    await bench.store.webhooks.create({ ...webhook, id, definition: { ...webhook.definition, name } });
  }
  const { content } = await bench.run('webhook list');
  assert(content.length <= 2000);
  assert.match(content, /0000000000000009/);
});
