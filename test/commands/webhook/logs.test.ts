import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InteractionResponseType } from 'discord-api-types/v10';
import { buttonId, createBench, people, withWebhook, type Bench } from '../bench.ts';

const deliver = async (bench: Bench, count: number, webhook = 'alarm') => {
  for (let at = 0; at < count; at += 1) {
    await bench.run('webhook test', { webhook, variables: `message="${webhook} ${at}"` });
    bench.clock.advance(60_000);
  }
};

const failed = (message: string) => ({
  state: 'failed' as const,
  results: [
    { kind: 'send-message', status: 'failed' as const, error: { code: 'missing-permission' as const, message } },
  ],
});

const idsIn = (content: string) => [...content.matchAll(/ `(\w{20})`/g)].map(([, id]) => id);

test('shows the latest first with state, attempts and reason; a guild sees its own alone', async () => {
  const bench = await createBench();
  await withWebhook(bench);
  assert.match((await bench.run('webhook logs')).content, /no such delivery/);
  await deliver(bench, 1);
  bench.settling.how = failed('I lack **Send Messages** in <#1>.\nAllow it.');
  await deliver(bench, 1);
  const { content, components } = await bench.run('webhook logs');
  assert.match(
    content,
    /\*\*1\*\* ❌ <t:\d+:R> \*\*alarm\*\* · failed · 1 attempt · test · `\w+`\n> I lack .* Allow it\.\n/,
  );
  assert.match(content, /\n\*\*2\*\* ✅ .* · done · /);
  assert.deepEqual(idsIn(content), bench.jobs.map(({ id }) => id).toReversed());
  assert.equal(components.length, 3);
  assert.match((await bench.run('webhook logs', {}, people.eve)).content, /no such delivery/);
});

test('leafs back in time, five a page, and to the newest again', async () => {
  const bench = await createBench();
  await withWebhook(bench);
  await deliver(bench, 12);
  const all = bench.jobs.map(({ id }) => id).toReversed();
  const first = await bench.run('webhook logs');
  const second = await bench.press(buttonId(first, 'Older'));
  assert.equal(second.type, InteractionResponseType.DeferredMessageUpdate);
  const third = await bench.press(buttonId(second, 'Older'));
  assert.deepEqual(
    [first, second, third].map(({ content }) => idsIn(content)),
    [all.slice(0, 5), all.slice(5, 10), all.slice(10)],
  );
  const disabled = third.components.flatMap((row) => row.components ?? []).filter((one) => one['disabled'] === true);
  assert.deepEqual(
    disabled.map((one) => one['label']),
    ['Older'],
  );
  assert.deepEqual(idsIn((await bench.press(buttonId(third, 'Newest'))).content), all.slice(0, 5));
});

test('filters by webhook, state and time, also on the next page', async () => {
  const bench = await createBench();
  await withWebhook(bench);
  await withWebhook(bench, { name: 'other' });
  bench.settling.how = failed('No.');
  await deliver(bench, 7);
  bench.settling.how = { state: 'done', results: [] };
  await deliver(bench, 2, 'other');
  assert.equal(idsIn((await bench.run('webhook logs', { webhook: 'other' })).content).length, 2);
  const page = await bench.run('webhook logs', { webhook: 'alarm', status: 'failed', since: '30m' });
  assert.equal(idsIn((await bench.press(buttonId(page, 'Older'))).content).length, 2);
  assert.match((await bench.run('webhook logs', { webhook: 'other', status: 'failed' })).content, /no such delivery/);
  assert.equal(idsIn((await bench.run('webhook logs', { since: '2m' })).content).length, 2);
  assert.match((await bench.run('webhook logs', { since: 'soon' })).content, /was not understood/);
  assert.match((await bench.run('webhook logs', { status: 'lost' })).content, /no such status/);
  assert.match((await bench.run('webhook logs', { webhook: 'lost' })).content, /There is no webhook/);
  const { choices } = await bench.complete('webhook logs', ['status', 'FA']);
  assert.deepEqual(choices, [{ name: 'failed', value: 'failed' }]);
});

test('replays and shows the payload of each one apart, and the list stays', async () => {
  const bench = await createBench();
  await withWebhook(bench);
  await deliver(bench, 2);
  const list = await bench.run('webhook logs');
  const payload = await bench.press(buttonId(list, 'Payload 2'));
  assert.equal(payload.type, InteractionResponseType.DeferredChannelMessageWithSource);
  assert.match(payload.content, /"message": "alarm 0"/);
  const replay = await bench.press(buttonId(list, 'Replay 1'));
  assert.equal(replay.type, InteractionResponseType.DeferredChannelMessageWithSource);
  assert.match(replay.content, new RegExp(`Replay 1 of \`${bench.jobs[1]?.id}\``));
});

test('what is still on its way cannot be replayed', async () => {
  const bench = await createBench();
  await withWebhook(bench);
  bench.settling.how = { state: 'queued', error: { code: 'discord-unavailable', message: 'Discord is away.' } };
  await deliver(bench, 1);
  const { content, components } = await bench.run('webhook logs');
  assert.match(content, /⏳ .* on its way .*\n> Discord is away\./);
  const [replay] = components[0]?.components ?? [];
  assert.equal(replay?.['disabled'], true);
});

test('stays within a message even with the longest names and reasons', async () => {
  const bench = await createBench();
  await withWebhook(bench, { name: '*'.repeat(80) });
  bench.settling.how = failed('very '.repeat(500));
  await deliver(bench, 6, '*'.repeat(80));
  const { content } = await bench.run('webhook logs');
  assert(content.length <= 2000);
  assert.equal(idsIn(content).length, 5);
});
