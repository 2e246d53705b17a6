import {
  ApplicationCommandOptionType,
  ButtonStyle,
  ComponentType,
  type APIButtonComponentWithCustomId,
} from 'discord-api-types/v10';
import type { Answer, CallContext, Subcommand } from '../../src/discord/command.ts';
import { writeCustomId } from '../../src/discord/custom-id.ts';
import type { Job } from '../../src/queue/job-engine.ts';
import { readFilter, writeFilter, type DeliveryFilter } from '../delivery-filter.ts';
import { deliveryLine } from '../delivery-line.ts';
import { completeState, findState } from '../delivery-state.ts';
import { payloadAnswer } from '../payload-answer.ts';
import { replayAnswer } from '../replay-answer.ts';
import { askToReplayRange, rangeOf, replayRange } from '../replay-range.ts';
import { parseSince } from '../since.ts';
import { findWebhook, webhookOption } from '../webhook-option.ts';

/** A row holds five buttons: https://docs.discord.com/developers/components/reference#action-row */
const perPage = 5;
const buttonsLastMs = 3_600_000;
const longestTyped = 30;

type Button = { step: string; arg: string; label: string; disabled?: boolean; style?: ButtonStyle.Primary };

const row = (buttons: Button[], userId: string, { clock }: CallContext) => ({
  type: ComponentType.ActionRow as const,
  components: buttons.map(({ step, arg, label, disabled = false, style }): APIButtonComponentWithCustomId => {
    const expiresAt = clock.now() + buttonsLastMs;
    return {
      type: ComponentType.Button,
      style: style ?? ButtonStyle.Secondary,
      label,
      disabled,
      custom_id: writeCustomId({ command: 'webhook', subcommand: 'logs', step, userId, expiresAt, args: [arg] }),
    };
  }),
});

const read = async ({ lane, state, since = 0, before }: DeliveryFilter, { engine, guildId }: CallContext) => {
  const found = await engine.list({
    guildId,
    limit: perPage + 1,
    ...(lane !== undefined && { lane }),
    ...(state !== undefined && { state }),
    ...(before !== undefined && { before }),
  });
  return found.filter(({ createdAt }) => createdAt >= since);
};

const answer = async (filter: DeliveryFilter, userId: string, context: CallContext): Promise<Answer> => {
  const { text } = context;
  const found = await read(filter, context);
  const jobs: Job[] = found.slice(0, perPage);
  const oldest = jobs.at(-1);
  const isFirst = filter.before === undefined;
  if (oldest === undefined && isFirst) return { content: text('webhook.logs.empty') };

  const range = rangeOf({ ...filter, before: undefined });
  const older = found.length > perPage ? oldest?.id : undefined;
  const leaf: Button[] = [
    {
      step: 'page',
      arg: writeFilter({ ...filter, before: undefined }),
      label: text('webhook.logs.newest'),
      disabled: isFirst,
    },
    {
      step: 'page',
      arg: older === undefined ? 'none' : writeFilter({ ...filter, before: older }),
      label: text('webhook.logs.older'),
      disabled: older === undefined,
    },
    ...(range === undefined
      ? []
      : [{ step: 'all', arg: writeFilter(range), label: text(`webhook.logs.all-${range.state ?? 'failed'}`) }]),
  ];
  const each = (step: string, key: string, more: (job: Job) => Partial<Button>) =>
    jobs.map((job, index): Button => ({ step, arg: job.id, label: text(key, { number: index + 1 }), ...more(job) }));
  const replays = each('replay', 'webhook.logs.replay', ({ state }) => ({
    style: ButtonStyle.Primary,
    disabled: state === 'queued',
  }));
  const payloads = each('payload', 'webhook.logs.payload', () => ({}));
  return {
    content: [
      text('webhook.logs.heading'),
      ...jobs.map((job, index) => `**${index + 1}** ${deliveryLine(job, context)}`),
      ...(oldest === undefined ? [text('webhook.logs.no-more')] : []),
    ].join('\n'),
    components: [replays, payloads, leaf]
      .filter(({ length }) => length > 0)
      .map((buttons) => row(buttons, userId, context)),
  };
};

const logs: Subcommand = {
  name: 'logs',
  options: [
    webhookOption({ required: false }),
    {
      name: 'status',
      type: ApplicationCommandOptionType.String,
      maxLength: longestTyped,
      complete: completeState,
    },
    { name: 'since', type: ApplicationCommandOptionType.String, maxLength: longestTyped },
  ],
  async execute(interaction, context) {
    const given = (name: string) => interaction.options.getString(name) ?? undefined;
    const [webhook, status, since] = [given('webhook'), given('status'), given('since')];
    const filter = {
      lane: webhook === undefined ? undefined : (await findWebhook(webhook, context)).id,
      state: status === undefined ? undefined : findState(status, context),
      since: since === undefined ? undefined : parseSince(since, context),
    };
    return answer(filter, interaction.user.id, context);
  },
  apart: ['replay', 'payload', 'all'],
  components: {
    page: (interaction, context, [filter = '']) => answer(readFilter(filter), interaction.user.id, context),
    replay: (interaction, context, [id = '']) => replayAnswer({ given: id, userId: interaction.user.id }, context),
    payload: (_interaction, context, [id = '']) => payloadAnswer(id, context),
    all: (interaction, context, [filter = '']) => askToReplayRange(filter, interaction.user.id, context),
    confirm: (interaction, context, [filter = '']) => replayRange(filter, interaction, context),
    cancel: async (_interaction, { text }) => ({ content: text('replay-range.kept') }),
  },
};

export default logs;
