import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findSent } from '../../src/actions/find-sent.ts';
import { snowflakeAt } from '../../src/domain/snowflake.ts';
import { AppError, type ErrorCode } from '../../src/errors.ts';

const since = Date.UTC(2026, 0, 1);
const me = '100000000000000001';
const channelId = '100000000000000002';
const idAt = (ms: number) => String(BigInt(snowflakeAt(since + ms)) + 1n);

type Stored = { author?: string; content?: string; nonce?: string; embeds?: unknown[]; ms?: number };
const stored = ({ author = me, content = 'hi', embeds = [], ms = 1_000, nonce }: Stored) => ({
  id: idAt(ms),
  channel_id: channelId,
  author: { id: author },
  content,
  embeds,
  ...(nonce !== undefined && { nonce }),
});

const look = async (
  messages: Stored[],
  { message = { content: 'hi' }, last = null, fail }: { message?: object; last?: string | null; fail?: AppError } = {},
) => {
  const asked: (Record<string, string> | undefined)[] = [];
  const found = await findSent({
    doors: {
      facts: {
        bot: async () => ({ id: me, name: 'Bot', mention: '' }),
        server: () => Promise.reject(new Error()),
        channel: () => Promise.reject(new Error()),
        member: () => Promise.reject(new Error()),
      },
    },
    ask: async (path, query) => {
      if (fail !== undefined) throw fail;
      if (path.length === 0) return { last_message_id: last };
      asked.push(query);
      const after = BigInt(query?.['after'] ?? '0');
      const all = messages.map(stored).filter(({ id }) => BigInt(id) > after);
      return all.slice(0, Number(query?.['limit'])).toReversed();
    },
    message,
    nonce: 'ours',
    since,
  });
  return { found, asked };
};

const isAmbiguous = (words: RegExp) => (error: unknown) => {
  assert.ok(error instanceof AppError && error.code === 'ambiguous', String(error));
  assert.match(error.detail, words);
  return true;
};

test('the one with our nonce is it, whatever it says by now', async () => {
  const { found } = await look([{ nonce: 'ours', content: 'edited' }]);
  assert.deepEqual(found, {
    id: idAt(1_000),
    channel_id: channelId,
    author: { id: me },
    content: 'edited',
    embeds: [],
    nonce: 'ours',
  });
});

test('another text, author or nonce is another message', async () => {
  const others = [{ content: 'ho' }, { author: '100000000000000009' }, { nonce: 'theirs' }];
  assert.equal((await look(others)).found, undefined);
});

test('one that says the same cannot be told apart', async () => {
  await assert.rejects(look([{}]), isAmbiguous(new RegExp(idAt(1_000))));
  await assert.rejects(look([{ content: ' hi\n' }], { message: { content: 'hi ' } }), isAmbiguous(/says the same/));
});

test('embeds are compared too, and those that Discord adds for links are passed over', async () => {
  const message = { content: 'hi', embeds: [{ title: 'One' }] };
  assert.equal((await look([{ embeds: [{ title: 'Two' }] }, {}], { message })).found, undefined);
  const withLink = { embeds: [{ title: 'One' }, { title: 'A page' }] };
  await assert.rejects(look([withLink], { message }), isAmbiguous(/says the same/));
});

test('it looks from a minute before, page by page, but not for ever', async () => {
  const crowd = (count: number) => Array.from({ length: count }, (_, ms) => ({ content: `other ${ms}`, ms }));
  const { asked } = await look(crowd(150));
  assert.deepEqual(asked, [
    { after: snowflakeAt(since - 60_000), limit: '100' },
    { after: idAt(99), limit: '100' },
  ]);
  await assert.rejects(look([...crowd(150), { ms: 160 }]), isAmbiguous(/says the same/));
  await assert.rejects(look(crowd(500)), isAmbiguous(/Too many/));
});

test('an empty list is believed only when the channel has nothing newer', async () => {
  assert.equal((await look([])).found, undefined);
  assert.equal((await look([], { last: idAt(-3_600_000) })).found, undefined);
  await assert.rejects(look([], { last: idAt(5_000) }), isAmbiguous(/Read Message History/));
});

test('what may pass is asked again, and what may not leaves it open', async () => {
  const failing = (code: ErrorCode) => look([], { fail: new AppError(code, 'No.') });
  for (const code of ['discord-unavailable', 'discord-rate-limited', 'stopping'] as const) {
    await assert.rejects(failing(code), (error) => error instanceof AppError && error.code === code);
  }
  await assert.rejects(failing('missing-permission'), isAmbiguous(/cannot be looked through: No\./));
});
