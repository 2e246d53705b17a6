import { readInput } from '../src/delivery/stored.ts';
import { viewDelivery } from '../src/delivery/view.ts';
import type { Answer, CallContext } from '../src/discord/command.ts';
import { deliveryById } from './delivery-option.ts';
import { testReport } from './test-report.ts';

const longestWaitMs = 10_000;

/** Repeats a delivery of this guild for `userId`, waits a moment for its end and tells what happened. */
export const replayAnswer = async (
  { given, userId }: { given: string; userId: string },
  context: CallContext,
): Promise<Answer> => {
  const { engine, replay, guildId, text } = context;
  const { id, status } = await replay(await deliveryById(given, context), userId);
  const job = (await engine.settled(id, longestWaitMs)) ?? (await deliveryById(id, context));
  const { webhook, replayOf = id, replay: number = 0 } = readInput(job);
  const delivery = viewDelivery(job);
  return {
    content: [
      text(`replay-answer.${status}`, { id, of: replayOf, number }),
      testReport({ webhook, delivery, madeUp: [], guildId }, context),
    ].join('\n'),
  };
};
