import type { Subcommand } from '../../src/discord/command.ts';
import { callAnswer, keyNote } from '../call-answer.ts';
import { channelOf, messageOf } from '../message-action.ts';
import { cutText } from '../../src/discord/answer.ts';
import { codeBlock, inCode, moment, shown, shownReason } from '../shown.ts';
import { findWebhook, webhookOption } from '../webhook-option.ts';

const longestPart = 300;

const show: Subcommand = {
  name: 'show',
  options: [webhookOption({ required: true })],
  async execute(interaction, context) {
    const { store, guildId, text } = context;
    const webhook = await findWebhook(interaction.options.getString('webhook', true), context);
    const { name, description, variables, actions } = webhook.definition;
    const message = messageOf(webhook.definition);
    const names = variables.map((variable) => inCode(`<${variable.name}>`)).join(' ');
    const about = [
      `**${shown(name)}** · ${text(webhook.enabled ? 'webhook.show.enabled' : 'webhook.show.disabled')}`,
      ...(webhook.suspended === undefined
        ? []
        : [
            text('webhook.show.suspended', {
              when: moment(webhook.suspended.at),
              reason: shownReason(webhook.suspended.reason, longestPart),
            }),
          ]),
      ...(description === undefined ? [] : [shown(description, longestPart)]),
      text('webhook.show.id', { id: webhook.id }),
      text('webhook.show.made', { when: moment(webhook.createdAt), who: `<@${webhook.createdBy}>` }),
      text('webhook.show.actions', {
        channel: channelOf(webhook.definition) ?? '–',
        kinds: cutText(actions.map(({ kind }) => inCode(kind)).join(', '), longestPart),
      }),
      text('webhook.show.variables', { names: names === '' ? '–' : cutText(names, longestPart) }),
      ...(message === undefined ? [] : [codeBlock(cutText(message, longestPart))]),
    ].join('\n');
    const keys = await store.keys.list(guildId);
    return callAnswer({ webhook, about, key: undefined, keyNote: keyNote(keys, webhook, context) }, context);
  },
};

export default show;
