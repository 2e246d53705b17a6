import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fillWith } from './fill-with.ts';

const visible = (text: string) => text.replaceAll('\u200b', '·');
const md = (text: string, value: unknown, more: object = {}) => visible(fillWith(text, { x: value, ...more }));
const plain = (text: string, value: unknown, more: object = {}) =>
  visible(fillWith(text, { x: value, ...more }, 'plain'));

describe('markdown in values', () => {
  test('inline signs are escaped, in running text', () => {
    assert.equal(
      md('a <x>', String.raw`*b* _c_ ~d~ |e| [f](g) \h`),
      String.raw`a \*b\* \_c\_ \~d\~ \|e\| \[f\](g) \\h`,
    );
    assert.equal(md('a <x>', '`b` ```c```'), 'a \\`b\\` \\`\\`\\`c\\`\\`\\`');
    assert.equal(plain('a <x>', '*b* _c_ `d`'), 'a *b* _c_ `d`');
  });

  test('signs at the start of a line are escaped', () => {
    assert.equal(
      md('<x>', '# a\n> b\n- c\n+ d\n12. e\n-# f\n  - g\n>>> h'),
      '\\# a\n\\> b\n\\- c\n\\+ d\n12\\. e\n\\-# f\n  \\- g\n\\>>> h',
    );
  });

  test('and only there, and only where they would have a meaning', () => {
    assert.equal(md('Score: <x>', '-5 # > +'), 'Score: -5 # > +');
    assert.equal(md('<x>', '-5\n3.5\n2026-11-21'), '-5\n3.5\n2026-11-21');
    assert.equal(md('a\n<x>', '# b'), 'a\n\\# b');
    assert.equal(md('> <x>', '# b'), '> \\# b');
    assert.equal(md('- <x>', '# b'), '- \\# b');
    assert.equal(md('<y> > <x>', '# b', { y: 'a' }), 'a > # b');
    assert.equal(md('<y> > <x>', '# b', { y: '' }), ' > \\# b');
    assert.equal(md('<nobody><x>', '# b'), '<nobody># b');
  });

  test('signs that only two values make together are escaped', () => {
    assert.equal(md('<x><y> z', '-', { y: '#' }), '\\-\\# z');
    assert.equal(md('<x><y>', '1', { y: '. z' }), '1\\. z');
    assert.equal(md('<y><x>', '- z', { y: '' }), '\\- z');
  });

  test('an address in a value stays clickable', () => {
    assert.equal(
      md('a <x>', 'see https://x.test/a_b?c=d*e~f|g`h\\i now_'),
      'a see https://x.test/a_b?c=d%2Ae%7Ef%7Cg%60h%5Ci now\\_',
    );
    assert.equal(md('<x>', '[a](https://x.test)'), '\\[a\\](https://x.test)');
    assert.equal(md('<x>', 'https://x.test/[a](https://y.test)'), 'https://x.test/[a%5D(https://y.test)');
    assert.equal(md('<x>', '<https://x.test/a_b>'), '<https://x.test/a_b>');
    assert.equal(md('<x>', 'https://_ https://_'), 'https://\\_ https://\\_');
  });

  test("a value inside the author's own address too", () => {
    assert.equal(md('https://x.test/<x>/<x>', 'a_*'), 'https://x.test/a_%2A/a_%2A');
    assert.equal(md('<u>/<x>', 'a_*', { u: 'https://x.test' }), 'https://x.test/a_%2A');
    assert.equal(md('https://x.test/<x>', 'a_ b_'), 'https://x.test/a_ b\\_');
    assert.equal(md('https://x.test/ <x>', 'a_'), 'https://x.test/ a\\_');
  });

  test("in the author's code only backticks are replaced", () => {
    assert.equal(md('`<x>` <x>', 'a`*b*'), '`aˋ*b*` a\\`\\*b\\*');
    assert.equal(md('```js\n<x>\n``` <x>', '# a```_'), '```js\n# aˋˋˋ_\n``` # a\\`\\`\\`\\_');
    assert.equal(md('``a ` <x>`` <x>', '`_'), '``a ` ˋ_`` \\`\\_');
    assert.equal(md('\\`<x>\\`', '*'), '\\`\\*\\`');
    assert.equal(md('left ` open <x>', '`_'), 'left ` open ˋ\\_');
  });

  test("the author's backslash does not undo an escape", () => {
    assert.equal(md('\\<x>', '*a*'), '\\*a\\*');
    assert.equal(md('\\\\<x>', '*a*'), '\\\\\\*a\\*');
    assert.equal(md('\\<y><x>', '*a*', { y: '' }), '\\*a\\*');
    assert.equal(md('\\<x>', 'a*'), '\\a\\*');
  });

  test("a value does not make a link of the author's brackets", () => {
    assert.equal(md('[ERROR]<x>', '(https://x.test)'), '[ERROR]\\(https://x.test)');
    assert.equal(md('[more](<x>)', 'https://x.test/a'), '[more](https://x.test/a)');
  });
});

