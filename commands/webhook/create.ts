import { ApplicationCommandOptionType } from 'discord-api-types/v10';
import type { CallContext, Subcommand } from '../../src/discord/command.ts';
import { starterDefinition } from '../../src/domain/definition.ts';
import type { Webhook } from '../../src/domain/webhook.ts';
import { AppError } from '../../src/errors.ts';
import { callAnswer, keyNote } from '../call-answer.ts';
import { checkChannel, postableChannelTypes } from '../channel-reach.ts';
import { checkDefinition } from '../check-definition.ts';
import { makeKey } from '../key-making.ts';
import { shown } from '../shown.ts';
import { nameIsFree } from '../webhook-option.ts';

const mostWebhooks = 500;
const eventIdLength = 16;
const defaultMessage = '<message>';

const hasRoom =
  ({ text }: CallContext) =>
  (others: Webhook[]): void => {
    if (others.length >= mostWebhooks) {
      throw new AppError('too-many', text('webhook.create.too-many', { most: mostWebhooks }));
    }
  };

/** The guild's first key, unless it has keys already; also when two webhooks are made at once. */
const makeFirstKey = async (userId: string, context: CallContext): Promise<string | undefined> => {
  const { keys } = context.store;
  const { text, record } = makeKey({ userId, label: context.text('webhook.create.key-label'), first: true }, context);
  let isFirst = true;
  const onlyFirst = (others: unknown[]) => {
    isFirst = others.length === 0;
    if (!isFirst) throw new AppError('too-many', 'There is a key already.');
  };
  await keys.create(record, onlyFirst).catch((error: unknown) => {
    if (isFirst) throw error;
  });
  return isFirst ? text : undefined;
};

const create: Subcommand = {
  name: 'create',
  options: [
    { name: 'name', type: ApplicationCommandOptionType.String, required: true, minLength: 1, maxLength: 80 },
    { name: 'channel', type: ApplicationCommandOptionType.Channel, required: true, channelTypes: postableChannelTypes },
    { name: 'message', type: ApplicationCommandOptionType.String, minLength: 1, maxLength: 2000 },
    { name: 'description', type: ApplicationCommandOptionType.String, minLength: 1, maxLength: 500 },
  ],
  async execute(interaction, context) {
    const { store, clock, guildId, newId, text } = context;
    const channel = interaction.options.getChannel('channel', true);
    const description = interaction.options.getString('description');
    const definition = checkDefinition(
      starterDefinition({
        name: interaction.options.getString('name', true).trim(),
        channel: channel.id,
        message: interaction.options.getString('message') ?? defaultMessage,
        ...(description !== null && { description }),
      }),
      context,
    );
    await checkChannel(channel, { member: interaction.member, context });

    const userId = interaction.user.id;
    const webhook: Webhook = {
      id: newId(eventIdLength),
      guildId,
      enabled: true,
      revision: 1,
      createdAt: clock.now(),
      createdBy: userId,
      definition,
    };
    await store.webhooks.create(webhook, (others) => {
      hasRoom(context)(others);
      nameIsFree(definition.name, context)(others);
    });
    const key = await makeFirstKey(userId, context);
    return callAnswer(
      {
        webhook,
        about: text('webhook.create.done', { name: shown(definition.name), channel: `<#${channel.id}>` }),
        key,
        keyNote:
          key === undefined
            ? keyNote(await store.keys.list(guildId), webhook, context)
            : text('webhook.create.first-key'),
      },
      context,
    );
  },
};

export default create;
