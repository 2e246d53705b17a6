import type { CallContext } from '../src/discord/command.ts';
import type { Webhook } from '../src/domain/webhook.ts';
import { webhookGone } from './webhook-option.ts';

/** Turns a webhook on or off, and ends its suspension; `webhook-not-found` when somebody deleted it meanwhile. */
export const switchWebhook = async (
  { id, definition }: Webhook,
  { enabled, context }: { enabled: boolean; context: CallContext },
): Promise<void> => {
  const changed = await context.store.webhooks.update(id, ({ suspended: _ended, failing: _counted, ...current }) => ({
    ...current,
    enabled,
    revision: current.revision + 1,
  }));
  if (changed === undefined) throw webhookGone(definition.name, context);
};
