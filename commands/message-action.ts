import { callerNames } from '../src/domain/definition.ts';
import { jsonObject } from '../src/domain/json.ts';
import { isSnowflake } from '../src/domain/snowflake.ts';
import type { ActionDraft, WebhookDefinition } from '../src/domain/webhook.ts';

const isMessage = ({ kind, content }: ActionDraft): boolean => kind === 'send-message' && typeof content === 'string';

/** The text that a webhook posts: that of its first `send-message`; `undefined` when it posts none. */
export const messageOf = ({ actions }: WebhookDefinition): string | undefined => {
  const content = actions.find(isMessage)?.['content'];
  return typeof content === 'string' ? content : undefined;
};

/** The channel of the first action that has one, as it is shown in a message. */
export const channelOf = ({ actions }: WebhookDefinition): string | undefined => {
  const channel = actions.map((action) => action['channel']).find((value) => typeof value === 'string');
  return channel !== undefined && isSnowflake(channel) ? `<#${channel}>` : undefined;
};

const namesIn = (actions: ActionDraft[]): string[] => callerNames(actions.map((action) => jsonObject.parse(action)));

/**
 * The definition with another text to post. Its variables follow: those of the new text are declared, those that only
 * the old text used are not any more, and what was said of a variable is kept.
 */
export const withMessage = (definition: WebhookDefinition, message: string): WebhookDefinition => {
  const at = definition.actions.findIndex(isMessage);
  if (at < 0) return definition;
  const actions = definition.actions.map((action, index) => (index === at ? { ...action, content: message } : action));
  const before = new Set(namesIn(definition.actions));
  const wanted = new Set(namesIn(actions));
  const kept = definition.variables.filter(({ name }) => wanted.has(name) || !before.has(name));
  const added = [...wanted].filter((name) => !kept.some((variable) => variable.name === name));
  return { ...definition, actions, variables: [...kept, ...added.map((name) => ({ name }))] };
};
