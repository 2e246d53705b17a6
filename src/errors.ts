/**
 * Every way in which something can go wrong that a reader is told about. A closed set: each edge
 * (HTTP status, Discord reply, try again or not) owns a complete `Record` over it.
 */
export const errorCodes = [
  // A caller's request
  'invalid-json',
  'invalid-request',
  'unauthorized',
  'key-not-for-webhook',
  'webhook-not-found',
  'delivery-not-found',
  'route-not-found',
  'method-not-allowed',
  'idempotency-key-reused',
  'webhook-disabled',
  'request-timeout',
  'body-too-large',
  'headers-too-large',
  'unsupported-media-type',
  'rate-limited',
  'storage-unavailable',
  'overloaded',
  'guild-overloaded',
  'stopping',
  'internal',
  // Towards Discord
  'invalid-action',
  'missing-permission',
  'role-hierarchy',
  'unknown-guild',
  'unknown-channel',
  'unknown-member',
  'unknown-message',
  'unknown-role',
  'cannot-dm',
  'discord-refused',
  'discord-unavailable',
  'discord-rate-limited',
  'discord-token-rejected',
  'ambiguous',
  // Slash commands and settings
  'invalid-settings',
  'name-taken',
  'key-not-found',
  'not-allowed',
  'too-many',
] as const;

/** One of {@link errorCodes}. */
export type ErrorCode = (typeof errorCodes)[number];

/** One fault in something a person or program gave: where it is (`variables[0].name`) and what would be right. */
export type Fault = { path: string; message: string };

/** What an {@link AppError} may carry beside its code and detail. */
export type AppErrorFacts = {
  /** Each fault of bad input, all at once. */
  faults?: Fault[];
  /** Milliseconds after which trying again makes sense. */
  retryAfterMs?: number;
  /** The request may have had its effect although no answer came; doing it again may do it twice. */
  effectUnknown?: boolean;
  /** What was thrown below; logged, never shown. */
  cause?: unknown;
};

/** An error whose `detail` may be shown: it says what is wrong, where, and what to do, and holds no secret. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly detail: string;
  readonly faults: Fault[] | undefined;
  readonly retryAfterMs: number | undefined;
  readonly effectUnknown: boolean;

  constructor(code: ErrorCode, detail: string, facts: AppErrorFacts = {}) {
    super(detail, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.name = 'AppError';
    this.code = code;
    this.detail = detail;
    this.faults = facts.faults;
    this.retryAfterMs = facts.retryAfterMs;
    this.effectUnknown = facts.effectUnknown ?? false;
  }
}
