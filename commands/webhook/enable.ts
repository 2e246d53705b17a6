import type { Subcommand } from '../../src/discord/command.ts';
import { checkChannels } from '../channel-reach.ts';
import { shown } from '../shown.ts';
import { switchWebhook } from '../switch-webhook.ts';
import { findWebhook, webhookOption } from '../webhook-option.ts';

const enable: Subcommand = {
  name: 'enable',
  options: [webhookOption({ required: true })],
  async execute(interaction, context) {
    const { text } = context;
    const webhook = await findWebhook(interaction.options.getString('webhook', true), context);
    const name = shown(webhook.definition.name);
    if (webhook.enabled) return { content: text('webhook.enable.already', { name }) };
    await checkChannels(webhook.definition, { member: interaction.member, context });
    await switchWebhook(webhook, { enabled: true, context });
    return { content: text('webhook.enable.done', { name }) };
  },
};

export default enable;
