import { parseSync, Visitor, type Comment, type Program, type VisitorObject } from 'oxc-parser';

/** One import of a module: what is asked for, which line, and which local name its default export gets, if any. */
export type Import = { from: string; line: number; default: string | undefined };

/** A source file as the rules see it. `path` from the repository's root, with `/`. */
export type SourceFile = {
  path: string;
  text: string;
  program: Program;
  comments: Comment[];
  imports: Import[];
  hasDefaultExport: boolean;
  /** The line (from 1) of a position in `text`. */
  line(position: number): number;
  /** Walks the whole tree. */
  visit(visitor: VisitorObject): void;
};

const isDefault = (kind: string) => kind === 'Default';

/** Reads one file's text; throws when it is not TypeScript or JavaScript. */
export const parseSource = (path: string, text: string): SourceFile => {
  const { program, comments, errors, module } = parseSync(path, text);
  if (errors[0] !== undefined) throw new Error(`${path}: ${errors[0].message}`);
  const line = (position: number) => text.slice(0, position).split('\n').length;
  const quoted = (start: number, end: number) => text.slice(start, end).replaceAll(/^['"`]|['"`]$/g, '');
  return {
    path,
    text,
    program,
    comments,
    imports: [
      ...module.staticImports.map(({ start, moduleRequest, entries }) => ({
        from: moduleRequest.value,
        line: line(start),
        default: entries.find(({ importName }) => isDefault(importName.kind))?.localName.value,
      })),
      ...module.staticExports.flatMap(({ entries }) =>
        entries.flatMap(({ moduleRequest, start }) =>
          moduleRequest === null ? [] : [{ from: moduleRequest.value, line: line(start), default: undefined }],
        ),
      ),
      ...module.dynamicImports.map(({ start, moduleRequest }) => ({
        from: quoted(moduleRequest.start, moduleRequest.end),
        line: line(start),
        default: undefined,
      })),
    ],
    hasDefaultExport: module.staticExports.some(({ entries }) =>
      entries.some(({ exportName }) => isDefault(exportName.kind)),
    ),
    line,
    visit: (visitor) => new Visitor(visitor).visit(program),
  };
};

/** The path that a relative import of `file` means. */
export const importedPath = (file: SourceFile, from: string): string =>
  new URL(from, `file:///${file.path}`).pathname.slice(1);
