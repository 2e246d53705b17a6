import type { QueueLimits } from './job-engine.ts';

/** Jobs in the handler's hands at once. */
export const defaultConcurrency = 64;

/** How much may wait or run, overall and of one guild; bytes count payloads. */
export const defaultLimits: QueueLimits = {
  jobs: 1_000_000,
  bytes: 2_147_483_648,
  guild: { jobs: 250_000, bytes: 536_870_912 },
};

/** When a refused call may come back, ms. */
export const overloadedRetryMs = 5_000;
