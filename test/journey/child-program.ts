import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** The program as its own process, started as users start it. */
export type ChildProgram = {
  url: string;
  /** The process while it runs. */
  pid(): number;
  /** Resolves once it takes calls, or has begun what else it does; rejects with what it printed when it ends before. */
  start(): Promise<void>;
  /** Resolves once `/readyz` says that it is connected. */
  ready(): Promise<void>;
  /** Ends it at once, with SIGKILL. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with the exit code. */
  terminate(): Promise<number | null>;
};

/** A port that nothing listens on. */
const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
};

/** Prepares the program with these settings beside a free port on loopback. */
export const createChildProgram = async (env: Record<string, string>): Promise<ChildProgram> => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;
  let printed = '';

  return {
    url,
    pid: () => child?.pid ?? 0,
    start: async () => {
      printed = '';
      const started = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main], {
        env: { PATH: process.env['PATH'], HOST: '127.0.0.1', PORT: String(port), ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      child = started;
      const takingCalls = new Promise<void>((resolve, reject) => {
        const onData = (chunk: Buffer) => {
          printed = (printed + chunk.toString()).slice(-20_000);
          if (/taking calls|"started"/.test(printed)) resolve();
        };
        started.stdout.on('data', onData);
        started.stderr.on('data', onData);
        started.once('exit', () => reject(new Error(`the program ended: ${printed}`)));
      });
      await takingCalls;
    },
    ready: async () => {
      for (let tries = 0; tries < 200; tries += 1) {
        if ((await fetch(`${url}/readyz`)).ok) return;
        await wait(50);
      }
      throw new Error(`the program is not ready: ${printed}`);
    },
    kill: async () => {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
    terminate: async () => {
      if (child === undefined || child.exitCode !== null) return child?.exitCode ?? null;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      return child.exitCode;
    },
  };
};
