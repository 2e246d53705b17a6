import type { Subcommand } from '../../src/discord/command.ts';
import { askFirst } from '../confirmation.ts';
import { shown } from '../shown.ts';
import { findWebhook, webhookById, webhookGone, webhookOption } from '../webhook-option.ts';

const remove: Subcommand = {
  name: 'delete',
  options: [webhookOption({ required: true })],
  async execute(interaction, context) {
    const { text } = context;
    const { id, definition } = await findWebhook(interaction.options.getString('webhook', true), context);
    return askFirst(
      {
        command: 'webhook',
        subcommand: 'delete',
        id,
        userId: interaction.user.id,
        content: text('webhook.delete.question', { name: shown(definition.name) }),
        yes: text('webhook.delete.yes'),
      },
      context,
    );
  },
  components: {
    confirm: async (_interaction, context, [id = '']) => {
      const { definition } = await webhookById(id, context);
      if (!(await context.store.webhooks.delete(id))) throw webhookGone(definition.name, context);
      return { content: context.text('webhook.delete.done', { name: shown(definition.name) }) };
    },
    cancel: async (_interaction, { text }) => ({ content: text('webhook.delete.kept') }),
  },
};

export default remove;
