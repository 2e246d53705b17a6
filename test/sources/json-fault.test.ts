import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { findJsonFault } from '../../src/sources/json-fault.ts';

const cases: [text: string, at: number][] = [
  ['', 0],
  ['  ', 2],
  ['{"a":1,}', 7],
  ['{"a" 1}', 5],
  ['{"a":1 "b":2}', 7],
  ['{1:2}', 1],
  ['{"a":}', 5],
  ['[1,,2]', 3],
  ['[1 2]', 3],
  ['[1}', 2],
  ['[01]', 1],
  ['[1.]', 1],
  ['[truth]', 1],
  ["['a']", 1],
  ['"open', 0],
  ['["a\nb"]', 1],
  ['["\\x"]', 1],
  ['[1]]', 3],
  ['1 2', 2],
  ['{"a":[1,{"b":null}', 18],
];

for (const [text, at] of cases) {
  test(`${JSON.stringify(text)} breaks at ${at}`, () => assert.equal(findJsonFault(text), at));
}

test('finds no fault before the end of anything that JSON.stringify wrote', () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(3), (text, indent) => {
      const spaced = JSON.stringify(JSON.parse(text), undefined, indent);
      assert.equal(findJsonFault(spaced), spaced.length);
    }),
  );
});

test('points at or before what was changed, wherever JSON.parse refuses a text', () => {
  fc.assert(
    fc.property(
      fc.json(),
      fc.nat(),
      fc.constantFrom(',', '}', ']', ':', '"', '\\', '\u0000', '+'),
      (text, seed, mark) => {
        const at = seed % (text.length + 1);
        const changed = text.slice(0, at) + mark + text.slice(at);
        const fault = findJsonFault(changed);
        assert.ok(fault >= 0 && fault <= changed.length);
        const isJson = (() => {
          try {
            JSON.parse(changed);
            return true;
          } catch {
            return false;
          }
        })();
        if (isJson) assert.equal(fault, changed.length);
      },
    ),
  );
});

test('takes a long text without an end in its stride', () => {
  const open = `["${'ab\\n'.repeat(16_000)}`;
  assert.equal(findJsonFault(open), 1);
});
