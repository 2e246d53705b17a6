import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** How a command ended, and all that it printed. */
export type Ended = { code: number | null; printed: string; errors: string };

/** A command of the program as its own process; `kill` ends it at once. */
export type RunningCommand = { ended: Promise<Ended>; kill(): void; printed(): string };

/** Starts `guildhook <args>` with these settings alone. */
export const startCommand = (args: string[], env: Record<string, string>): RunningCommand => {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const closed = once(child, 'close');
  return {
    ended: closed.then(() => ({ code: child.exitCode, printed, errors })),
    kill: () => void child.kill('SIGKILL'),
    printed: () => printed,
  };
};

/** Runs `guildhook <args>` to its end. */
export const runCommand = async (args: string[], env: Record<string, string>): Promise<Ended> =>
  startCommand(args, env).ended;
