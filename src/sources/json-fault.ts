const token =
  /(?:([{}[\],:])|("(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*")|(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[Ee][+-]?\d+)?|true|false|null)(?![\w.+-]))/y;

const space = /[\t\n\r ]*/y;

type Expected = 'value' | 'value or ]' | 'name' | 'name or }' | ':' | ', or end';

/** What may follow `mark`, or `undefined` when `mark` may not stand where `expected` is; keeps `open`, the brackets still open. */
const after = (mark: string, expected: Expected, open: string[]): Expected | undefined => {
  const takesValue = expected === 'value' || expected === 'value or ]';
  if (mark === '{' || mark === '[') {
    open.push(mark);
    return takesValue ? (mark === '{' ? 'name or }' : 'value or ]') : undefined;
  }
  if (mark === ':') return expected === ':' ? 'value' : undefined;
  const inside = open.at(-1);
  if (mark === ',') return expected === ', or end' && inside ? (inside === '{' ? 'name' : 'value') : undefined;
  open.pop();
  if (mark === '}') return inside === '{' && /^(, or end|name or })$/.test(expected) ? ', or end' : undefined;
  return inside === '[' && /^(, or end|value or \])$/.test(expected) ? ', or end' : undefined;
};

/** The offset at which `text` stops being JSON (RFC 8259): that of the first part that may not stand there, or the text's end. */
export const findJsonFault = (text: string): number => {
  const open: string[] = [];
  let expected: Expected = 'value';
  let at = 0;
  for (;;) {
    space.lastIndex = at;
    const start = at + (space.exec(text)?.[0].length ?? 0);
    token.lastIndex = start;
    const [found, mark, string] = token.exec(text) ?? [];
    if (found === undefined) return start;
    let next: Expected | undefined;
    if (mark !== undefined) next = after(mark, expected, open);
    else if (expected === 'value' || expected === 'value or ]') next = ', or end';
    else if (string !== undefined && expected.startsWith('name')) next = ':';
    if (next === undefined) return start;
    expected = next;
    at = token.lastIndex;
  }
};
