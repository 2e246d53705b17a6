import { ButtonStyle, ComponentType } from 'discord-api-types/v10';
import type { Clock } from '../src/clock.ts';
import type { PendingReport } from '../src/delivery/failure-report-queue.ts';
import { failuresUntilSuspended } from '../src/delivery/failure-streak.ts';
import { anyManager, writeCustomId } from '../src/discord/custom-id.ts';
import type { Text } from '../src/discord/texts.ts';
import type { JsonObject } from '../src/domain/json.ts';
import { shown, shownReason } from './shown.ts';

const buttonsLastMs = 90 * 86_400_000;
const longestReason = 500;

/**
 * A message for a guild's log channel: what failed and why, with buttons to replay it, to see what it was called with,
 * and to enable a suspended webhook. Everyone sees it; who may not manage is refused when pressing.
 */
export const failureNotice = (
  { webhookId, name, deliveryId, state, reason, suspended, count, told }: PendingReport,
  { text, clock }: { text: Text; clock: Clock },
): JsonObject => {
  const button = (path: [subcommand: string, step: string], arg: string, label: string) => ({
    type: ComponentType.Button,
    style: ButtonStyle.Secondary,
    label,
    custom_id: writeCustomId({
      command: 'webhook',
      subcommand: path[0],
      step: path[1],
      userId: anyManager,
      expiresAt: clock.now() + buttonsLastMs,
      args: [arg],
    }),
  });
  const gathered = count > 1 || told > 0;
  const key = suspended ? 'failure-notice.suspended' : gathered ? 'failure-notice.gathered' : `failure-notice.${state}`;
  return {
    content: text(key, {
      name: shown(name),
      reason: shownReason(reason, longestReason),
      count: suspended ? failuresUntilSuspended : count,
    }),
    components: [
      {
        type: ComponentType.ActionRow,
        components: [
          button(['replay', 'press'], deliveryId, text('failure-notice.replay')),
          button(['logs', 'payload'], deliveryId, text('failure-notice.payload')),
          ...(suspended ? [button(['enable', 'press'], webhookId, text('failure-notice.enable'))] : []),
        ],
      },
    ],
  };
};
