import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The reason that {@link needs} gives, with the program's name. */
export const skipReason = /^needs the program (\S+)$/;

const isInstalled = (program: string) =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

/**
 * Options for a test that starts a program which may not be there: `test('…', needs('redis-server'), …)`.
 * It is left out without the program; the run says so at its end, and fails in CI.
 */
export const needs = (program: string): { skip: string | false } => ({
  skip: isInstalled(program) ? false : `needs the program ${program}`,
});
