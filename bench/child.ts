import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { z } from 'zod';

/** A process under measurement; `await using` ends it. `ready` is what it said when it was ready. */
export type Child<Ready> = AsyncDisposable & {
  ready: Ready;
  pid: number;
  /** Asks a process of `bench/processes/` something; gives its answer. */
  ask(question: string): Promise<unknown>;
  /** Ends it at once, with SIGKILL. */
  kill(): Promise<void>;
};

/** How to start a process: a file from the repository's root, its environment, and which line of its output says that it is ready. */
export type ChildOptions<Ready> = {
  /** Of Node, beside those of every benchmark. */
  flags?: string[];
  file: string;
  args?: string[];
  env?: Record<string, string>;
  /** Reads one line of its output; `undefined` while it is not ready. */
  readLine(line: string): Ready | undefined;
};

const startMs = 30_000;
const stopMs = 15_000;

const stop = async (child: ChildProcess) => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), stopMs);
  await ended;
  clearTimeout(late);
};

/** Starts `file` under this Node and waits until it is ready; rejects when it ends before that, or takes 30 seconds. */
export const startChild = async <Ready>({
  file,
  flags = [],
  args = [],
  env = {},
  readLine,
}: ChildOptions<Ready>): Promise<Child<Ready>> => {
  const child = spawn(process.execPath, ['--no-warnings', ...flags, file, ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));

  const ready = await new Promise<Ready>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`${file} was not ready in time`)), startMs);
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code} before it was ready`)));
    if (child.stdout === null) return;
    createInterface(child.stdout).on('line', (line) => {
      const said = readLine(line);
      if (said === undefined) return;
      clearTimeout(late);
      resolve(said);
    });
  }).catch(async (error: unknown) => {
    await stop(child);
    throw error;
  });

  const asked: { resolve: (said: unknown) => void; reject: (error: Error) => void }[] = [];
  child.on('message', (said: unknown) => asked.shift()?.resolve(said));
  child.once('exit', () => {
    for (const { reject } of asked) reject(new Error(`${file} ended before it answered`));
  });

  return {
    ready,
    pid: child.pid ?? 0,
    ask: (question) => {
      child.send(question);
      return new Promise((resolve, reject) => asked.push({ resolve, reject }));
    },
    kill: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
    [Symbol.asyncDispose]: () => stop(child),
  };
};

/** Starts one of `bench/processes/`: it says `ready <json>`, answers what it is asked, and ends when this process does. */
export const startProcess = <Schema extends z.ZodType>(
  name: string,
  schema: Schema,
  env: Record<string, string> = {},
): Promise<Child<z.infer<Schema>>> =>
  startChild({
    file: `bench/processes/${name}.ts`,
    env,
    readLine: (line) => (line.startsWith('ready ') ? schema.parse(JSON.parse(line.slice('ready '.length))) : undefined),
  });
