import { importedPath, type SourceFile } from './source-file.ts';

/** The line of folders (and files right below `src/`): each imports only from those before it and from itself. */
const folderLine = [
  'errors',
  'clock',
  'logger',
  'config',
  'random',
  'failpoint',
  'domain',
  'actions',
  'sources',
  'store',
  'queue',
  'delivery',
  'triggers',
  'http',
  'discord',
  'commands',
  'sandbox',
  'metrics',
  'app',
  'backup',
  'restore',
  'migrate',
  'doctor',
  'start-sandbox',
  'main',
];

/** Which place of {@link folderLine} a path of the program belongs to: `src/logger-pretty.ts` to `logger`; `undefined` outside the program. */
export const placeOf = (path: string): string | undefined => {
  if (path.startsWith('commands/')) return 'commands';
  const [root, next = ''] = path.split('/');
  if (root !== 'src') return undefined;
  const name = next.replace(/\.ts$/, '');
  return name === next || folderLine.includes(name) ? name : name.replace(/-.*/, '');
};

/** Complains of every import that goes against the line of folders. */
export const folderLineFaults = (files: SourceFile[]): string[] =>
  files.flatMap((file) => {
    const place = placeOf(file.path);
    if (place === undefined) return [];
    const rank = folderLine.indexOf(place);
    if (rank < 0)
      return [`${file.path}: "${place}" has no place in the line of folders (test/architecture/folder-line.ts)`];
    return file.imports
      .filter(({ from }) => from.startsWith('.'))
      .flatMap(({ from, line }) => {
        const target = importedPath(file, from);
        const targetPlace = placeOf(target);
        if (targetPlace === undefined) return [`${file.path}:${line} imports ${target}, which is outside the program`];
        if (folderLine.indexOf(targetPlace) <= rank) return [];
        return [`${file.path}:${line} imports ${target}, but ${targetPlace} comes after ${place}`];
      });
  });
