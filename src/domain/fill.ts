import { LRUCache } from 'lru-cache';
import type { Json, JsonObject } from './json.ts';
import type { Token } from './token.ts';
import { fillTemplate, parseTemplate, type Scope, type Template } from './template.ts';

/** Texts taken apart lately, at most so many characters of them. */
const templates = new LRUCache<string, Template>({
  maxSize: 4_000_000,
  sizeCalculation: (_template, text) => text.length + 100,
});

const templateOf = (text: string): Template => {
  const known = templates.get(text);
  if (known !== undefined) return known;
  const template = parseTemplate(text);
  templates.set(text, template);
  return template;
};

/** What {@link fillFields} needs: which texts Discord renders as markdown, by path (`embeds.0.title`), and the values. */
export type FillOptions = { isMarkdown(path: string): boolean; scope: Scope };

const fillValue = (value: Json, path: string, options: FillOptions): Json => {
  if (typeof value === 'string') {
    const template = templateOf(value);
    if (template.tokens.length === 0) return value;
    return fillTemplate(template, options.scope, options.isMarkdown(path) ? 'markdown' : 'plain');
  }
  if (Array.isArray(value)) return value.map((item, index) => fillValue(item, `${path}.${index}`, options));
  return value === null || typeof value !== 'object' ? value : fillObject(value, `${path}.`, options);
};

const fillObject = (fields: JsonObject, prefix: string, options: FillOptions): JsonObject =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, fillValue(value, `${prefix}${name}`, options)]),
  );

/** A copy of `fields` with the tokens of every text in it filled; names, shape and all other values stay. */
export const fillFields = (fields: JsonObject, options: FillOptions): JsonObject => fillObject(fields, '', options);

/**
 * The root names of all tokens in all texts of `value`, in the order in which they appear; only of those tokens that
 * `counts` accepts, when it is given.
 */
export const tokenNames = (value: Json, counts: (token: Token) => boolean = () => true): Set<string> => {
  if (typeof value === 'string') {
    const tokens = templateOf(value).tokens.map(({ token }) => token);
    return new Set(tokens.filter(counts).map(({ name }) => name));
  }
  if (value === null || typeof value !== 'object') return new Set();
  return new Set(Object.values(value).flatMap((item) => [...tokenNames(item, counts)]));
};

/** Whether `path` (`embeds.0.title`) is one of `patterns`, in which `*` is any array index (`embeds.*.title`). */
export const isMarkdownPath = (patterns: readonly string[], path: string): boolean => {
  const pattern = path.replace(/(?<=\.|^)\d+(?=\.|$)/g, '*');
  return patterns.includes(pattern) || patterns.includes(path);
};
