import type { Place } from './place.ts';

/** What the text that stands so far means for the value that follows it. */
export type Edge = {
  /** The end of the text as far as it could open Discord's markup together with what follows (`<`, `@every`, `]`). */
  carry: string;
  /** Only what may precede a list, quote or heading stands on this line. */
  lineStart: boolean;
  /** The text ends inside an http(s) address. */
  url: boolean;
  /** The text ends with a backslash that takes the next character's meaning. */
  escaped: boolean;
};

/** At the start of a text or line. */
export const atLineStart: Edge = Object.freeze({ carry: '', lineStart: true, url: false, escaped: false });

/** Somewhere in a line, with nothing that matters before. */
export const midLine: Edge = Object.freeze({ carry: '', lineStart: false, url: false, escaped: false });

/** Nothing follows a backslash or `<` invisibly; it breaks a mention where a backslash would not, as that is parsed by the server. */
const breaker = '\u200b';

/** Stands for a backtick in code, where a backslash would be shown. */
const tickLookalike = '\u02cb';

const carryReach = 64;
const carryPattern =
  /(?:<(?:id?|[at])?|<(?:@[!&]?|#)\d*|<(?:a?:|t:|\/|id:)[\w:-]*|@(?:e(?:v(?:e(?:r(?:y(?:on?)?)?)?)?)?|h(?:er?)?)?|\])$/i;
const opensMarkup = /^(?:<(?:[@#:/]|a:|t:|id:)|@(?:everyone|here))/i;
const everyone = /^<?@(?:everyone|here)/i;
const openedMarkup = /^<(?:[@#:/]|a:|t:|id:)/i;
const onlyBlockSigns = /^[\s>*+\-#.\d]*$/;

/** The last word of `text`, which whitespace, `<` or `>` ends; the whole of it when there is none of these. */
const lastWord = (text: string): string => {
  let at = text.length;
  while (at > 0 && !/[\s<>]/.test(text.charAt(at - 1))) at -= 1;
  return text.slice(at);
};

const hasAddress = (word: string): boolean => /https?:\/\//i.test(word);

const carryAfter = (carry: string, text: string): string =>
  carryPattern.exec(text.length >= carryReach ? text.slice(-carryReach) : (carry + text).slice(-carryReach))?.[0] ?? '';

const backslashesAtEnd = (text: string): number => {
  let count = 0;
  while (text[text.length - 1 - count] === '\\') count += 1;
  return count;
};

/** The edge after `text` was added as `shown`. */
const advanceShown = (edge: Edge, text: string, shown: string): Edge => {
  if (shown === '') return edge;
  const line = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1;
  const word = lastWord(text);
  const slashes = backslashesAtEnd(text);
  const next: Edge = {
    carry: carryAfter(edge.carry, shown),
    lineStart: (line > 0 || edge.lineStart) && onlyBlockSigns.test(text.slice(line)),
    url: hasAddress(word) || (edge.url && word.length === text.length),
    escaped: text === shown && (slashes + (slashes === text.length && edge.escaped ? 1 : 0)) % 2 === 1,
  };
  if (next.carry !== '' || next.url || next.escaped) return next;
  return next.lineStart ? atLineStart : midLine;
};

/** The edge after `text` was added as it is. */
export const advance = (edge: Edge, text: string): Edge => advanceShown(edge, text, text);

/** What has to stand between a token's value and `text` after it, so that both together open no mention or other markup. */
export const seam = ({ carry }: Edge, text: string): string => {
  if (carry === '') return '';
  const across = carry + text.slice(0, 10);
  const opens = (opensMarkup.test(across) && !openedMarkup.test(carry)) || everyone.test(across);
  return opens ? breaker : '';
};

const percent = (sign: string): string => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

/** An address that stays clickable while nothing in it is markdown or a mention. `_` has no effect inside one. */
const inertAddress = (address: string, markdown: boolean): string =>
  address.replace(markdown ? /[*~|`\\]|@(?=everyone|here)|\](?=\()/gi : /@(?=everyone|here)/gi, percent);

const special =
  /(https?:\/\/(?=[^\s<>]+[^\s<>.,:;"'\]])[^\s<>]+)|(^[ \t]*(?:[#>]|[-+](?!\d)|\d+\.(?=\s|$)|\.(?=\s|$)))|<(?=[@#:/]|a:|t:|id:)|@(?=everyone|here)|[\\*_~|`[\]]/gim;
const mentions = /(https?:\/\/(?=[^\s<>]+[^\s<>.,:;"'\]])[^\s<>]+)|<(?=[@#:/]|a:|t:|id:)|@(?=everyone|here)/gi;

const inertMarkdown = (text: string, lineStart: boolean): string =>
  text.replace(special, (found: string, address?: string, block?: string, at = 0) => {
    if (address !== undefined) return inertAddress(address, true);
    if (block !== undefined) return at > 0 || lineStart ? `${block.slice(0, -1)}\\${block.slice(-1)}` : block;
    return found === '<' || found === '@' ? found + breaker : `\\${found}`;
  });

const inertPlain = (text: string): string =>
  text.replace(mentions, (found: string, address?: string) =>
    address === undefined ? found + breaker : inertAddress(address, false),
  );

const digits = /^\d+$/;
const word = /^[\w-]+$/;

type ValueText = { text: string; edge: Edge; place: Place; markdown: boolean };

const escapeFor = ({ text, edge, place, markdown }: ValueText): string => {
  if (place === 'code' || !markdown) {
    const inner = inertPlain(text);
    return place === 'code' && markdown ? inner.replaceAll('`', tickLookalike) : inner;
  }
  const address = edge.url ? (/^[^\s<>]+/.exec(text)?.[0] ?? '') : '';
  const rest = inertMarkdown(text.slice(address.length), edge.lineStart && address === '');
  const inert = inertAddress(address, true) + rest;
  return place === 'open-code' ? inert.replaceAll('\\`', tickLookalike) : inert;
};

const show = (value: ValueText): string => {
  const { text, edge, place, markdown } = value;
  if (text === '' || (place === 'mention' && digits.test(text)) || (place === 'markup' && word.test(text))) return text;
  const inert = escapeFor(value);
  const opens = edge.carry !== '' && opensMarkup.test(edge.carry + text.slice(0, 10));
  if (opens || place === 'mention') return breaker + inert;
  if (markdown && edge.escaped && inert.startsWith('\\')) return inert.slice(1);
  return markdown && edge.carry.endsWith(']') && inert.startsWith('(') ? `\\${inert}` : inert;
};

/** A value's text in which something could have a meaning; any other can be added in mid-line as it is. */
export const needsCare = /[\\*_~|`[\]<>@\n\r\u2028\u2029]|:\/\//;

const beginsWithLetter = /^[A-Za-z]/;

/**
 * A value's `text` so that Discord shows it as it is: no markdown, no mention, no emoji or other markup, alone or
 * together with what stands before it; http(s) addresses stay clickable. Without `markdown` only mentions and markup are
 * broken. Gives what to add, and the edge after it.
 */
export const makeInert = (value: ValueText): { shown: string; edge: Edge } => {
  const { text, edge } = value;
  if (edge === atLineStart && beginsWithLetter.test(text) && !needsCare.test(text))
    return { shown: text, edge: midLine };
  const shown = show(value);
  const next = advanceShown(edge, text, shown);
  return { shown, edge: shown !== '' && next.escaped ? { ...next, escaped: false } : next };
};
