/** The way from a root name into its value: names of properties, numbers of array elements. */
export type Path = readonly (string | number)[];

/** One `|name:argument` of a token. */
export type FilterCall = { name: string; args: readonly string[] };

/** One `<name.path|filter>` or `{name.path|filter}` as it stands in a text. */
export type Token = { source: string; name: string; path: Path; filters: readonly FilterCall[] };

const name = /[A-Za-z_]\w*/y;
const step = /\.(?:([A-Za-z_]\w*)|(\d{1,9})(?!\w))|\[(\d{1,9})\]/y;
const filter = /\|([A-Za-z_]\w*)/y;
const argument = /:(?:"((?:[^"\\]|\\[^]){0,4000})"|([\w.-]+))/y;
const closing = { '<': '>', '{': '}' } as const;

/** The match of a sticky `pattern` at `at`. */
const matchAt = (pattern: RegExp, text: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at;
  return pattern.exec(text);
};

/**
 * The token whose `<` or `{` stands at `at`, or `undefined` when what stands there is no token. Discord's own markup
 * (`<@1>`, `<:n:1>`, `<t:1:R>`, `<id:guide>`, `<https://…>`) never is one, as its names are followed by a colon.
 */
export const scanToken = (text: string, at: number): Token | undefined => {
  const opening = text[at];
  if (opening !== '<' && opening !== '{') return undefined;
  const root = matchAt(name, text, at + 1)?.[0];
  if (root === undefined) return undefined;
  let end = at + 1 + root.length;
  const path: (string | number)[] = [];
  for (let found = matchAt(step, text, end); found; found = matchAt(step, text, end)) {
    path.push(found[1] ?? Number(found[2] ?? found[3]));
    end += found[0].length;
  }
  const filters: FilterCall[] = [];
  for (let found = matchAt(filter, text, end); found; found = matchAt(filter, text, end)) {
    end += found[0].length;
    const args: string[] = [];
    for (let arg = matchAt(argument, text, end); arg; arg = matchAt(argument, text, end)) {
      args.push(arg[1] === undefined ? (arg[2] ?? '') : arg[1].replace(/\\([\\"])/g, '$1'));
      end += arg[0].length;
    }
    filters.push({ name: found[1] ?? '', args });
  }
  if (text[end] !== closing[opening]) return undefined;
  return { source: text.slice(at, end + 1), name: root, path, filters };
};
