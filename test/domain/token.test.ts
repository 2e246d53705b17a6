import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scanToken } from '../../src/domain/token.ts';

test('a token is taken apart into name, path and filters', () => {
  assert.deepEqual(scanToken('x<body.alerts[0].labels.1|default:"a\\"b"|number:2:"x">', 1), {
    source: '<body.alerts[0].labels.1|default:"a\\"b"|number:2:"x">',
    name: 'body',
    path: ['alerts', 0, 'labels', 1],
    filters: [
      { name: 'default', args: ['a"b'] },
      { name: 'number', args: ['2', 'x'] },
    ],
  });
  assert.deepEqual(scanToken('{_a1}', 0), { source: '{_a1}', name: '_a1', path: [], filters: [] });
});

test('what is no token is none', () => {
  const texts = [
    'a',
    '<@1>',
    '<#1>',
    '<:n:1>',
    '<a:n:1>',
    '<t:1:R>',
    '</c:1>',
    '<id:guide>',
    '<https://x.test>',
    '<a',
    '<a}',
  ];
  for (const text of [...texts, '<a.>', '<a[b]>', '<a|>', '<a|b:>', '<a|b:"c>', '<é>', '<a b>', '<a.0x>', '']) {
    assert.equal(scanToken(text, 0), undefined, text);
  }
});
