import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeBlock, inCode, moment, shown, shownReason } from '../../commands/shown.ts';

test('a name stays plain text on one line', () => {
  for (const [name, expected] of [
    ['**b** _i_ `c` ~~s~~ ||x||', String.raw`\*\*b\*\* \_i\_ \`c\` \~\~s\~\~ \|\|x\|\|`],
    ['# head', String.raw`\# head`],
    ['<@123> <#1>', String.raw`\<@123> \<#1>`],
    ['[a](https://b.example)', String.raw`\[a](https://b.example)`],
    [' a\n\nb ', 'a b'],
  ] as const) {
    assert.equal(shown(name), expected);
  }
  assert.equal(shown('x'.repeat(100), 10), `${'x'.repeat(9)}…`);
});

test('code cannot be ended from within', () => {
  assert.equal(inCode('a`b\nc'), '`aˋb c`');
  assert.equal(codeBlock('a```b').match(/```/g)?.length, 2);
  assert.equal(codeBlock('x', 'sh'), '```sh\nx\n```');
});

test('a moment is given in whole seconds', () => {
  assert.equal(moment(1_767_225_600_999), '<t:1767225600:R>');
});

test('a reason shows channels and roles, and whatever a caller put into it does nothing', () => {
  assert.equal(
    shownReason('I lack **View Channel** in\n<#1456000000000000202>.', 100),
    'I lack View Channel in <#1456000000000000202>.',
  );
  assert.equal(
    shownReason('No channel called "x" [click](https://example.org) # `a` <@1456000000000000010> "".', 200),
    'No channel called "x" \\[click](https://example.org) # \\`a\\` \\<@1456000000000000010> "".',
  );
});
