import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test, type TestContext } from 'node:test';
import { openDataDir } from '../../src/store/data-dir.ts';
import { hasCode } from '../contract/job-engine/engine-kind.ts';

const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);
const temporaryDir = (t: TestContext) => {
  const dir = mkdtempSync(join(tmpdir(), 'guildhook-'));
  t.after(() => rmSync(dir, { recursive: true }));
  return dir;
};
const open = (t: TestContext, path: string) => {
  const dir = openDataDir({ path });
  t.after(() => dir.close());
  return dir;
};
const failsWith = (path: string, text: RegExp) =>
  assert.throws(
    () => openDataDir({ path }),
    (error) => {
      assert.ok(hasCode('storage-unavailable')(error) && error instanceof Error);
      assert.match(error.message, text);
      assert.ok(error.message.includes(path));
      return true;
    },
  );

test('it is made for this user alone, with what is in it', (t) => {
  const path = join(temporaryDir(t), 'new', 'data');
  const dir = open(t, path);
  assert.equal(mode(path), '700');
  assert.equal(dir.file('jobs.db'), join(path, 'jobs.db'));
  assert.equal(mode(dir.file('jobs.db')), '600');
});

test('a directory that holds other things stays as open as it is, what is put there does not', (t) => {
  const path = join(temporaryDir(t), 'shared');
  mkdirSync(path, { mode: 0o755 });
  writeFileSync(join(path, 'letter.txt'), 'hi');
  const dir = open(t, path);
  assert.equal(mode(path), '755');
  assert.equal(mode(dir.file('store.db')), '600');
});

test('an existing file is left as it is', (t) => {
  const path = temporaryDir(t);
  writeFileSync(join(path, 'store.db'), 'content');
  const dir = open(t, path);
  assert.equal(readFileSync(dir.file('store.db'), 'utf8'), 'content');
});

test('a second one is told who has it and what to do, and gets it once the first has ended', (t) => {
  const path = temporaryDir(t);
  const first = openDataDir({ path });
  failsWith(path, /Another running Guildhook .*DATA_DIR/);
  first.close();
  open(t, path);
});

test('a process that is killed lets go of it', async (t) => {
  const path = temporaryDir(t);
  const child = spawn(process.execPath, [join(import.meta.dirname, 'lock-child.ts'), path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  const said: unknown[] = await once(createInterface({ input: child.stdout }), 'line');
  assert.deepEqual(said, ['held']);
  failsWith(path, /Another running Guildhook/);
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
  open(t, path);
});

test('a path that cannot be a directory is named with the reason', (t) => {
  const path = join(temporaryDir(t), 'file');
  writeFileSync(path, '');
  failsWith(path, /cannot be used \(EEXIST\)\. Make it a directory/);
  failsWith(join(path, 'below'), /cannot be used \(ENOTDIR\)/);
});

test('an encryption key is made once and stays', (t) => {
  const path = temporaryDir(t);
  const first = openDataDir({ path });
  const key = first.encryptionKey({ configured: undefined, randomBytes });
  assert.equal(key.length, 32);
  assert.equal(mode(join(path, 'encryption.key')), '600');
  assert.deepEqual(first.encryptionKey({ configured: undefined, randomBytes }), key);
  first.close();
  assert.deepEqual(open(t, path).encryptionKey({ configured: undefined, randomBytes }), key);
});

test('a configured encryption key is taken, and no other is made', (t) => {
  const path = temporaryDir(t);
  const dir = open(t, path);
  const key = randomBytes(32);
  assert.deepEqual(dir.encryptionKey({ configured: key.toString('base64'), randomBytes }), key);
  assert.throws(() => statSync(join(path, 'encryption.key')));
  assert.throws(() => dir.encryptionKey({ configured: 'c2hvcnQ=', randomBytes }), hasCode('invalid-settings'));
});

test('a damaged encryption key is refused and never replaced', (t) => {
  const path = temporaryDir(t);
  writeFileSync(join(path, 'encryption.key'), 'damaged');
  const dir = open(t, path);
  assert.throws(() => dir.encryptionKey({ configured: undefined, randomBytes }), hasCode('invalid-settings'));
  assert.equal(readFileSync(join(path, 'encryption.key'), 'utf8'), 'damaged');
});

test('a key whose writing was cut off is made anew', (t) => {
  const path = temporaryDir(t);
  writeFileSync(join(path, 'encryption.key.new'), 'half');
  assert.equal(open(t, path).encryptionKey({ configured: undefined, randomBytes }).length, 32);
});

test('one that was closed tells why and how to open it, until it is opened again', (t) => {
  const path = temporaryDir(t);
  const first = openDataDir({ path });
  first.setClosed('It has moved to Redis.');
  first.close();
  failsWith(path, /is not in use: It has moved to Redis\. To use it all the same, delete .*closed\.txt\.$/);
  const second = openDataDir({ path, evenIfClosed: true });
  second.setClosed(undefined);
  second.close();
  open(t, path);
});
