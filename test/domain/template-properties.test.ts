import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fillFields } from '../../src/domain/fill.ts';
import type { Json, JsonObject } from '../../src/domain/json.ts';
import { fillTemplate, parseTemplate } from '../../src/domain/template.ts';
import { fillWith, scopeOf } from './fill-with.ts';

/** Values made of what could have a meaning, so that chance meets it often. */
const pieces =
  '< > @ # & ! : / { } [ ] ( ) | " \\ ` ``` * ** _ ~~ || - + . 1 12 a t id everyone every one here he re x <@ <@& <# @everyone @here <@1> <a> {b} https:// https://x.test/ : R> > \n'.split(
    ' ',
  );
const value = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.array(fc.constantFrom(...pieces, ' ', '\u200b'), { maxLength: 8 }).map((parts) => parts.join('')),
  },
  fc.string({ unit: 'grapheme' }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);
const values = fc.record({ a: value, b: value, c: value });

const harmlessText = fc.constantFrom(
  '',
  ' ',
  'x',
  '\n',
  '`',
  '```',
  '**',
  '\\',
  '(',
  ']',
  '- ',
  '> ',
  'https://x.test/',
  '<',
  '@',
  'every',
  'one',
  'here',
  '12',
  '>',
  '<@',
  '<#',
  '!',
  '&',
);
const text = fc
  .array(fc.oneof(harmlessText, fc.constantFrom('<a>', '{b}', '<c>', '<b|default:"z">')), { maxLength: 10 })
  .map((parts) => parts.join(''));

const liveMention = /<@[!&]?\d+>|<#\d+>|@everyone|@here/g;
const runs = { numRuns: 2_000 };

/** What the author's text mentions by itself, whatever the values are. */
const ofAuthor = (written: string, filled: object): Set<string> => {
  const own = written.match(liveMention) ?? [];
  const around = written.matchAll(/<(@[!&]?|#)((?:\d|<[abc][^<>]*>|\{b\})+)>/g);
  const completed = Array.from(around, ([, sign, inner]) => `<${sign}${fillWith(inner ?? '', filled, 'plain')}>`);
  return new Set([...own, ...completed.filter((mention) => /^<(?:@[!&]?|#)\d+>$/.test(mention))]);
};

for (const format of ['markdown', 'plain'] as const) {
  test(`no value makes a mention, in ${format}`, () => {
    fc.assert(
      fc.property(text, values, (written, filled) => {
        const allowed = ofAuthor(written, filled);
        const found = fillWith(written, filled, format).match(liveMention) ?? [];
        assert.deepEqual(
          found.filter((mention) => !allowed.has(mention)),
          [],
        );
      }),
      runs,
    );
  });
}

test('a value shows as it is: only backslashes, percent signs and invisible breaks are added', () => {
  fc.assert(
    fc.property(value, (given) => {
      const shown = fillWith('<a>', { a: given });
      const written = given === null ? '' : String(given);
      if (/https?:\/\//i.test(written)) return;
      const read = shown.replace(/\\([^0-9A-Za-z\s])/g, '$1').replaceAll('\u200b', '');
      assert.equal(read, written.replaceAll('\u200b', ''));
    }),
    runs,
  );
});

test('no sign of markdown in a value stands without a backslash', () => {
  const bare = /(?<!\\)(?:\\\\)*[*_~|`[\]]/;
  fc.assert(
    fc.property(value, (given) => {
      const written = String(given);
      if (/https?:\/\//i.test(written)) return;
      const shown = fillWith('x <a>', { a: given });
      assert.doesNotMatch(shown, bare);
      assert.doesNotMatch(shown.replace('x ', ''), /\n[ \t]*(?:[#>]|[-+](?!\d)|\d+\.\s)/);
    }),
    runs,
  );
});

const fields = fc.letrec<{ json: Json; object: JsonObject }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('json'), { maxLength: 3 }),
    tie('object'),
  ),
  object: fc.dictionary(
    fc.oneof(fc.constantFrom('content', '<a>', '{b}', '__proto__', 'constructor'), fc.string()),
    tie('json'),
    { maxKeys: 3 },
  ),
})).object;

const shapeOf = (json: unknown): unknown => {
  if (Array.isArray(json)) return json.map(shapeOf);
  if (typeof json !== 'object' || json === null) return typeof json === 'string' ? 'text' : json;
  return Object.entries(json).map(([name, inner]) => [name, shapeOf(inner)]);
};

test('no value changes anything but texts', () => {
  fc.assert(
    fc.property(fields, values, (written, filled) => {
      const before = JSON.stringify(written);
      const after = fillFields(written, { isMarkdown: () => true, scope: scopeOf(filled) });
      assert.deepEqual(shapeOf(after), shapeOf(written));
      assert.equal(JSON.stringify(written), before);
    }),
  );
});

const id = fc.bigInt({ min: 1n, max: 10n ** 19n }).map(String);
const name = fc.stringMatching(/^\w{2,12}$/);
const markup = fc.oneof(
  fc.tuple(fc.constantFrom('@', '@!', '@&', '#'), id).map(([sign, of]) => `<${sign}${of}>`),
  fc.tuple(fc.constantFrom(':', 'a:'), name, id).map(([sign, of, at]) => `<${sign}${of}:${at}>`),
  fc.tuple(id, fc.constantFrom('', ':t', ':T', ':d', ':D', ':f', ':F', ':R')).map(([at, style]) => `<t:${at}${style}>`),
  fc.tuple(name, id).map(([command, at]) => `</${command}:${at}>`),
  fc.constantFrom('<id:guide>', '<id:browse>', '<id:customize>', '@everyone', '@here'),
  name.map((path) => `<https://x.test/${path}>`),
);

test("Discord's own markup in the author's text always survives", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(markup, fc.constantFrom(' ', ' <a> ', ' {b}\n', '\n<c> '))),
      values,
      (parts, filled) => {
        const text = parts.map(([mark, between]) => mark + between).join('');
        const scope = scopeOf({ ...filled, t: 'x', id: 'x' });
        const result = fillTemplate(parseTemplate(text), scope, 'markdown');
        let at = 0;
        for (const [mark] of parts) {
          at = result.indexOf(mark, at);
          assert.notEqual(at, -1);
          at += mark.length;
        }
        assert.deepEqual(scope.left, []);
      },
    ),
  );
});

test('taking apart loses nothing', () => {
  fc.assert(
    fc.property(fc.oneof(text, fc.string()), (written) => {
      const { literals, tokens } = parseTemplate(written);
      const again = literals.map(({ text }, index) => text + (tokens[index]?.token.source ?? '')).join('');
      assert.equal(again, written);
      assert.equal(fillWith(written, {}), fillWith(written, {}, 'plain'));
    }),
  );
});
