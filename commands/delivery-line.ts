import { readInput, readProgress } from '../src/delivery/stored.ts';
import type { CallContext } from '../src/discord/command.ts';
import type { Job } from '../src/queue/job-engine.ts';
import { stateMarks, stateName } from './delivery-state.ts';
import { moment, shown, shownReason } from './shown.ts';

const longestName = 40;
const longestReason = 160;

/** Why a delivery did not come to a good end, or why it still waits; `undefined` when there is nothing to tell. */
export const reasonOf = (job: Job): string | undefined => {
  const { results, attempts } = readProgress(job);
  const stopped = results.find(({ status }) => status === 'failed' || status === 'ambiguous');
  const message = stopped?.error?.message ?? (job.state === 'queued' ? attempts.at(-1)?.error?.message : undefined);
  return message;
};

/** A delivery in a list: when, which webhook, how it stands, how often it was tried, and why in words. */
export const deliveryLine = (job: Job, { text }: Pick<CallContext, 'text'>): string => {
  const { webhook, replayOf, replay = 0, test } = readInput(job);
  const { attempts } = readProgress(job);
  const reason = reasonOf(job);
  return [
    [
      `${stateMarks[job.state]} ${moment(job.createdAt)} **${shown(webhook.definition.name, longestName)}**`,
      stateName(job.state, { text }),
      text('delivery-line.attempts', { count: attempts.length }),
      ...(test === true ? [text('delivery-line.test')] : []),
      ...(replayOf === undefined ? [] : [text('delivery-line.replay', { number: replay })]),
      `\`${job.id}\``,
    ].join(' · '),
    ...(reason === undefined ? [] : [`> ${shownReason(reason, longestReason)}`]),
  ].join('\n');
};
