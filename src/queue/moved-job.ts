import type { Job } from './job-engine.ts';

/** A job on its way from one engine's store to another's. `isRetrying`: it left its lane until its `runAt`. Times in ms since 1970. */
export type MovedJob = {
  job: Job;
  isRetrying: boolean;
  idempotency: { key: string; fingerprint: string; at: number } | undefined;
};

/** An idempotency key whose job was deleted already; it is forgotten at `forgetAt` (ms since 1970). */
export type MovedKey = {
  lane: string;
  key: string;
  fingerprint: string;
  jobId: string;
  at: number;
  forgetAt: number;
};

/** How many jobs wait in their lane (or are in hand), wait for another attempt, and have ended. */
export type JobCounts = { waiting: number; retrying: number; ended: number };
