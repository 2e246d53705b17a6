import type { CallContext } from '../src/discord/command.ts';
import { webhookDefinition, type WebhookDefinition } from '../src/domain/webhook.ts';
import { AppError } from '../src/errors.ts';

/** The definition as it may be stored; throws `invalid-request` with every fault of it and of its actions. */
export const checkDefinition = (given: WebhookDefinition, { text }: Pick<CallContext, 'text'>): WebhookDefinition => {
  const parsed = webhookDefinition.safeParse(given);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message }));
  throw new AppError('invalid-request', text('check-definition.faults'), { faults });
};
