import {
  ComponentType,
  TextInputStyle,
  type APILabelComponent,
  type APITextInputComponent,
} from 'discord-api-types/v10';
import { cutText } from '../../src/discord/answer.ts';
import type { CallContext, Subcommand } from '../../src/discord/command.ts';
import { writeCustomId } from '../../src/discord/custom-id.ts';
import type { WebhookDefinition } from '../../src/domain/webhook.ts';
import { AppError } from '../../src/errors.ts';
import { checkChannels } from '../channel-reach.ts';
import { checkDefinition } from '../check-definition.ts';
import { messageOf, withMessage } from '../message-action.ts';
import { codeBlock, shown } from '../shown.ts';
import { findWebhook, nameIsFree, webhookById, webhookGone, webhookOption } from '../webhook-option.ts';

const formLastsMs = 3_600_000;
const longestTitle = 45;

type Field = Pick<APITextInputComponent, 'custom_id' | 'value' | 'max_length' | 'required' | 'style'>;

const labelled = (label: string, field: Field): APILabelComponent => ({
  type: ComponentType.Label,
  label,
  component: { type: ComponentType.TextInput, min_length: field.required === true ? 1 : 0, ...field },
});

const edit: Subcommand = {
  name: 'edit',
  opensForm: true,
  options: [webhookOption({ required: true })],
  async execute(interaction, context) {
    const { clock, text } = context;
    const { id, revision, definition } = await findWebhook(interaction.options.getString('webhook', true), context);
    const message = messageOf(definition);
    const short = { style: TextInputStyle.Short, required: true } as const;
    const long = { style: TextInputStyle.Paragraph } as const;
    return {
      form: {
        custom_id: writeCustomId({
          command: 'webhook',
          subcommand: 'edit',
          step: 'save',
          userId: interaction.user.id,
          expiresAt: clock.now() + formLastsMs,
          args: [id, String(revision)],
        }),
        title: cutText(text('webhook.edit.title', { name: definition.name }), longestTitle),
        components: [
          labelled(text('webhook.edit.name'), { ...short, custom_id: 'name', value: definition.name, max_length: 80 }),
          labelled(text('webhook.edit.about'), {
            ...long,
            custom_id: 'description',
            required: false,
            value: definition.description ?? '',
            max_length: 500,
          }),
          ...(message === undefined
            ? []
            : [
                labelled(text('webhook.edit.message'), {
                  ...long,
                  custom_id: 'message',
                  required: true,
                  value: message,
                  max_length: 2000,
                }),
              ]),
        ],
      },
    };
  },
  modals: {
    save: async (interaction, context, [id = '', revision = '']) => {
      const { text, store } = context;
      const { definition: before } = await webhookById(id, context);
      const typed = (field: string): string | undefined =>
        interaction.fields.fields.has(field) ? interaction.fields.getTextInputValue(field) : undefined;
      const message = typed('message');
      const changed = (current: WebhookDefinition): WebhookDefinition => {
        const { description: _old, ...rest } = current;
        const description = typed('description')?.trim() ?? '';
        const named = { ...rest, name: typed('name')?.trim() ?? '', ...(description !== '' && { description }) };
        return checkDefinition(message === undefined ? named : withMessage(named, message), context);
      };
      const after = changed(before);
      if (message !== messageOf(before)) await checkChannels(after, { member: interaction.member, context });

      const saved = await store.webhooks.update(id, (current, others) => {
        if (String(current.revision) !== revision) throw changedMeanwhile(context, message);
        nameIsFree(after.name, context)(others);
        return { ...current, revision: current.revision + 1, definition: changed(current.definition) };
      });
      if (saved === undefined) throw webhookGone(before.name, context);
      return { content: text('webhook.edit.done', { name: shown(after.name) }) };
    },
  },
};

/** Gives back what was typed, so that it is not lost. */
const changedMeanwhile = ({ text }: CallContext, message: string | undefined): AppError =>
  new AppError(
    'invalid-request',
    [
      text('webhook.edit.changed-meanwhile'),
      ...(message === undefined ? [] : [codeBlock(cutText(message, 1500))]),
    ].join('\n'),
  );

export default edit;
