import { ApplicationCommandOptionType } from 'discord-api-types/v10';
import type { Subcommand } from '../../src/discord/command.ts';
import { parseExpiry } from '../expiry.ts';
import { checkLabel, hasRoomForKey, makeKey } from '../key-making.ts';
import { codeBlock, moment, shown } from '../shown.ts';
import { findWebhook, webhookOption } from '../webhook-option.ts';

const create: Subcommand = {
  name: 'create',
  options: [
    { name: 'label', type: ApplicationCommandOptionType.String, required: true, minLength: 1, maxLength: 80 },
    webhookOption({ required: false }),
    { name: 'expires', type: ApplicationCommandOptionType.String, maxLength: 20 },
  ],
  async execute(interaction, context) {
    const { store, guildId, text } = context;
    const label = checkLabel(interaction.options.getString('label', true), context);
    const limit = interaction.options.getString('webhook');
    const webhook = limit === null ? undefined : await findWebhook(limit, context);
    const expires = interaction.options.getString('expires');
    const expiresAt = expires === null ? undefined : parseExpiry(expires, context);

    const { record, text: key } = makeKey(
      {
        userId: interaction.user.id,
        label,
        first: (await store.keys.list(guildId)).length === 0,
        ...(webhook !== undefined && { webhookIds: [webhook.id] }),
        ...(expiresAt !== undefined && { expiresAt }),
      },
      context,
    );
    await store.keys.create(record, hasRoomForKey(label, context));
    return {
      content: [
        text('key.create.done', { label: shown(label) }),
        codeBlock(key),
        text('key.create.once'),
        webhook === undefined
          ? text('key.create.for-all')
          : text('key.create.for-one', { name: shown(webhook.definition.name) }),
        ...(expiresAt === undefined ? [] : [text('key.create.expires', { when: moment(expiresAt) })]),
      ].join('\n'),
    };
  },
};

export default create;
