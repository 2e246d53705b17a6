import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { endStates, type EndState, type Job, type JobFilter, type NewJob } from '../job-engine.ts';

/** A job with its place in the file: `seq` grows with every job added, `bytes` is the payload's size. */
export type StoredJob = { seq: number; bytes: number; job: Job };

/** What waits in one lane on disk. */
export type WaitingLane = { lane: string; count: number; bytes: number; first: number };

/** What has left one lane to be tried again later, on disk; `seq` is one of them. */
export type RetryingLane = { lane: string; count: number; bytes: number; seq: number };

/** The queue's SQL, prepared once. Everything is synchronous and throws what SQLite throws. */
export type Statements = {
  insert(seq: number, job: NewJob, bytes: number, now: number): void;
  findKey(lane: string, key: string): { id: string; fingerprint: string } | undefined;
  insertKey(seq: number, job: NewJob, key: { key: string; fingerprint: string }, now: number): void;
  saveProgress(seq: number, progress: string): void;
  end(seq: number, state: EndState, progress: string, now: number): void;
  retry(seq: number, runAt: number, progress: string): void;
  byId(id: string): Job | undefined;
  bySeq(seq: number): StoredJob | undefined;
  /** The first of a lane that waits there. */
  nextOf(lane: string): StoredJob | undefined;
  list(filter: JobFilter): Job[];
  highestSeq(): number;
  waitingLanes(): WaitingLane[];
  retrying(): RetryingLane[];
  /** Whose a job is, by its number. */
  guildOf(seq: number): string;
  /** Those that left their lane until some time after (`at`, `seq`) and no later than `now`, earliest first. */
  dueAfter(at: number, seq: number, now: number, limit: number): { seq: number; lane: string; runAt: number }[];
  /** When the next one after (`at`, `seq`) comes back. */
  nextDueAfter(at: number, seq: number): number | undefined;
  /** Deletes some of what ended before `endedBefore`, with the keys made before `keysBefore`; later ones are forgotten `keepKeysMs` after they were made. */
  sweepJobs(options: { endedBefore: number; keysBefore: number; keepKeysMs: number; limit: number }): number;
  /** The newest job of a guild that is not among its newest `keep`. */
  newestBeyond(guildId: string, keep: number): number | undefined;
  /** Looks at some jobs of a guild after `after` up to `upTo` and deletes what has ended; how many, and how far it came. */
  sweepGuild(options: {
    guildId: string;
    after: number;
    upTo: number;
    keysBefore: number;
    keepKeysMs: number;
    limit: number;
  }): { seen: number; deleted: number; last: number };
  sweepKeys(now: number, limit: number): number;
  /** Gives some free pages (`limit` at most) back to the file system when there are many; how many. The rest is used again. */
  shrink(limit: number): number;
};

type Row = Record<string, SQLOutputValue>;
const text = (value: SQLOutputValue | undefined): string => (typeof value === 'string' ? value : '');
const number = (value: SQLOutputValue | undefined): number => (typeof value === 'number' ? value : 0);
const state = (value: SQLOutputValue | undefined): Job['state'] => endStates.find((name) => name === value) ?? 'queued';

const toJob = (row: Row): Job => ({
  id: text(row['id']),
  guildId: text(row['guild_id']),
  lane: text(row['lane']),
  payload: text(row['payload']),
  progress: text(row['progress']),
  state: state(row['state']),
  createdAt: number(row['created_at']),
  runAt: number(row['run_at']),
  finishedAt: row['finished_at'] === null ? undefined : number(row['finished_at']),
});
const toStored = (row: Row): StoredJob => ({ seq: number(row['seq']), bytes: number(row['bytes']), job: toJob(row) });

