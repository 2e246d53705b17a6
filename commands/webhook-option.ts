import { ApplicationCommandOptionType } from 'discord-api-types/v10';
import { AppError } from '../src/errors.ts';
import type { CallContext, Option } from '../src/discord/command.ts';
import type { Webhook } from '../src/domain/webhook.ts';
import { fitting, folded } from './completion.ts';
import { shown } from './shown.ts';

const longestTyped = 100;

/** The option `webhook`, which completes the names of the guild's webhooks. */
export const webhookOption = ({ required }: { required: boolean }): Option => ({
  name: 'webhook',
  type: ApplicationCommandOptionType.String,
  required,
  maxLength: longestTyped,
  complete: async (typed, { store, guildId }) =>
    fitting(await store.webhooks.list(guildId), typed, ({ definition }) => definition.name).map(
      ({ id, definition }) => ({ name: definition.name, value: id }),
    ),
});

/** Says that there is no such webhook (any more) in this guild. */
export const webhookGone = (given: string, { text }: CallContext): AppError =>
  new AppError('webhook-not-found', text('webhook-option.not-found', { given: shown(given) }));

/** The webhook of this guild with that id; `webhook-not-found` for one of another guild too. */
export const webhookById = async (id: string, context: CallContext): Promise<Webhook> => {
  const found = await context.store.webhooks.get(id);
  if (found === undefined || found.guildId !== context.guildId) throw webhookGone(id, context);
  return found;
};

/** The webhook of this guild that was chosen, or typed by hand as id or name; `webhook-not-found` otherwise. */
export const findWebhook = async (given: string, context: CallContext): Promise<Webhook> => {
  const own = await context.store.webhooks.list(context.guildId);
  const found =
    own.find(({ id }) => id === given.trim()) ??
    own.find(({ definition }) => folded(definition.name) === folded(given));
  if (found === undefined) throw webhookGone(given, context);
  return found;
};

/** A check for the store that refuses a name which another webhook of the guild has, whatever its case. */
export const nameIsFree =
  (name: string, { text }: CallContext) =>
  (others: Webhook[]): void => {
    if (others.some(({ definition }) => folded(definition.name) === folded(name))) {
      throw new AppError('name-taken', text('webhook-option.name-taken', { name: shown(name) }));
    }
  };
