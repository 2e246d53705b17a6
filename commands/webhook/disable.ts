import type { Subcommand } from '../../src/discord/command.ts';
import { shown } from '../shown.ts';
import { switchWebhook } from '../switch-webhook.ts';
import { findWebhook, webhookOption } from '../webhook-option.ts';

const disable: Subcommand = {
  name: 'disable',
  options: [webhookOption({ required: true })],
  async execute(interaction, context) {
    const { text } = context;
    const webhook = await findWebhook(interaction.options.getString('webhook', true), context);
    const name = shown(webhook.definition.name);
    if (!webhook.enabled) return { content: text('webhook.disable.already', { name }) };
    await switchWebhook(webhook, { enabled: false, context });
    return { content: text('webhook.disable.done', { name }) };
  },
};

export default disable;
