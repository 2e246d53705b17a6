import { checkDraft } from '../src/actions/index.ts';
import type { CallContext } from '../src/discord/command.ts';
import { webhookDefinition, type WebhookDefinition } from '../src/domain/webhook.ts';
import { AppError, type Fault } from '../src/errors.ts';

const shapeFaults = (given: WebhookDefinition): Fault[] =>
  (webhookDefinition.safeParse(given).error?.issues ?? []).map(({ path, message }) => ({
    path: path.map(String).join('.'),
    message,
  }));

const actionFaults = ({ actions }: WebhookDefinition): Fault[] =>
  actions.flatMap((draft, index) =>
    checkDraft(draft).map(({ path, message }) => ({ path: `actions.${index}.${path}`, message })),
  );

/** The definition as it may be stored; throws `invalid-request` with every fault of it and of its actions. */
export const checkDefinition = (given: WebhookDefinition, { text }: Pick<CallContext, 'text'>): WebhookDefinition => {
  const faults = [...shapeFaults(given), ...actionFaults(given)];
  if (faults.length > 0) throw new AppError('invalid-request', text('check-definition.faults'), { faults });
  return webhookDefinition.parse(given);
};
