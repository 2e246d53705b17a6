import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawTerminal } from '../../docs/draw-terminal.ts';

const escape = String.fromCodePoint(27);
const rows = (svg: string) => [...svg.matchAll(/<text[^>]*>(.*)<\/text>/g)].map(([, row]) => row);

test('text is drawn as text, whatever it holds', () => {
  assert.deepEqual(rows(drawTerminal('a <b> & c\n')), ['<tspan>a &lt;b&gt; &amp; c</tspan>']);
});

test('styles hold until they are ended, over lines too', () => {
  assert.deepEqual(rows(drawTerminal(`${escape}[1;32ma\nb${escape}[39mc${escape}[0md`)), [
    '<tspan fill="#7ee787" font-weight="bold">a</tspan>',
    '<tspan fill="#7ee787" font-weight="bold">b</tspan><tspan font-weight="bold">c</tspan><tspan>d</tspan>',
  ]);
});

test('a long line goes on below, and no letter is cut', () => {
  const [first, second] = rows(drawTerminal(`${'x'.repeat(99)}👩‍🚀yz`));
  assert.equal(first, `<tspan>${'x'.repeat(99)}👩‍🚀</tspan>`);
  assert.equal(second, '<tspan>yz</tspan>');
});
