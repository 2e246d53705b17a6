import { ButtonStyle, ComponentType } from 'discord-api-types/v10';
import type { MessageComponentInteraction } from 'discord.js';
import { sendAnswer } from '../src/discord/answer.ts';
import type { Answer, CallContext } from '../src/discord/command.ts';
import { writeCustomId } from '../src/discord/custom-id.ts';
import { AppError } from '../src/errors.ts';
import { askFirst } from './confirmation.ts';
import { readFilter, writeFilter, type DeliveryFilter } from './delivery-filter.ts';
import { stateName } from './delivery-state.ts';

const mostAtOnce = 100;
const perRead = 20;
const tellEach = 20;
const buttonLastsMs = 3_600_000;

/** The states that a range can be replayed of. */
const replayable = ['failed', 'partial', 'ambiguous'] as const;

/** What a range holds: ids, newest first, and whether there are more beyond them. */
type Range = { ids: string[]; isMore: boolean };

/** The filter of the range that can be replayed where `filter` is shown: failed deliveries unless another state was asked for. */
export const rangeOf = ({ state = 'failed', ...filter }: DeliveryFilter): DeliveryFilter | undefined =>
  replayable.some((known) => known === state) ? { ...filter, state } : undefined;

/** Reads a few at a time, since each comes with its payload. */
const collect = async (
  { lane, state, since = 0, before }: DeliveryFilter,
  { engine, guildId }: CallContext,
): Promise<Range> => {
  const ids: string[] = [];
  let last = before;
  while (ids.length <= mostAtOnce) {
    const jobs = await engine.list({
      guildId,
      limit: perRead,
      ...(lane !== undefined && { lane }),
      ...(state !== undefined && { state }),
      ...(last !== undefined && { before: last }),
    });
    const inRange = jobs.filter(({ createdAt }) => createdAt >= since);
    ids.push(...inRange.map(({ id }) => id));
    last = ids.at(-1);
    if (inRange.length < perRead) break;
  }
  return { ids: ids.slice(0, mostAtOnce), isMore: ids.length > mostAtOnce };
};

/** Asks whether to replay all that a written filter holds. Its button comes back as step `confirm` of `/webhook logs`. */
export const askToReplayRange = async (written: string, userId: string, context: CallContext): Promise<Answer> => {
  const { text } = context;
  const filter = readFilter(written);
  const { ids, isMore } = await collect(filter, context);
  if (ids.length === 0) return { content: text('replay-range.none') };
  const state = stateName(filter.state ?? 'failed', context);
  return askFirst(
    {
      command: 'webhook',
      subcommand: 'logs',
      id: written,
      userId,
      content: [
        text('replay-range.question', { count: ids.length, state }),
        ...(isMore ? [text('replay-range.more')] : []),
        ...(filter.state === 'ambiguous' ? [text('replay-range.look-first')] : []),
      ].join('\n'),
      yes: text('replay-range.yes', { count: ids.length }),
    },
    context,
  );
};

/** Replays all that a written filter holds, oldest first, a hundred at most, and tells how far it has come meanwhile. */
export const replayRange = async (
  written: string,
  interaction: MessageComponentInteraction,
  context: CallContext,
): Promise<Answer> => {
  const { engine, replay, text, clock } = context;
  const filter = readFilter(written);
  const { ids, isMore } = await collect(filter, context);
  const userId = interaction.user.id;
  const count = { added: 0, 'under-way': 0, 'done-already': 0, refused: 0 };
  for (const [index, id] of ids.toReversed().entries()) {
    if (index > 0 && index % tellEach === 0) {
      await sendAnswer(interaction, { content: text('replay-range.progress', { at: index, all: ids.length }) });
    }
    const job = await engine.get(id);
    if (job === undefined) continue;
    try {
      count[(await replay(job, userId)).status] += 1;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'too-many') throw error;
      count.refused += 1;
    }
  }
  const lines = [
    text('replay-range.added', { count: count.added }),
    ...(count['under-way'] > 0 ? [text('replay-range.under-way', { count: count['under-way'] })] : []),
    ...(count['done-already'] > 0 ? [text('replay-range.done-already', { count: count['done-already'] })] : []),
    ...(count.refused > 0 ? [text('replay-range.refused', { count: count.refused })] : []),
  ];
  const before = ids.at(-1);
  if (!isMore || before === undefined) return { content: lines.join('\n') };
  const custom_id = writeCustomId({
    command: 'webhook',
    subcommand: 'logs',
    step: 'all',
    userId,
    expiresAt: clock.now() + buttonLastsMs,
    args: [writeFilter({ ...filter, before })],
  });
  const label = text('replay-range.go-on');
  return {
    content: lines.join('\n'),
    components: [
      {
        type: ComponentType.ActionRow,
        components: [{ type: ComponentType.Button, style: ButtonStyle.Secondary, label, custom_id }],
      },
    ],
  };
};
