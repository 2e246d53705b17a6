import type { Subcommand } from '../../src/discord/command.ts';
import { askFirst } from '../confirmation.ts';
import { findKey, keyById, keyGone, keyOption, keyPrefix } from '../key-option.ts';
import { inCode, shown } from '../shown.ts';

const revoke: Subcommand = {
  name: 'revoke',
  options: [keyOption({ required: true })],
  async execute(interaction, context) {
    const { text } = context;
    const key = await findKey(interaction.options.getString('key', true), context);
    return askFirst(
      {
        command: 'key',
        subcommand: 'revoke',
        id: key.id,
        userId: interaction.user.id,
        content: text('key.revoke.question', { label: shown(key.label), prefix: inCode(keyPrefix(key)) }),
        yes: text('key.revoke.yes'),
      },
      context,
    );
  },
  components: {
    confirm: async (_interaction, context, [id = '']) => {
      const { label } = await keyById(id, context);
      if (!(await context.store.keys.delete(id))) throw keyGone(label, context);
      return { content: context.text('key.revoke.done', { label: shown(label) }) };
    },
    cancel: async (_interaction, { text }) => ({ content: text('key.revoke.kept') }),
  },
};

export default revoke;