describe('mentions in values', () => {
  const markup = '<@1> <@!1> <@&1> <#1> <:n:1> <a:n:1> <t:1:R> </c:1> <id:guide> @everyone @here';
  const broken = '<·@1> <·@!1> <·@&1> <·#1> <·:n:1> <·a:n:1> <·t:1:R> <·/c:1> <·id:guide> @·everyone @·here';

  test('are broken, in plain text too', () => {
    assert.equal(md('a <x>', markup), `a ${broken}`);
    assert.equal(plain('<x>', markup), broken);
    assert.equal(md('`<x>`', markup), `\`${broken}\``);
  });

  test('are broken where the author and values make them together', () => {
    for (const fill of [md, plain]) {
      assert.equal(fill('<@<x>', '123>'), '<@·123>');
      assert.equal(fill('<@<x>>', '&123'), '<@·&123>');
      assert.equal(fill('<@<x>>', '1> <#2'), '<@·1> <·#2>');
      assert.equal(fill('<<x>', '@123>'), '<·@123>');
      assert.equal(fill('<x>123>', '<@'), '<·@123>');
      assert.equal(fill('<x>@123>', '<'), '<·@123>');
      assert.equal(fill('@every<x>', 'one'), '@every·one');
      assert.equal(fill('<x>one', '@every'), '@every·one');
      assert.equal(fill('@every<x>one', ''), '@every·one');
      assert.equal(fill('<x><y>', '@', { y: 'here' }), '@·here');
      assert.equal(fill('<x><y>veryone', '@', { y: 'e' }), '@e·veryone');
      assert.equal(fill('<x><y>', '<', { y: '@1>' }), '<·@1>');
      assert.equal(fill('<@<x><y> ', '12', { y: '>' }), '<@·12> ');
      assert.equal(fill('<x><y|default:"everyone">', '@'), '@·everyone');
      assert.equal(fill('<@<x>here', ''), '<@·here');
      assert.equal(fill('<@<x><y>>', '1'.repeat(100), { y: '>' }), `<@${'1'.repeat(100)}·>>`);
    }
  });

  test('the author may mention whom a value names by number', () => {
    assert.equal(md('<@<x>> <@&<x>> <#<x>>', '123'), '<@123> <@&123> <#123>');
    assert.equal(md('<@<x><y>>', '12', { y: '34' }), '<@1234>');
    assert.equal(plain('<@<x>>', 123), '<@123>');
  });

  test("the author's own mentions stay", () => {
    assert.equal(md('@everyone <x> <@1> @here', 'a'), '@everyone a <@1> @here');
    assert.equal(md('<x|raw>!', '@everyone'), '@everyone!');
  });

  test('addresses with a mention in them stay addresses', () => {
    assert.equal(md('<x>', 'https://x.test/@here/@everyone'), 'https://x.test/%40here/%40everyone');
    assert.equal(plain('<x>', 'https://x.test/@hereford_a*'), 'https://x.test/%40hereford_a*');
  });
});
