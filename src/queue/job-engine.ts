/**
 * How much may wait at most, counting what has not ended; `bytes` of payloads. Above `guild` only that guild is refused
 * (`guild-overloaded`), above the others everybody is (`overloaded`).
 */
export type QueueLimits = { jobs: number; bytes: number; guild?: { jobs: number; bytes: number } };

/** How a finished job ended. */
export const endStates = ['done', 'partial', 'failed', 'ignored', 'ambiguous'] as const;

/** How a finished job ended. */
export type EndState = (typeof endStates)[number];

/** A job to be written down. `lane` is whose order is kept, all of it of one guild; `payload` is opaque text that never changes. */
export type NewJob = {
  id: string;
  guildId: string;
  lane: string;
  payload: string;
  /** Within one lane, a second job with the same key is not added. `fingerprint` tells whether it was the same request. */
  idempotency?: { key: string; fingerprint: string };
};

/** What {@link JobEngine.add} did: written down, or already there (`duplicate`), or the key was used for something else (`conflict`). */
export type Added = { status: 'added' | 'duplicate' | 'conflict'; id: string };

/** A job as it is stored. `progress` is opaque text of the handler, empty at first. Times in ms since 1970. */
export type Job = {
  id: string;
  guildId: string;
  lane: string;
  payload: string;
  progress: string;
  state: 'queued' | EndState;
  createdAt: number;
  /** It may have been under way when the program ended without warning: what it was doing may have had its effect. */
  interrupted?: boolean;
  /** When it may run (next); for a job that waits for another attempt this lies ahead. */
  runAt: number;
  finishedAt: number | undefined;
};

/** What the handler says of a job: how it ended, or when to try again (ms since 1970; the job leaves its lane until then). */
export type Outcome = { progress: string } & ({ state: EndState } | { retryAt: number });

/** Carries one job out. `save` writes progress down and resolves once it is durable. Must not throw: what it throws is tried again later. */
export type JobHandler = (job: Job, save: (progress: string) => Promise<void>, signal: AbortSignal) => Promise<Outcome>;

/** Which jobs {@link JobEngine.list} gives, newest first; `before` is a job's id, for the next page. */
export type JobFilter = { guildId: string; lane?: string; state?: Job['state']; before?: string; limit: number };

/** How full the queue is. Ages in ms; `oldestMs` is how long the oldest job that may run has waited. */
export type QueueStats = { waiting: number; active: number; retrying: number; bytes: number; oldestMs: number };

/**
 * Keeps jobs durably and hands each to one handler, in order within its lane. Every engine passes `test/contract/job-engine.ts`.
 * All methods reject with AppError `storage-unavailable` when the store fails.
 */
export type JobEngine = {
  /** Resolves only once the job and its idempotency key are on disk, in one transaction. Rejects with `overloaded` when the queue is full, with `guild-overloaded` when this guild's share is. */
  add(job: NewJob): Promise<Added>;
  /** Begins to hand jobs out; those that a crash interrupted first. */
  start(handler: JobHandler): Promise<void>;
  get(id: string): Promise<Job | undefined>;
  /** The job once it has ended; as it stands after `timeoutMs` otherwise. */
  settled(id: string, timeoutMs: number): Promise<Job | undefined>;
  list(filter: JobFilter): Promise<Job[]>;
  stats(): QueueStats;
  /**
   * Deletes what ended before `endedBefore` (ms since 1970) with its idempotency key, in bounded steps; gives how many.
   * With `newest`, of these guilds also what has ended and is not among their newest `keep` jobs.
   */
  sweep(endedBefore: number, newest?: { guildIds: readonly string[]; keep: number }): Promise<number>;
  /** Hands out no more; waits up to `graceMs` for what runs, then aborts it; closes the store. What did not end runs again at the next start. */
  stop(graceMs: number): Promise<void>;
};
