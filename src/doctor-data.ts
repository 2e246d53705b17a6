import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { reasonOf } from './backup.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import { createFinding, saidBy, type Finding } from './doctor-finding.ts';
import { webhook, type Webhook } from './domain/webhook.ts';
import { openQueueDump } from './queue/engines/sqlite-dump.ts';
import { openStoreFile } from './store/store-file.ts';

/** Where the data is, and whose time to measure by. */
export type DataCheck = {
  config: Pick<Config, 'dataDir' | 'encryptionKey'>;
  clock: Clock;
  randomBytes: (bytes: number) => Buffer;
};

const mebibyte = 1_048_576;
const littleFree = 1_024;
const tooLittleFree = 100;
const slowFsyncMs = 20;
const tries = 20;
const block = Buffer.alloc(4_096, 1);
const othersBits = 0o077;
const ownFiles = /^((jobs|store)\.db(-wal)?|encryption\.key)$/;

const disk = createFinding('disk');
const data = createFinding('data');

const inMebibytes = (bytes: number) => `${Math.ceil(bytes / mebibyte).toLocaleString('en')} MiB`;

/** How long (ms) it takes to have a block on disk, on average; throws as the file system does. */
const measureFsync = ({ config, clock, randomBytes }: DataCheck): number => {
  const path = join(config.dataDir, `doctor-${randomBytes(6).toString('hex')}.tmp`);
  const file = openSync(path, 'wx', 0o600);
  try {
    const start = clock.now();
    for (let count = 0; count < tries; count += 1) {
      writeSync(file, block);
      fsyncSync(file);
    }
    return (clock.now() - start) / tries;
  } finally {
    closeSync(file);
    rmSync(path);
  }
};

const examineDisk = (check: DataCheck): Finding[] => {
  const { dataDir } = check.config;
  const findings: Finding[] = [];
  try {
    const ms = measureFsync(check);
    const text = `${dataDir} can be written, ${ms.toFixed(1)} ms until it is on disk`;
    findings.push(
      ms <= slowFsyncMs
        ? disk.good(text)
        : disk.warning(text, 'Every call waits for this. Put DATA_DIR on a faster disk, best a local SSD.'),
    );
  } catch (error) {
    findings.push(
      disk.bad(
        `${dataDir} cannot be written (${reasonOf(error)})`,
        'Make it writable for the user that the bot runs as, or give another directory in DATA_DIR.',
      ),
    );
  }
  const { bavail, bsize } = statfsSync(dataDir);
  const free = (bavail * bsize) / mebibyte;
  const text = `${inMebibytes(bavail * bsize)} free`;
  const advice = 'Make room, or shorten DELIVERY_RETENTION.';
  findings.push(
    free < tooLittleFree ? disk.bad(text, advice) : free < littleFree ? disk.warning(text, advice) : disk.good(text),
  );
  return findings;
};

const examineFiles = ({ config: { dataDir, encryptionKey } }: DataCheck): Finding[] => {
  const names = readdirSync(dataDir).filter((name) => ownFiles.test(name));
  const sizes = names.map((name) => `${name} ${inMebibytes(statSync(join(dataDir, name)).size)}`);
  const findings = [data.good(names.length === 0 ? `${dataDir} is empty; the first start fills it` : sizes.join(', '))];
  const open = names.filter((name) => (statSync(join(dataDir, name)).mode & othersBits) !== 0);
  if (open.length > 0 && (statSync(dataDir).mode & othersBits) !== 0)
    findings.push(data.warning(`other users of this machine may read ${open.join(', ')}`, `chmod 700 ${dataDir}`));
  if (existsSync(join(dataDir, 'closed.txt'))) {
    const reason = readFileSync(join(dataDir, 'closed.txt'), 'utf8').trim();
    findings.push(data.bad(`it is closed: ${reason}`, `Do that, or delete ${join(dataDir, 'closed.txt')}.`));
  }
  const keyFile = join(dataDir, 'encryption.key');
  if (encryptionKey !== undefined && existsSync(keyFile)) {
    const own = Buffer.from(readFileSync(keyFile, 'utf8').trim(), 'base64');
    if (!own.equals(Buffer.from(encryptionKey, 'base64')))
      findings.push(
        data.warning(
          'ENCRYPTION_KEY is another key than encryption.key',
          'Unset it, or set it to what that file holds.',
        ),
      );
  }
  return findings;
};

/** What of `values` is a webhook, and how many are not. */
export const readWebhooks = (values: readonly unknown[]): { webhooks: Webhook[]; damaged: number } => {
  const parsed = values.map((value) => webhook.safeParse(value));
  const webhooks = parsed.flatMap(({ data }) => data ?? []);
  return { webhooks, damaged: values.length - webhooks.length };
};

const examineStore = (file: string): { webhooks: Webhook[]; findings: Finding[] } => {
  const store = openStoreFile(file);
  try {
    store.requireVersion();
    const records = store.entries('webhooks').filter(({ key }) => key.startsWith('record/'));
    const { webhooks, damaged } = readWebhooks(records.map(({ value }) => value));
    const advice = 'Delete them with /webhook delete, or restore a backup.';
    const findings = damaged === 0 ? [] : [data.bad(`${damaged} webhooks are damaged`, advice)];
    return { webhooks, findings };
  } finally {
    store.close();
  }
};

const examineQueue = (file: string, clock: Clock): Finding => {
  const queue = openQueueDump(file, clock.now());
  try {
    const { waiting, retrying, ended } = queue.counts();
    return data.good(`deliveries: ${waiting} waiting, ${retrying} to be tried again, ${ended} ended`);
  } finally {
    queue.close();
  }
};

/** The disk and what is on it, read only, also while the bot uses it; and the webhooks that are stored there. */
export const examineData = (check: DataCheck): { webhooks: Webhook[]; findings: Finding[] } => {
  const { dataDir } = check.config;
  if (!existsSync(dataDir))
    return { webhooks: [], findings: [data.good(`${dataDir} is not there yet; the first start makes it`)] };
  const findings: Finding[] = [];
  const attempt = <Result>(examine: () => Result): Result | undefined => {
    try {
      return examine();
    } catch (error) {
      findings.push(data.bad(saidBy(error), 'Restore a backup: npm start -- restore <folder>.'));
      return undefined;
    }
  };
  findings.push(...(attempt(() => [...examineDisk(check), ...examineFiles(check)]) ?? []));
  const queue = join(dataDir, 'jobs.db');
  if (existsSync(queue))
    findings.push(...[attempt(() => examineQueue(queue, check.clock))].filter((one) => one !== undefined));
  const stored = existsSync(join(dataDir, 'store.db'))
    ? attempt(() => examineStore(join(dataDir, 'store.db')))
    : undefined;
  return { webhooks: stored?.webhooks ?? [], findings: [...findings, ...(stored?.findings ?? [])] };
};
