import type { Answer, CallContext } from '../src/discord/command.ts';
import type { KeyRecord } from '../src/domain/key.ts';
import type { Webhook } from '../src/domain/webhook.ts';
import { callExample, keyPlaceholder } from './call-example.ts';
import { isExpired, keyPrefix } from './key-option.ts';
import { codeBlock, shown } from './shown.ts';

/** https://docs.discord.com/developers/resources/message#create-message */
const longestContent = 2000;

/** What {@link callAnswer} shows: `about` first, then how to call the webhook. `key` is the key itself, when it may be shown now. */
export type CallSheet = { webhook: Webhook; about: string; key: string | undefined; keyNote: string };

/** Says which of the guild's keys can call a webhook, or how to get one, since a key itself is never shown again. */
export const keyNote = (keys: KeyRecord[], webhook: Webhook, { clock, text }: CallContext): string => {
  const usable = keys.filter(
    (key) =>
      !isExpired(key, clock.now()) &&
      key.replacedBy === undefined &&
      (key.webhookIds === undefined || key.webhookIds.includes(webhook.id)),
  );
  const best = usable.find(({ first }) => first) ?? usable[0];
  return best === undefined
    ? text('call-answer.no-key', { placeholder: keyPlaceholder })
    : text('call-answer.use-key', { placeholder: keyPlaceholder, label: shown(best.label), prefix: keyPrefix(best) });
};

/**
 * An answer with URL, headers, body and a `curl` line. What Discord has no room for is left out when the `curl` line
 * says it too, and the line itself then goes into a file, so that it can always be pasted whole.
 */
export const callAnswer = ({ webhook, about, key, keyNote }: CallSheet, context: CallContext): Answer => {
  const { text } = context;
  const { url, body, curl } = callExample(webhook, { key: key ?? keyPlaceholder, context });
  const headers = `Authorization: ${key ?? keyPlaceholder}\nContent-Type: application/json`;
  const top = [about, `**${text('call-answer.url')}** POST`, codeBlock(url)];
  const bodyPart = [`**${text('call-answer.body')}**`, codeBlock(body, 'json')];
  const headersPart = [`**${text('call-answer.headers')}**`, codeBlock(headers)];
  const curlPart = [`**curl** – ${text('call-answer.paste')}`, codeBlock(curl, 'sh')];

  const full = [...top, ...headersPart, ...bodyPart, ...curlPart, keyNote].join('\n');
  if (full.length <= longestContent) return { content: full };
  const short = [...top, ...headersPart, ...curlPart, keyNote].join('\n');
  if (short.length <= longestContent) return { content: short };
  const attached = [...top, ...headersPart, text('call-answer.attached'), keyNote].join('\n');
  return { content: attached, files: [{ name: 'curl.sh', text: `${curl}\n` }] };
};
