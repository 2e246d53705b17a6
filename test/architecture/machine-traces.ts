const join = (...parts: string[]) => parts.join('');

/** What only one machine knows. Put together from parts, so that this file does not complain of itself. */
const traces: [RegExp, string][] = [
  [new RegExp(join('(?<![\\w.:/*{}-])/', '(home|root|Users|work|tmp)/[\\w.]')), 'a path of one machine'],
  [new RegExp(join('[A-Z]:\\\\', 'Users')), 'a path of one machine'],
  [
    new RegExp(
      join(
        'registry',
        '\\.[a-z\\d-]+\\.(com|org|io|net|dev)|npmjs',
        '\\.org|npm',
        'mirror|(pypi|ghcr|docker)',
        '\\.(org|io)',
      ),
    ),
    'a package registry',
  ],
];

/** Complains of texts that name a place of one machine, or the address of a package registry. */
export const machineTraceFaults = (files: { path: string; text: string }[]): string[] =>
  files.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) => {
      const found = traces.find(([pattern]) => pattern.test(line));
      return found === undefined ? [] : [`${path}:${index + 1} names ${found[1]}`];
    }),
  );
