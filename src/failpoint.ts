/**
 * The steps of a delivery's way, and of what else is written, at which tests end the program to see that nothing is
 * lost: around a transaction's commit, the caller's answer, a request to Discord that makes something, a result, a
 * sweep of old deliveries, and each step of a migration.
 */
export const failpoints = [
  'commit:before',
  'commit:after',
  'answer:before',
  'answer:after',
  'request:before',
  'request:after',
  'result:before',
  'result:after',
  'retention:before',
  'retention:after',
  'migration:before',
  'migration:after',
] as const;

/** Called at each step; only tests give one. */
export type Failpoint = (step: (typeof failpoints)[number]) => void;
