import type {
  APIActionRowComponent,
  APIComponentInMessageActionRow,
  APIModalInteractionResponseCallbackData,
  ApplicationCommandOptionAllowedChannelType,
  ApplicationCommandOptionType,
} from 'discord-api-types/v10';
import type { ChatInputCommandInteraction, MessageComponentInteraction, ModalSubmitInteraction } from 'discord.js';
import type { Clock } from '../clock.ts';
import type { Accept } from '../delivery/accept.ts';
import type { Replay } from '../delivery/replay.ts';
import type { Snowflake } from '../domain/snowflake.ts';
import type { Logger } from '../logger.ts';
import type { JobEngine } from '../queue/job-engine.ts';
import type { Store } from '../store/repositories.ts';
import type { Text, Texts } from './texts.ts';

/** What the commands are given of the program. */
export type CommandContext = {
  store: Store;
  engine: Pick<JobEngine, 'get' | 'settled' | 'list'>;
  accept: Accept;
  replay: Replay;
  clock: Clock;
  randomBytes: (bytes: number) => Buffer;
  /** A random id of that many base62 characters. */
  newId: (length: number) => string;
  /** How callers reach the receiver, without a slash at the end. */
  publicUrl: () => string;
  /** The application's id, as in the URLs of its webhooks. */
  botId: () => string;
  /** The only guild that is served, where there is only one. */
  servedGuildId: string | undefined;
  log: Logger;
};

/** What one call of a command is given: the guild it was made in, and the caller's language. */
export type CallContext = CommandContext & { guildId: Snowflake; text: Text };

/**
 * What the caller sees, and nobody else: always ephemeral, pings nobody, cut to Discord's limits.
 * `files` are attached as text. Names given by people must come escaped.
 */
export type Answer = {
  content: string;
  components?: APIActionRowComponent<APIComponentInMessageActionRow>[];
  files?: { name: string; text: string }[];
};

/** A form to fill in, shown instead of an answer; what is sent off comes to one of `modals`. */
export type Form = { form: APIModalInteractionResponseCallbackData };

/** One suggestion while a value is typed. */
export type Choice = { name: string; value: string };

/** One option of a subcommand. Its description is the text `<command>.<subcommand>.options.<name>`. */
export type Option = { name: string; required?: boolean } & (
  | {
      type: ApplicationCommandOptionType.String;
      minLength?: number;
      maxLength?: number;
      /** Suggests values for what is typed so far; the first 25 are shown. */
      complete?: (typed: string, context: CallContext) => Promise<Choice[]>;
    }
  | { type: ApplicationCommandOptionType.Integer; minValue: number; maxValue: number }
  | { type: ApplicationCommandOptionType.Role }
  | { type: ApplicationCommandOptionType.Channel; channelTypes: readonly ApplicationCommandOptionAllowedChannelType[] }
);

/** What follows a press or a sent form: `args` are those written into its custom id. */
export type Step<Interaction> = (interaction: Interaction, context: CallContext, args: string[]) => Promise<Answer>;

/**
 * One subcommand: one file in `commands/<command>/`, one line in its `index.ts`. Everything in it may reject with an
 * AppError, which is then the answer. Its description is the text `<command>.<name>.description`.
 */
export type Subcommand = {
  name: string;
  options?: Option[];
  /** It answers with a form, so it must do so at once: Discord gives it 3 seconds. */
  opensForm?: boolean;
  /** Only for members with Manage Server, not for those whose role may manage the rest. */
  manageServerOnly?: boolean;
  execute(interaction: ChatInputCommandInteraction<'cached'>, context: CallContext): Promise<Answer | Form>;
  /** Presses and choices by the step in their custom id; the answer takes the place of the message they were in. */
  components?: Record<string, Step<MessageComponentInteraction<'cached'>>>;
  /** The steps of `components` whose answer is a message of its own; the one that they were in stays as it is. */
  apart?: readonly string[];
  /** Sent forms by the step in their custom id. */
  modals?: Record<string, Step<ModalSubmitInteraction<'cached'>>>;
};

/**
 * A command: a folder of `commands/`. Its description is the text `<name>.description`. One without subcommands is
 * `whole`, a file of `commands/`, called like the command; its options are the texts `<name>.options.<option>`.
 */
export type Command = { name: string; subcommands: Subcommand[]; whole?: Subcommand };

/** Every command with everything it says. */
export type Commands = { list: Command[]; texts: Texts };
