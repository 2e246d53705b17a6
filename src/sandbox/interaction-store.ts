import type { APIMessage, APIUser, InteractionResponseType, InteractionType } from 'discord-api-types/v10';
import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import type { Snowflake } from '../domain/snowflake.ts';
import type { Place } from './access.ts';
import type { World } from './world.ts';

/** Time for the first answer, and for all later ones: https://docs.discord.com/developers/interactions/receiving-and-responding#responding-to-an-interaction */
export const interactionLimits = { answerMs: 3_000, tokenMs: 900_000 };

/** How long a person is taken to look at "thinking…", or at a button pressed without effect, before the answer is given as it is. */
const patienceMs = { thinking: 60_000, unchanged: 3_000 };

/** A choice of autocompletion. */
export type Choice = { name: string; value: string | number };

/** A form as the application gave it. */
export type Modal = { custom_id: string; title: string; components: unknown[] };

/** What the person sees; `type` is how the application answered at first. Without any of the rest the answer was deleted. */
export type InteractionAnswer = {
  type: InteractionResponseType;
  message?: APIMessage;
  modal?: Modal;
  choices?: Choice[];
};

/** One interaction, from the press of a key to the end of its token. */
export type Interaction = {
  readonly id: Snowflake;
  readonly token: string;
  readonly type: InteractionType;
  readonly user: APIUser;
  readonly place: Place;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** The command's full name. */
  readonly command: string | undefined;
  /** The message that the pressed component is in. */
  readonly sourceId: Snowflake | undefined;
  /** Whether choices may have numbers as values; for autocompletion. */
  readonly numeric: boolean;
  /** How the application answered at first. */
  responded: InteractionResponseType | undefined;
  /** Nobody answered in time. */
  expired: boolean;
  /** What `@original` stands for. */
  originalId: Snowflake | undefined;
  /** The original still says "thinking…". */
  loading: boolean;
  /** Tells the person; only the first time counts. */
  settle(answer: InteractionAnswer): void;
  /** Tells the person what is there if nothing else comes. */
  settleLater(thinking: boolean, answer: () => InteractionAnswer): void;
};

/** What {@link InteractionStore.open} is told. */
export type NewInteraction = Pick<Interaction, 'type' | 'user' | 'place' | 'command' | 'sourceId'> & {
  numeric?: boolean;
};

/** The interactions of the last minutes, and the forms that people have open. */
export type InteractionStore = {
  /** A new one; `answer` rejects with an {@link AppError} `request-timeout` when the application does not respond. */
  open(facts: NewInteraction): { interaction: Interaction; answer: Promise<InteractionAnswer> };
  byToken(token: string): Interaction | undefined;
  /** The form that each person has open, by user id, with the interaction that opened it. */
  modals: Map<Snowflake, { modal: Modal; from: Interaction }>;
};

/** An empty store. */
export const createInteractionStore = ({ world, clock }: { world: World; clock: Clock }): InteractionStore => {
  const interactions = new Map<string, Interaction>();
  const forgetOld = () => {
    for (const [token, { createdAt }] of interactions) {
      if (clock.now() - createdAt <= interactionLimits.tokenMs) return;
      interactions.delete(token);
    }
  };
  return {
    modals: new Map(),
    byToken: (token) => interactions.get(token),
    open(facts) {
      forgetOld();
      const id = world.nextId();
      const token = Buffer.from(`interaction:${id}:${String(world.random()).padEnd(40, '7')}`).toString('base64url');
      const { promise, resolve, reject } = Promise.withResolvers<InteractionAnswer>();
      const interaction: Interaction = {
        numeric: false,
        ...facts,
        id,
        token,
        createdAt: clock.now(),
        responded: undefined,
        expired: false,
        originalId: undefined,
        loading: false,
        settle: resolve,
        settleLater(thinking, answer) {
          clock.after(thinking ? patienceMs.thinking : patienceMs.unchanged, () => resolve(answer()));
        },
      };
      interactions.set(token, interaction);
      clock.after(interactionLimits.answerMs, () => {
        if (interaction.responded !== undefined) return;
        interaction.expired = true;
        reject(new AppError('request-timeout', 'The application did not respond'));
      });
      return { interaction, answer: promise };
    },
  };
};
