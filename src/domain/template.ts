import { formatIso } from './date-format.ts';
import { findFilter, type Filled, type Filter } from './filters.ts';
import { advance, atLineStart, makeInert, midLine, needsCare, seam, type Edge } from './inert.ts';
import { findPlaces, type Place } from './place.ts';
import { scanToken, type Path, type Token } from './token.ts';

/** Where the values of a text's tokens come from. */
export type Scope = {
  /** The value, or `undefined` when there is none. Must look at own properties alone. */
  lookup(name: string, path: Path): unknown;
  /** Hears each token that stays in the text as written. */
  unresolved(token: string): void;
  /** Milliseconds since 1970: what `<now>` is when `lookup` has none. */
  now: number;
};

/** How a filled text is shown: values are escaped in `markdown` alone; mentions in them are broken in both. */
export type TextFormat = 'markdown' | 'plain';

type Literal = { text: string; after: Edge | undefined };
type CompiledToken = {
  token: Token;
  place: Place;
  filters: readonly { apply: Filter; args: readonly string[] }[];
  /** False when a filter is not known: the token then stays as written. */
  usable: boolean;
};

/** A text taken apart once: `literals[0] tokens[0] literals[1] … literals[n]`. */
export type Template = {
  /** The text as written. */
  readonly text: string;
  readonly literals: readonly Literal[];
  readonly tokens: readonly CompiledToken[];
};

/** Where filling stops adding values, in UTF-16 units: far beyond any text that Discord takes, and a bound to what one call can cost. */
const longestText = 262_144;

/** What follows `text` hangs on `text` alone, whatever stands before it. */
const standsAlone = (text: string): boolean => /\s/.test(text) && /\n|[^\s>*+\-#.\d]/.test(text);

const compileToken = (token: Token, place: Place): CompiledToken => {
  const filters: { apply: Filter; args: readonly string[] }[] = [];
  for (const { name, args } of token.filters) {
    const apply = findFilter(name);
    if (apply === undefined) return { token, place, filters: [], usable: false };
    filters.push({ apply, args });
  }
  return { token, place, filters, usable: true };
};

/**
 * Takes `text` apart at its tokens, in time linear in its length; never throws. A name is a letter or `_`, then letters,
 * digits, `_`; then any of `.name`, `.0`, `[0]`; then any of `|filter`, `|filter:"argument"`; between `<` `>` or `{` `}`.
 */
export const parseTemplate = (text: string): Template => {
  const texts: string[] = [];
  const found: Token[] = [];
  let from = 0;
  for (const { index } of text.matchAll(/[<{]/g)) {
    const token = index < from ? undefined : scanToken(text, index);
    if (token === undefined) continue;
    texts.push(text.slice(from, index));
    found.push(token);
    from = index + token.source.length;
  }
  texts.push(text.slice(from));
  const places = findPlaces(texts);
  return {
    text,
    literals: texts.map((literal, index) => ({
      text: literal,
      after: index === 0 || standsAlone(literal) ? advance(atLineStart, literal) : undefined,
    })),
    tokens: found.map((token, index) => compileToken(token, places[index] ?? 'text')),
  };
};

const asText = (value: unknown): string => {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return value === null ? '' : (JSON.stringify(value) ?? '');
};

/** The token's value after its filters; `undefined` when the token has to stay as written. */
const valueOf = ({ token: { name, path }, filters, usable }: CompiledToken, scope: Scope): Filled | undefined => {
  if (!usable) return undefined;
  let value = scope.lookup(name, path);
  if (value === undefined && name === 'now' && path.length === 0) value = scope.now;
  const isNow = name === 'now' && value === scope.now;
  let filled: Filled | undefined = { value, trusted: false };
  for (const { apply, args } of filters) filled &&= apply(filled, args);
  if (isNow && filled?.value === scope.now) return { value: formatIso(scope.now), trusted: filled.trusted };
  return filled?.value === undefined ? undefined : filled;
};

/**
 * The text with its tokens replaced by their values, in one pass: what a value contains is never expanded. A value
 * changes neither the text's markdown nor whom it mentions, unless its token says `|raw`. A token without a value and
 * without `default` stays as written, and `scope.unresolved` hears of it.
 */
export const fillTemplate = ({ literals, tokens }: Template, scope: Scope, format: TextFormat): string => {
  const markdown = format === 'markdown';
  const first = literals[0];
  let out = first?.text ?? '';
  let edge = first?.after ?? atLineStart;
  for (let index = 0; index < tokens.length; index += 1) {
    const compiled = tokens[index];
    const literal = literals[index + 1];
    if (compiled === undefined || literal === undefined) break;
    const filled = valueOf(compiled, scope);
    if (filled === undefined) {
      scope.unresolved(compiled.token.source);
      out += compiled.token.source;
      edge = midLine;
    } else {
      const text = asText(filled.value).slice(0, Math.max(0, longestText - out.length));
      if (filled.trusted) {
        out += seam(edge, text) + text;
        edge = advance(edge, text);
      } else if (edge === midLine && !needsCare.test(text)) {
        out += text;
      } else {
        const inert = makeInert({ text, edge, place: compiled.place, markdown });
        out += inert.shown;
        edge = inert.edge;
      }
    }
    if (edge.carry !== '') out += seam(edge, literal.text);
    out += literal.text;
    edge = literal.after ?? advance(edge, literal.text);
  }
  return out;
};
