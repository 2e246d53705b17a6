import { tokenNames } from './fill.ts';
import type { Json } from './json.ts';
import { createVariables, variableName, type VariableDefinition, type Variables } from './variables.ts';
import type { WebhookDefinition } from './webhook.ts';

/** Names that tokens know without a caller sending them; a caller's variable of the same name wins. */
const builtInNames: ReadonlySet<string> = new Set(
  'server channel member user bot webhook delivery now body query header request steps var item index'.split(' '),
);

/** The one built-in name with a value of its own; the others have one only with a path behind them (`<user.name>`). */
const wholeBuiltIn = 'now';

/** What a starter webhook is made from: a channel and a message that may hold tokens. */
export type StarterOptions = { name: string; description?: string | undefined; channel: string; message: string };

/**
 * A webhook that posts `message` in `channel`. Its variables are the message's tokens that are not built in, none of them
 * required: `<user>` is a caller's variable, `<user.name>` is not.
 */
export const starterDefinition = ({ name, description, channel, message }: StarterOptions): WebhookDefinition => ({
  name,
  ...(description !== undefined && { description }),
  variables: callerNames(message).map((variable) => ({ name: variable })),
  actions: [{ kind: 'send-message', channel, content: message }],
});

/** The most variables that a webhook may declare, as its schema has it. */
const mostVariables = 100;

/** The names of the variables that a caller has to send for the tokens in `value`, in the order in which they appear. */
export const callerNames = (value: Json): string[] => {
  const names = [...tokenRoots(value)].filter((name) => variableName.safeParse(name).success);
  return names.slice(0, mostVariables);
};

const tokenRoots = (value: Json): Set<string> =>
  tokenNames(value, ({ name, path }) => !builtInNames.has(name) || (path.length === 0 && name !== wholeBuiltIn));

const sampleValue = ({ name, type, default: fallback }: VariableDefinition): Variables[string] => {
  if (fallback !== undefined) return fallback;
  if (type === 'number') return 42;
  return type === 'boolean' ? true : `sample ${name}`;
};

/** A made-up value for each declared variable: its default, 42, true, or `sample <name>`. */
export const sampleValues = ({ variables }: Pick<WebhookDefinition, 'variables'>): Variables => {
  const values = createVariables();
  for (const variable of variables) values[variable.name] = sampleValue(variable);
  return values;
};
