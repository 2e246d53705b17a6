/**
 * Where in its author's text a token stands: plain running text; after a backtick that the author left open; in the
 * author's own code; as the id of a mention (`<@<id>>`); or as a part of Discord's other markup (`<t:<when>:R>`).
 */
export type Place = 'text' | 'open-code' | 'code' | 'mention' | 'markup';

/** Stands for a token while the author's text around it is looked at. */
const gap = '\0';

const mention = /<(?:@[!&]?|#)[\d\0]+>/g;
const markup = /<(?:a?:[\w\0]+:[\d\0]+|t:[-\d\0]+(?::[\w\0])?|id:[\w\0]+|\/[-\w \0]+:[\d\0]+)>/g;

type Span = { start: number; end: number };
type Ticks = { start: number; length: number; escaped: boolean };

const spansOf = (pattern: RegExp, text: string): Span[] =>
  Array.from(text.matchAll(pattern), ({ index, 0: found }) => ({ start: index, end: index + found.length }));

const isEscaped = (text: string, at: number): boolean => {
  let first = at;
  while (text[first - 1] === '\\') first -= 1;
  return (at - first) % 2 === 1;
};

/** Runs of backticks of at least three open and close a block, others close with a run of their own length. */
const kindOf = (length: number): number => Math.min(length, 3);

/** The author's code, each from its opening to its closing backticks, and where a run stands that nothing closes. */
const codeOf = (text: string): { spans: Span[]; open: number } => {
  const runs = Array.from(text.matchAll(/`+/g), ({ index, 0: found }): Ticks => ({
    start: index,
    length: found.length,
    escaped: isEscaped(text, index),
  }));
  const byKind = new Map<number, number[]>();
  for (const [index, { length }] of runs.entries()) {
    const same = byKind.get(kindOf(length));
    if (same === undefined) byKind.set(kindOf(length), [index]);
    else same.push(index);
  }
  const seen = new Map<number, number>();
  const nextOf = (kind: number, after: number): number | undefined => {
    const same = byKind.get(kind) ?? [];
    let at = seen.get(kind) ?? 0;
    while ((same[at] ?? Infinity) <= after) at += 1;
    seen.set(kind, at);
    return same[at];
  };
  const spans: Span[] = [];
  let open = Infinity;
  for (let index = 0; index < runs.length; index += 1) {
    const run = runs[index];
    const length = run === undefined ? 0 : run.length - (run.escaped ? 1 : 0);
    if (run === undefined || length === 0) continue;
    const closing = nextOf(kindOf(length), index);
    const end = closing === undefined ? undefined : runs[closing];
    if (closing === undefined || end === undefined) {
      open = Math.min(open, run.start);
    } else {
      spans.push({ start: run.start, end: end.start + end.length });
      index = closing;
    }
  }
  return { spans, open };
};

/** The places of the tokens between `literals` (one fewer than these), in time linear in the text. */
export const findPlaces = (literals: readonly string[]): Place[] => {
  const text = literals.join(gap);
  const { spans: code, open } = codeOf(text);
  const kinds: { place: Place; spans: Span[]; next: number }[] = [
    { place: 'code', spans: code, next: 0 },
    { place: 'mention', spans: spansOf(mention, text), next: 0 },
    { place: 'markup', spans: spansOf(markup, text), next: 0 },
  ];
  let at = -1;
  return literals.slice(0, -1).map((literal) => {
    at += literal.length + 1;
    for (const kind of kinds) {
      while ((kind.spans[kind.next]?.end ?? Infinity) <= at) kind.next += 1;
    }
    const around = kinds.find(({ spans, next }) => (spans[next]?.start ?? Infinity) < at);
    return around?.place ?? (at > open ? 'open-code' : 'text');
  });
};
