import type { CallContext } from '../src/discord/command.ts';
import { sampleValues } from '../src/domain/definition.ts';
import type { Webhook } from '../src/domain/webhook.ts';

/** How to call a webhook: what a program needs, and the same as one line for a shell. */
export type CallExample = { url: string; body: string; curl: string };

/** What stands in for a key that can no longer be shown. */
export const keyPlaceholder = 'YOUR_KEY';

/** In single quotes a POSIX shell takes everything as it is, save a single quote. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** JSON in which nothing can end a block of code in Discord, nor a word in a shell that does not know single quotes well. */
const json = (value: unknown): string => JSON.stringify(value).replaceAll('`', String.raw`\u0060`);

/** The address of a webhook. */
export const urlOf = ({ id }: Webhook, { publicUrl, botId }: Pick<CallContext, 'publicUrl' | 'botId'>): string =>
  `${publicUrl()}/webhook/${botId()}/${id}`;

/** An example call with made-up values, in the form that BotGhost documents; works as it is once `key` is a real one. */
export const callExample = (
  webhook: Webhook,
  { key, context }: { key: string; context: Pick<CallContext, 'publicUrl' | 'botId'> },
): CallExample => {
  const url = urlOf(webhook, context);
  const variables = Object.entries(sampleValues(webhook.definition)).map(([name, value]) => ({
    name,
    variable: `{${name}}`,
    value,
  }));
  const body = json({ variables });
  const curl = [
    `curl -X POST ${quoted(url)}`,
    `-H ${quoted(`Authorization: ${key}`)}`,
    `-H ${quoted('Content-Type: application/json')}`,
    `-d ${quoted(body)}`,
  ].join(' ');
  return { url, body, curl };
};
