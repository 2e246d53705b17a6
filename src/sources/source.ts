import type { Variables } from '../domain/variables.ts';

/** What a source finds in a call's body. */
export type SourceCall = {
  variables: Variables;
  /** What the caller's own format offers to recognise a repetition by; the `Idempotency-Key` header goes before it. */
  idempotencyKey?: string;
};

/** How one kind of caller speaks: one file in this folder, one line in `index.ts`, one recorded body in its tests. */
export type Source = {
  /** As written in a webhook's `source`; equals the file's name. */
  name: string;
  /** Media types that it reads, in lower case and without parameters; `*` stands for one or more characters. */
  contentTypes: readonly string[];
  /**
   * Reads a whole body, decoded of nothing but its transfer. No bytes at all are a call without data.
   * @throws AppError `invalid-json`, or `invalid-request` with every fault and its path.
   */
  read(bytes: Buffer): SourceCall;
};
