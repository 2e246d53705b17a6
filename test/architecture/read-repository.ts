import { readdirSync, readFileSync } from 'node:fs';
import { parseSource, type SourceFile } from './source-file.ts';

const ignored = new Set(['node_modules', '.git', 'data', 'coverage', '.env']);

/** Every file below `folder` (the repository's root without one), with `/`; without what `.gitignore` leaves out. */
export const repositoryPaths = (folder = ''): string[] =>
  readdirSync(folder === '' ? '.' : folder, { withFileTypes: true })
    .filter(({ name }) => !ignored.has(name) && !name.endsWith('.log'))
    .flatMap((entry) => (entry.isDirectory() ? repositoryPaths(`${folder}${entry.name}/`) : [`${folder}${entry.name}`]))
    .sort();

/** All TypeScript and JavaScript of the repository, parsed. */
export const readSources = (): SourceFile[] =>
  repositoryPaths()
    .filter((path) => /\.[jt]s$/.test(path))
    .map((path) => parseSource(path, readFileSync(path, 'utf8')));
