import type { Answer, CallContext, Subcommand } from '../../src/discord/command.ts';
import { channelOf } from '../message-action.ts';
import { askedPage, pageAnswer } from '../pages.ts';
import { shown } from '../shown.ts';

const longestName = 60;

const answer = async (context: CallContext, { page, userId }: { page: number; userId: string }): Promise<Answer> => {
  const { store, guildId, text } = context;
  const items = await store.webhooks.list(guildId);
  if (items.length === 0) return { content: text('webhook.list.empty') };
  return pageAnswer(
    {
      command: 'webhook',
      subcommand: 'list',
      items,
      page,
      userId,
      heading: text('webhook.list.heading', { count: items.length }),
      line: ({ id, enabled, suspended, definition }) =>
        text(enabled ? 'webhook.list.enabled' : suspended ? 'webhook.list.suspended' : 'webhook.list.disabled', {
          name: shown(definition.name, longestName),
          channel: channelOf(definition) ?? text('webhook.list.no-channel'),
          id,
        }),
    },
    context,
  );
};

const list: Subcommand = {
  name: 'list',
  execute: (interaction, context) => answer(context, { page: 0, userId: interaction.user.id }),
  components: {
    page: (interaction, context, args) => answer(context, { page: askedPage(args), userId: interaction.user.id }),
  },
};

export default list;
