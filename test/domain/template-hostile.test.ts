import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fillTemplate, parseTemplate } from '../../src/domain/template.ts';
import { scopeOf } from './fill-with.ts';

const units = [
  '< { <a <a. <a[0] <a| <a|b <a|b: <a|b:" <a|b:"\\ <a|b:"<a|b:"|b:" {< <a.b|c:"d',
  '` \\ \\` @ <@ <@1 <# </ </a <: <:a: <t: http:// https://a, ] ]( @every - 1 # \n',
  '<a> {a} <@<a>> `<a>` `<a> <a><b|default:"@"> \\<a> http://<a> <a|raw>',
].flatMap((line) => line.split(' '));

const megabyte = (unit: string) => unit.repeat(Math.ceil(1_000_000 / unit.length));

for (const unit of units) {
  test(`a megabyte of ${JSON.stringify(unit)} is taken apart and filled`, () => {
    const text = megabyte(unit);
    const template = parseTemplate(text);
    const written = template.literals.map(({ text }) => text);
    assert.equal(
      written.join('').length + template.tokens.reduce((sum, { token }) => sum + token.source.length, 0),
      text.length,
    );
    assert.ok(fillTemplate(template, scopeOf({ a: '@<`' }), 'markdown').length > 0);
  });

  test(`a megabyte of ${JSON.stringify(unit)} is made harmless as a value`, () => {
    const scope = scopeOf({ a: megabyte(unit) });
    const filled = fillTemplate(
      parseTemplate('<@<a> - [<a>](<a>) `<a>` <t:<a>> <@<a>> https://a.test/<a>'),
      scope,
      'markdown',
    );
    assert.ok(filled.length >= 262_144);
    assert.doesNotMatch(filled.slice(0, 300_000), /@everyone|<@!?\d+>/);
  });
}

test('steps taken grow with the length, not with its square', () => {
  const steps = (length: number) => {
    let looked = 0;
    const scope = { ...scopeOf({}), lookup: () => ((looked += 1), 'x') };
    fillTemplate(parseTemplate('<a|default:"<a>'.repeat(length)), scope, 'plain');
    return looked;
  };
  assert.ok(steps(2_000) <= 2 * steps(1_000) + 2);
});
