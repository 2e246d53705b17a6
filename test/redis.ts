import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A Redis of the tests' own. */
export type TestRedis = {
  url: string;
  /** Ends it as a power cut would; it stays away until `restart`. */
  kill(): Promise<void>;
  /** Brings it back on the same port with what it had written. */
  restart(): Promise<void>;
  /** It answers nothing, without closing a connection, until `thaw`. */
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
};

/** Whose end ends the server: a test's context, or what `node:test`'s `after` is. */
export type Owner = { after(task: () => Promise<void>): void };

const freePort = async (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address === null || typeof address === 'string' ? reject(new Error('no port')) : resolve(address.port),
      );
    });
  });

/** Whether it answers PING; while it reads its file in it says LOADING. */
const answers = async (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => void socket.write('PING\r\n'));
    const tell = (isUp: boolean) => {
      socket.destroy();
      resolve(isUp);
    };
    socket.on('data', (data) => tell(data.toString().startsWith('+PONG')));
    socket.on('error', () => tell(false));
  });

/**
 * Starts `redis-server` on a free loopback port, with each write on disk before it is answered, or with `fsync: 'everysec'`.
 * Tests that call it carry `needs('redis-server')`.
 */
export const startRedis = async (
  owner: Owner,
  { fsync = 'always' }: { fsync?: 'always' | 'everysec' } = {},
): Promise<TestRedis> => {
  const dir = await mkdtemp(join(tmpdir(), 'guildhook-redis-'));
  const port = await freePort();
  let child: ChildProcess | undefined;
  let exited: Promise<unknown> = Promise.resolve();

  const start = async () => {
    const options = ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--save', ''];
    const started = spawn('redis-server', [...options, '--appendonly', 'yes', '--appendfsync', fsync], {
      stdio: 'ignore',
    });
    child = started;
    exited = new Promise((resolve) => started.on('exit', resolve));
    while (!(await answers(port))) {
      if (started.exitCode !== null) throw new Error(`redis-server ended with ${started.exitCode}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  const kill = async () => {
    child?.kill('SIGKILL');
    await exited;
  };
  const stop = async () => {
    await kill();
    await rm(dir, { recursive: true, force: true });
  };
  owner.after(stop);
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    kill,
    restart: start,
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    stop,
  };
};
