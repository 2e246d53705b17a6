import { AppError, type ErrorCode } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { Answer } from './command.ts';
import type { Text } from './texts.ts';

/** For every error: the text that says what to do next. */
export const nextSteps: Record<ErrorCode, string> = {
  'invalid-json': 'errors.correct-input',
  'invalid-request': 'errors.correct-input',
  unauthorized: 'errors.unauthorized',
  'key-not-for-webhook': 'errors.key-not-for-webhook',
  'webhook-not-found': 'errors.webhook-not-found',
  'delivery-not-found': 'errors.delivery-not-found',
  'route-not-found': 'errors.internal',
  'method-not-allowed': 'errors.internal',
  'idempotency-key-reused': 'errors.try-again',
  'webhook-disabled': 'errors.webhook-disabled',
  'request-timeout': 'errors.try-again',
  'body-too-large': 'errors.make-shorter',
  'headers-too-large': 'errors.make-shorter',
  'unsupported-media-type': 'errors.correct-input',
  'rate-limited': 'errors.wait',
  'storage-unavailable': 'errors.storage-unavailable',
  overloaded: 'errors.wait',
  'guild-overloaded': 'errors.wait',
  stopping: 'errors.stopping',
  internal: 'errors.internal',
  'invalid-action': 'errors.invalid-action',
  'missing-permission': 'errors.missing-permission',
  'role-hierarchy': 'errors.role-hierarchy',
  'unknown-guild': 'errors.unknown-guild',
  'unknown-channel': 'errors.unknown-channel',
  'unknown-member': 'errors.unknown-member',
  'unknown-message': 'errors.unknown-message',
  'unknown-role': 'errors.unknown-role',
  'cannot-dm': 'errors.cannot-dm',
  'discord-refused': 'errors.discord-refused',
  'discord-unavailable': 'errors.discord-unavailable',
  'discord-rate-limited': 'errors.wait',
  'discord-token-rejected': 'errors.discord-token-rejected',
  ambiguous: 'errors.ambiguous',
  'invalid-settings': 'errors.correct-input',
  'name-taken': 'errors.name-taken',
  'key-not-found': 'errors.key-not-found',
  'not-allowed': 'errors.not-allowed',
  'too-many': 'errors.too-many',
};

const mostFaults = 10;

/**
 * What a member sees of a failure: what is wrong, every fault of the input, what to do next. Of an error that is ours
 * nothing is shown but a reference, under which the log has it all.
 */
export const errorAnswer = (
  error: unknown,
  { text, log, newId }: { text: Text; log: Logger; newId: (length: number) => string },
): Answer => {
  if (!(error instanceof AppError) || error.code === 'internal') {
    const reference = newId(8);
    log.error({ error, reference }, 'a slash command failed for a reason that is a fault of Guildhook');
    return { content: `⚠️ ${text(nextSteps.internal, { reference })}` };
  }
  if (error.cause !== undefined) log.warn({ error }, 'a slash command failed');
  const faults = (error.faults ?? []).slice(0, mostFaults).map(({ path, message }) => `- \`${path}\` ${message}`);
  return { content: [`⚠️ ${error.detail}`, ...faults, `➡️ ${text(nextSteps[error.code])}`].join('\n') };
};
