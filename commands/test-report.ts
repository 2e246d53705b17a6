import { cutText } from '../src/discord/answer.ts';
import type { CallContext } from '../src/discord/command.ts';
import type { ActionResult, DeliveryView } from '../src/domain/delivery.ts';
import type { VariableValue } from '../src/domain/variables.ts';
import type { Webhook } from '../src/domain/webhook.ts';
import { inCode, shown } from './shown.ts';

/** What {@link testReport} tells of; `madeUp` are the values that nobody gave. */
export type TestRun = {
  webhook: Webhook;
  delivery: DeliveryView;
  madeUp: [string, VariableValue][];
  guildId: string;
};

const marks: Record<ActionResult['status'], string> = { done: '✅', failed: '❌', skipped: '⏭️', ambiguous: '❓' };

const longestReason = 600;
const longestNotes = 600;
const longestMadeUp = 300;

const linkTo = (result: ActionResult['result'], guildId: string): string | undefined => {
  const { message_id: message, channel_id: channel } = result ?? {};
  return typeof message === 'string' && typeof channel === 'string'
    ? `https://discord.com/channels/${guildId}/${channel}/${message}`
    : undefined;
};

/** What happened in a test, action by action: done with a link, or why not; what was not understood or cut; which values were made up. */
export const testReport = ({ webhook, delivery, madeUp, guildId }: TestRun, { text }: CallContext): string => {
  const name = shown(webhook.definition.name);
  const actionLines = delivery.actions.flatMap(({ kind, status, result, error, notes = [] }) => {
    const link = linkTo(result, guildId);
    const detail = error === undefined ? (link ?? '') : cutText(error.message, longestReason);
    const said = notes.length === 0 ? [] : [cutText(notes.map((note) => `  ℹ️ ${note}`).join('\n'), longestNotes)];
    return [`${marks[status]} ${inCode(kind)} ${text(`webhook.test.${status}`)} ${detail}`.trimEnd(), ...said];
  });
  const last = delivery.attempts.at(-1)?.error;
  const waiting =
    delivery.status === 'queued'
      ? [
          last === undefined
            ? text('webhook.test.still-waiting', { id: delivery.id })
            : text('webhook.test.tried', { id: delivery.id, reason: cutText(last.message, longestReason) }),
        ]
      : [];
  const values = madeUp.map(([variable, value]) => `${inCode(variable)} = ${inCode(String(value))}`).join(', ');
  return [
    text(`webhook.test.ended-${delivery.status}`, { name }),
    ...actionLines,
    ...waiting,
    ...(madeUp.length === 0 ? [] : [text('webhook.test.made-up', { values: cutText(values, longestMadeUp) })]),
    ...(webhook.enabled ? [] : [text('webhook.test.disabled')]),
  ].join('\n');
};
