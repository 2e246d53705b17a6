import type { Answer, CallContext, Subcommand } from '../../src/discord/command.ts';
import type { KeyRecord } from '../../src/domain/key.ts';
import { isExpired, isSpent, keyPrefix } from '../key-option.ts';
import { askedPage, pageAnswer } from '../pages.ts';
import { inCode, moment, shown } from '../shown.ts';

const longestLabel = 30;
const longestName = 20;

const limitOf = (key: KeyRecord, names: Map<string, string>, { text }: CallContext): string => {
  if (key.webhookIds === undefined) return text('key.list.for-all');
  const known = key.webhookIds.map((id) => names.get(id)).filter((name) => name !== undefined);
  return known[0] === undefined
    ? text('key.list.for-none')
    : text('key.list.for-some', { name: shown(known[0], longestName), count: known.length });
};

const answer = async (context: CallContext, { page, userId }: { page: number; userId: string }): Promise<Answer> => {
  const { store, guildId, clock, text } = context;
  const items = (await store.keys.list(guildId)).filter((key) => !isSpent(key, clock.now()));
  if (items.length === 0) return { content: text('key.list.empty') };
  const names = new Map((await store.webhooks.list(guildId)).map(({ id, definition }) => [id, definition.name]));
  const line = (key: KeyRecord): string =>
    [
      `${inCode(`${keyPrefix(key)}_…`)} **${shown(key.label, longestLabel)}**`,
      limitOf(key, names, context),
      text('key.list.made', { when: moment(key.createdAt) }),
      key.lastUsedAt === undefined ? text('key.list.unused') : text('key.list.used', { when: moment(key.lastUsedAt) }),
      ...(key.expiresAt === undefined
        ? []
        : [
            text(isExpired(key, clock.now()) ? 'key.list.expired' : 'key.list.expires', {
              when: moment(key.expiresAt),
            }),
          ]),
      ...(key.replacedBy === undefined ? [] : [text('key.list.replaced')]),
    ].join(' · ');
  return pageAnswer(
    {
      command: 'key',
      subcommand: 'list',
      items,
      page,
      userId,
      heading: text('key.list.heading', { count: items.length }),
      line,
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
