import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAddress, parseColour, parseSwitch } from '../../src/actions/embed-parts.ts';

test('colours are read in every way people write them', () => {
  const colours = {
    '#e01e5a': 0xe01e5a,
    '#E0A': 0xee00aa,
    '0x0000ff': 255,
    '16777215': 0xffffff,
    '0': 0,
    red: 0xed4245,
  };
  const names = { Blurple: 0x5865f2, 'dark-green': 0x1f8b4c, DARK_GOLD: 0xc27c0e, 'Light Gray': 0xbcc0c0 };
  for (const [text, number] of Object.entries({ ...colours, ...names })) assert.equal(parseColour(text), number, text);
  for (const wrong of [
    '',
    'purplish',
    '#12345',
    '#1234567',
    '16777216',
    '-1',
    '1.5',
    'toString',
    '__proto__',
    '<color>',
  ]) {
    assert.equal(parseColour(wrong), undefined, wrong);
  }
});

test('an address is http or https and has a host that Discord takes', () => {
  assert.equal(parseAddress('https://x.test/a b?c=ü#d'), 'https://x.test/a%20b?c=%C3%BC#d');
  assert.equal(parseAddress('HTTP://192.168.0.1:3000/x'), 'http://192.168.0.1:3000/x');
  const unfit = ['', 'x.test', '/a', 'ftp://x.test', 'javascript:alert(1)', 'data:,x', 'attachment://a.png', 'http://'];
  const noHost = [
    'http://localhost/a',
    'http://grafana:3000',
    'https://x.',
    '<link>',
    `https://x.test/${'a'.repeat(2_048)}`,
  ];
  for (const wrong of [...unfit, ...noHost]) assert.equal(parseAddress(wrong), undefined, wrong);
});

test('a switch is on or off', () => {
  for (const on of ['true', 'TRUE', ' yes', 'on', '1']) assert.equal(parseSwitch(on), true, on);
  for (const off of ['false', 'No', 'off', '0', '']) assert.equal(parseSwitch(off), false, off);
  for (const wrong of ['maybe', '2', '<inline>']) assert.equal(parseSwitch(wrong), undefined, wrong);
});
