import { importedPath, type SourceFile } from './source-file.ts';

/** Folders in which each file is one of a kind: its default export stands in the folder's `index.ts`. */
const isKindFile = (path: string): boolean =>
  /^src\/(actions|sources)\/[^/]+\.ts$/.test(path) || /^commands\/([^/]+\/)?[^/]+\.ts$/.test(path);

const indexOf = (path: string) => path.replace(/[^/]+$/, 'index.ts');

/** The index that must list `path`: that of its folder, and for a folder's own index that of the folder above (`commands/`). */
const listOf = (path: string): string | undefined => {
  if (!path.endsWith('/index.ts')) return indexOf(path);
  return /^commands\/[^/]+\/index\.ts$/.test(path) ? 'commands/index.ts' : undefined;
};

const isListed = (index: SourceFile, path: string) =>
  index.imports.some(({ from, default: local }) => {
    if (importedPath(index, from) !== path) return false;
    if (local === undefined) return path.endsWith('/index.ts');
    let uses = 0;
    index.visit({ Identifier: ({ name }) => void (uses += name === local ? 1 : 0) });
    return uses > 1;
  });

/** Complains of a file with a default export that its folder's list leaves out, and of default exports anywhere else. */
export const completeListFaults = (files: SourceFile[]): string[] => {
  const byPath = new Map(files.map((file) => [file.path, file]));
  return files.flatMap(({ path, hasDefaultExport }) => {
    if (!isKindFile(path))
      return hasDefaultExport ? [`${path} has a default export; only the lists of kinds use them`] : [];
    if (!hasDefaultExport && !/^commands\/[^/]+\/index\.ts$/.test(path)) return [];
    const list = listOf(path);
    if (list === undefined) return [`${path} has a default export, but is itself the list`];
    const index = byPath.get(list);
    if (index !== undefined && isListed(index, path)) return [];
    return [`${path} is missing in ${list}: import it there and add it to the list`];
  });
};
