/** As a custom id's `userId`: everyone who may give its command may press it. Its answer is a message of its own. */
export const anyManager = '*';

/**
 * What a button or form remembers: where its press goes (`webhook`, `delete`, `confirm`), who may press it and until
 * when (ms since 1970), and what it is about. Nothing secret: everyone who sees the button can read it.
 */
export type CustomId = {
  command: string;
  subcommand: string;
  step: string;
  userId: string;
  expiresAt: number;
  args: string[];
};

/** https://docs.discord.com/developers/components/reference#anatomy-of-a-component-custom-id */
const longest = 100;

/** A custom id that says it all, so that buttons outlive a restart. Throws when it would be too long or could not be read back. */
export const writeCustomId = ({ command, subcommand, step, userId, expiresAt, args }: CustomId): string => {
  const parts = [command, subcommand, step, userId, Math.ceil(expiresAt / 1000).toString(36), ...args];
  const text = parts.join('/');
  if (text.length > longest || parts.some((part) => part === '' || part.includes('/'))) {
    throw new Error(`"${text}" cannot be a custom id: at most ${longest} characters, no part empty or with a slash`);
  }
  return text;
};

/** Reads a custom id; `undefined` when it is not one of ours. */
export const readCustomId = (text: string): CustomId | undefined => {
  const [command, subcommand, step, userId, expiry, ...args] = text.split('/');
  if (command === undefined || subcommand === undefined || step === undefined || userId === undefined) return undefined;
  if (expiry === undefined || !/^[0-9a-z]{1,9}$/.test(expiry)) return undefined;
  return { command, subcommand, step, userId, expiresAt: Number.parseInt(expiry, 36) * 1000, args };
};