/** Prepares the statements on an open queue file. */
export const prepareStatements = (db: DatabaseSync): Statements => {
  const insert = db.prepare(
    `INSERT INTO jobs (seq, id, guild_id, lane, state, retrying, bytes, created_at, run_at, finished_at, progress, payload)
     VALUES (?1, ?2, ?3, ?4, 'queued', 0, ?5, ?6, ?6, NULL, '', ?7)`,
  );
  const findKey = db.prepare('SELECT job_id, fingerprint FROM idempotency WHERE lane = ? AND key = ?');
  const insertKey = db.prepare('INSERT INTO idempotency VALUES (?, ?, ?, ?, ?, ?, NULL)');
  const saveProgress = db.prepare('UPDATE jobs SET progress = ? WHERE seq = ?');
  const end = db.prepare('UPDATE jobs SET state = ?, retrying = 0, progress = ?, finished_at = ? WHERE seq = ?');
  const retry = db.prepare('UPDATE jobs SET retrying = 1, run_at = ?, progress = ? WHERE seq = ?');
  const guildOf = db.prepare('SELECT guild_id FROM jobs WHERE seq = ?');
  const byId = db.prepare('SELECT * FROM jobs WHERE id = ?');
  const bySeq = db.prepare('SELECT * FROM jobs WHERE seq = ?');
  const nextOf = db.prepare(
    `SELECT * FROM jobs INDEXED BY jobs_waiting WHERE lane = ? AND state = 'queued' AND retrying = 0 ORDER BY seq LIMIT 1`,
  );
  const dueAfter = db.prepare(
    `SELECT seq, lane, run_at FROM jobs INDEXED BY jobs_retrying
     WHERE state = 'queued' AND retrying = 1 AND (run_at, seq) > (?, ?) AND run_at <= ? ORDER BY run_at, seq LIMIT ?`,
  );
  const nextDueAfter = db.prepare(
    `SELECT run_at FROM jobs INDEXED BY jobs_retrying
     WHERE state = 'queued' AND retrying = 1 AND (run_at, seq) > (?, ?) ORDER BY run_at, seq LIMIT 1`,
  );
  const ended = db.prepare('SELECT seq FROM jobs WHERE finished_at < ? ORDER BY finished_at LIMIT ?');
  const newestBeyond = db.prepare(
    'SELECT seq FROM jobs INDEXED BY jobs_guild WHERE guild_id = ? ORDER BY seq DESC LIMIT 1 OFFSET ?',
  );
  const someOf = db.prepare(
    'SELECT seq, finished_at FROM jobs INDEXED BY jobs_guild WHERE guild_id = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?',
  );
  const deleteJob = db.prepare('DELETE FROM jobs WHERE seq = ?');
  const deleteKey = db.prepare('DELETE FROM idempotency WHERE seq = ? AND created_at < ?');
  const forgetKey = db.prepare('UPDATE idempotency SET forget_at = created_at + ? WHERE seq = ?');
  const forgetKeys = db.prepare(
    'DELETE FROM idempotency WHERE seq IN (SELECT seq FROM idempotency WHERE forget_at < ? LIMIT ?)',
  );
  const pageCount = db.prepare('PRAGMA page_count');
  const freePages = db.prepare('PRAGMA freelist_count');
  const lists = new Map<string, ReturnType<DatabaseSync['prepare']>>();

  const listStatement = ({ lane, state }: JobFilter) => {
    const troubled = state !== undefined && state !== 'queued' && state !== 'done';
    const index = troubled ? 'jobs_troubled' : lane === undefined ? 'jobs_guild' : 'jobs_lane';
    const sql =
      `SELECT * FROM jobs INDEXED BY ${index} WHERE guild_id = ? AND seq < ?` +
      (lane === undefined ? '' : ' AND lane = ?') +
      (state === undefined ? '' : ' AND state = ?') +
      (troubled ? ` AND state NOT IN ('queued', 'done')` : '') +
      ' ORDER BY seq DESC LIMIT ?';
    const statement = lists.get(sql) ?? db.prepare(sql);
    lists.set(sql, statement);
    return statement;
  };
  const seqOf = db.prepare('SELECT seq FROM jobs WHERE id = ?');
  const remove = (seq: number, keysBefore: number, keepKeysMs: number) => {
    if (deleteKey.run(seq, keysBefore).changes === 0) forgetKey.run(keepKeysMs, seq);
    deleteJob.run(seq);
  };

  return {
    insert: (seq, { id, guildId, lane, payload }, bytes, now) =>
      void insert.run(seq, id, guildId, lane, bytes, now, payload),
    findKey(lane, key) {
      const row = findKey.get(lane, key);
      return row === undefined ? undefined : { id: text(row['job_id']), fingerprint: text(row['fingerprint']) };
    },
    insertKey: (seq, { id, lane }, { key, fingerprint }, now) =>
      void insertKey.run(seq, lane, key, fingerprint, id, now),
    saveProgress: (seq, progress) => void saveProgress.run(progress, seq),
    end: (seq, state, progress, now) => void end.run(state, progress, now, seq),
    retry: (seq, runAt, progress) => void retry.run(runAt, progress, seq),
    byId(id) {
      const row = byId.get(id);
      return row === undefined ? undefined : toJob(row);
    },
    bySeq(seq) {
      const row = bySeq.get(seq);
      return row === undefined ? undefined : toStored(row);
    },
    nextOf(lane) {
      const row = nextOf.get(lane);
      return row === undefined ? undefined : toStored(row);
    },
    list(filter) {
      const { guildId, lane, state, before, limit } = filter;
      const last = before === undefined ? Number.MAX_SAFE_INTEGER : number(seqOf.get(before)?.['seq']);
      const values = [
        guildId,
        last,
        ...(lane === undefined ? [] : [lane]),
        ...(state === undefined ? [] : [state]),
        limit,
      ];
      return listStatement(filter)
        .all(...values)
        .map(toJob);
    },
    highestSeq: () =>
      number(
        db
          .prepare(
            'SELECT max((SELECT ifnull(max(seq), 0) FROM jobs), (SELECT ifnull(max(seq), 0) FROM idempotency)) AS seq',
          )
          .get()?.['seq'],
      ),
    waitingLanes: () =>
      db
        .prepare(
          `SELECT lane, count(*) AS count, sum(bytes) AS bytes, min(seq) AS first FROM jobs INDEXED BY jobs_waiting
           WHERE state = 'queued' AND retrying = 0 GROUP BY lane`,
        )
        .all()
        .map((row) => ({
          lane: text(row['lane']),
          count: number(row['count']),
          bytes: number(row['bytes']),
          first: number(row['first']),
        }))
        .sort((a, b) => a.first - b.first),
    retrying: () =>
      db
        .prepare(
          `SELECT lane, count(*) AS count, sum(bytes) AS bytes, min(seq) AS seq FROM jobs INDEXED BY jobs_retrying
           WHERE state = 'queued' AND retrying = 1 GROUP BY lane`,
        )
        .all()
        .map((row) => ({
          lane: text(row['lane']),
          count: number(row['count']),
          bytes: number(row['bytes']),
          seq: number(row['seq']),
        })),
    guildOf: (seq) => text(guildOf.get(seq)?.['guild_id']),
    dueAfter: (at, seq, now, limit) =>
      dueAfter
        .all(at, seq, now, limit)
        .map((row) => ({ seq: number(row['seq']), lane: text(row['lane']), runAt: number(row['run_at']) })),
    nextDueAfter(at, seq) {
      const row = nextDueAfter.get(at, seq);
      return row === undefined ? undefined : number(row['run_at']);
    },
    sweepJobs({ endedBefore, keysBefore, keepKeysMs, limit }) {
      const rows = ended.all(endedBefore, limit);
      for (const row of rows) remove(number(row['seq']), keysBefore, keepKeysMs);
      return rows.length;
    },
    newestBeyond(guildId, keep) {
      const row = newestBeyond.get(guildId, keep);
      return row === undefined ? undefined : number(row['seq']);
    },
    sweepGuild({ guildId, after, upTo, keysBefore, keepKeysMs, limit }) {
      const rows = someOf.all(guildId, after, upTo, limit);
      const gone = rows.filter((row) => row['finished_at'] !== null);
      for (const row of gone) remove(number(row['seq']), keysBefore, keepKeysMs);
      return { seen: rows.length, deleted: gone.length, last: number(rows.at(-1)?.['seq']) };
    },
    sweepKeys: (now, limit) => Number(forgetKeys.run(now, limit).changes),
    shrink(limit) {
      const pages = number(pageCount.get()?.['page_count']);
      if (number(freePages.get()?.['freelist_count']) * 4 <= pages) return 0;
      db.exec(`PRAGMA incremental_vacuum(${limit})`);
      return pages - number(pageCount.get()?.['page_count']);
    },
  };
};
