import type { SourceFile } from './source-file.ts';

/** Most lines that any file may have; what files usually stay below, and that one in how many may exceed it. */
const sizes = { most: 300, usual: 150, exceptOneIn: 5 };

const linesOf = ({ text }: SourceFile) => text.trimEnd().split('\n').length;

/** Complains of files over 300 lines, and when fewer than four in five files of the program stay below 150. */
export const sizeFaults = (files: SourceFile[]): string[] => {
  const program = files.filter(({ path }) => /^(src|commands)\//.test(path));
  const long = program.filter((file) => linesOf(file) >= sizes.usual);
  return [
    ...files
      .filter((file) => linesOf(file) > sizes.most)
      .map((file) => `${file.path} has ${linesOf(file)} lines; at most ${sizes.most} are allowed. Split it by topic`),
    ...(long.length * sizes.exceptOneIn > program.length
      ? [`Too many files with ${sizes.usual} lines or more: ${long.map(({ path }) => path).join(', ')}`]
      : []),
  ];
};

const vague = new Set(['util', 'utils', 'helper', 'helpers', 'common', 'manager', 'service', 'services', 'misc']);

/** Complains of names that say nothing, and of names that are not kebab-case. */
export const nameFaults = (paths: string[]): string[] =>
  paths.flatMap((path) => {
    const parts = path.replace(/(\.test|\.d)?\.[jt]s$/, '').split('/');
    const nothing = parts.flatMap((part) =>
      part === 'types' ? [part] : part.split(/[-.]/).filter((word) => vague.has(word)),
    );
    if (nothing[0] !== undefined) return [`${path}: "${nothing[0]}" says nothing; name what it does`];
    return parts.every((part) => /^[a-z\d]+(-[a-z\d]+)*$/.test(part)) ? [] : [`${path} is not named in kebab-case`];
  });

/** Complains of every exported declaration without a doc comment right before it. */
export const docFaults = (files: SourceFile[]): string[] =>
  files.flatMap((file) =>
    file.program.body.flatMap((node) => {
      if (node.type !== 'ExportNamedDeclaration' || node.declaration === null) return [];
      const documented = file.comments.some(
        ({ type, value, end }) =>
          type === 'Block' && value.startsWith('*') && file.text.slice(end, node.start).trim() === '',
      );
      return documented ? [] : [`${file.path}:${file.line(node.start)} exports something without a doc comment`];
    }),
  );
