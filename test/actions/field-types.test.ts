import assert from 'node:assert/strict';
import { test } from 'node:test';
import { messageIdIn, messageReference, reason, reference, text } from '../../src/actions/field-types.ts';

const id = '100000000000000006';

test('a text may be a number, a boolean or nothing', () => {
  assert.deepEqual(
    ['a', 1.5, true, null].map((value) => text.parse(value)),
    ['a', '1.5', 'true', ''],
  );
  for (const wrong of [[], {}]) assert.equal(text.safeParse(wrong).error?.issues[0]?.message, 'must be a text');
  assert.equal(text.safeParse(undefined).error?.issues[0]?.message, 'is required');
});

test('a reference may hold what a broken mention left in it', () => {
  assert.equal(reference.parse(' <\u200b@123> '), '<@123>');
  assert.equal(reference.parse(5), '5');
  for (const empty of ['', ' ', '\u200b', null]) assert.ok(!reference.safeParse(empty).success);
});

test('a message is named by id, by link or as Discord copies it', () => {
  const channel = '100000000000000002';
  for (const written of [
    id,
    ` ${id}\n`,
    `${channel}-${id}`,
    `https://discord.com/channels/${channel}/${channel}/${id}`,
    `https://ptb.discord.com/channels/@me/${channel}/${id}`,
    `https://discordapp.com/channels/${channel}/${channel}/${id}`,
  ]) {
    assert.equal(messageIdIn(written), id, written);
    assert.equal(messageReference.parse(written), id);
  }
  for (const wrong of ['', '12', 'x', `${id}0000`, `https://evil.test/channels/1/2/${id}`, `../${id}`, `<${id}>`]) {
    assert.equal(messageIdIn(wrong), undefined, wrong);
    assert.ok(!messageReference.safeParse(wrong).success);
  }
});

test('a reason is cut, made well-formed, and left out when it is empty', () => {
  assert.deepEqual(reason.parse(' why '), { reason: 'why' });
  assert.deepEqual(reason.parse('x'.repeat(600)), { reason: `${'x'.repeat(511)}…` });
  assert.deepEqual(reason.parse('a\ud83d'), { reason: 'a\ufffd' });
  for (const none of [undefined, '', ' ', null]) assert.deepEqual(reason.parse(none), {});
});
