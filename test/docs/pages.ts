import { readFileSync } from 'node:fs';
import { repositoryPaths } from '../architecture/read-repository.ts';

/** A page of documentation: its path from the repository's root, and its text. */
export type Page = { path: string; text: string };

/** One page. */
export const readPage = (path: string): Page => ({ path, text: readFileSync(path, 'utf8') });

/** Every page that people read. */
export const allPages = (): Page[] =>
  repositoryPaths()
    .filter((path) => path.endsWith('.md'))
    .map(readPage);

/** The text below a heading such as `## Settings`, up to the next heading of the same or a higher level. */
export const section = ({ path, text }: Page, heading: string): string => {
  const level = heading.split(' ')[0] ?? '';
  const [, below] = text.split(`\n${heading}\n`);
  if (below === undefined) throw new Error(`${path} has no heading "${heading}"`);
  return below.split(new RegExp(`\\n#{1,${level.length}} `))[0] ?? '';
};

/** The rows of the first table in `text`, each as its cells, without head and rule. A `|` is written `\|` in a cell. */
export const tableRows = (text: string): string[][] => {
  const lines = text.split('\n');
  const rule = lines.findIndex((line) => /^\|( *-+ *\|)+$/.test(line));
  const body = rule < 0 ? [] : lines.slice(rule + 1);
  const end = body.findIndex((line) => !line.startsWith('|'));
  return (end < 0 ? body : body.slice(0, end)).map((line) =>
    line
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim().replaceAll('\\|', '|')),
  );
};

/** What stands in a cell's only pair of backticks; `undefined` for a cell of another form. */
export const codeOf = (cell: string | undefined): string | undefined => /^`([^`]+)`$/.exec(cell ?? '')?.[1];

/** The lines of all fenced blocks of a language. */
export const fencedLines = (text: string, language: string): string[] =>
  [...text.matchAll(new RegExp(`^ *\`\`\`${language}\\n([^]*?)^ *\`\`\`$`, 'gm'))].flatMap(([, block = '']) =>
    block
      .replaceAll(/\\\n */g, '')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  );
