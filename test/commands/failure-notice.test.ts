import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failureNotice } from '../../commands/failure-notice.ts';
import { texts } from '../../commands/texts.ts';
import { addFailure, told } from '../../src/delivery/failure-report-queue.ts';
import { readCustomId } from '../../src/discord/custom-id.ts';
import { createFakeClock } from '../fake-clock.ts';

const clock = createFakeClock();
const failure = (state: 'failed' | 'partial' | 'ambiguous' = 'failed', suspended = false) => ({
  guildId: '1',
  webhookId: 'abcdefghijklmnop',
  name: '**a** <@1>',
  deliveryId: 'abcdefghijklmnopqrst',
  state,
  reason: 'I lack **View Channel** in <#1456000000000000202>.',
  suspended,
});
const noticeOf = (report: Parameters<typeof failureNotice>[0], locale = 'en') => {
  const { content, components } = failureNotice(report, { text: texts.in(locale), clock });
  assert(typeof content === 'string');
  return { content, components };
};

test('says what failed and why; the name of a webhook does nothing', () => {
  const escaped = String.raw`**\*\*a\*\* \<@1>**`;
  const told = (state: 'failed' | 'partial' | 'ambiguous') =>
    noticeOf(addFailure(undefined, failure(state), 0)).content;
  assert.equal(
    told('failed'),
    `❌ ${escaped} could not be carried out: I lack View Channel in <#1456000000000000202>.`,
  );
  assert.match(told('partial'), /carried out in part: I lack/);
  assert.match(told('ambiguous'), /Nobody can tell whether/);
});

test('gathers later ones, in the guild’s language', () => {
  const quiet = told(addFailure(undefined, failure(), 0), 0);
  const one = addFailure(quiet, failure(), 1);
  assert.match(noticeOf(one).content, /1 more delivery of/);
  assert.match(noticeOf(addFailure(one, failure(), 2), 'de').content, /2 weitere Zustellungen von/);
});

test('a suspension comes with Replay, Show payload and Enable, for every manager', () => {
  const { content, components } = noticeOf(addFailure(undefined, failure('failed', true), 0));
  assert.match(content, /is suspended: 5 deliveries in a row/);
  const ids = [...JSON.stringify(components).matchAll(/"label":"([^"]+)","custom_id":"([^"]+)"/g)].map(
    ([, label, id = '']) => {
      const read = readCustomId(id);
      assert(id.length <= 100 && (read?.expiresAt ?? 0) > clock.now() + 86_400_000);
      return [label, read?.subcommand, read?.step, read?.userId, ...(read?.args ?? [])];
    },
  );
  assert.deepEqual(ids, [
    ['Replay', 'replay', 'press', '*', 'abcdefghijklmnopqrst'],
    ['Show payload', 'logs', 'payload', '*', 'abcdefghijklmnopqrst'],
    ['Enable', 'enable', 'press', '*', 'abcdefghijklmnop'],
  ]);
  assert.doesNotMatch(JSON.stringify(noticeOf(addFailure(undefined, failure(), 0))), /Enable/);
});
