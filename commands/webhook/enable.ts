import type { GuildMember } from 'discord.js';
import type { Answer, CallContext, Subcommand } from '../../src/discord/command.ts';
import type { Webhook } from '../../src/domain/webhook.ts';
import { checkChannels } from '../channel-reach.ts';
import { shown } from '../shown.ts';
import { switchWebhook } from '../switch-webhook.ts';
import { findWebhook, webhookById, webhookOption } from '../webhook-option.ts';

const turnOn = async (webhook: Webhook, member: GuildMember, context: CallContext): Promise<Answer> => {
  const { text } = context;
  const name = shown(webhook.definition.name);
  if (webhook.enabled) return { content: text('webhook.enable.already', { name }) };
  await checkChannels(webhook.definition, { member, context });
  await switchWebhook(webhook, { enabled: true, context });
  return { content: text('webhook.enable.done', { name }) };
};

const enable: Subcommand = {
  name: 'enable',
  options: [webhookOption({ required: true })],
  async execute({ options, member }, context) {
    return turnOn(await findWebhook(options.getString('webhook', true), context), member, context);
  },
  components: {
    press: async ({ member }, context, [id = '']) => turnOn(await webhookById(id, context), member, context),
  },
};

export default enable;
