import { ApplicationCommandOptionType } from 'discord-api-types/v10';
import { AppError } from '../src/errors.ts';
import type { CallContext, Option } from '../src/discord/command.ts';
import type { KeyRecord } from '../src/domain/key.ts';
import { fitting, folded } from './completion.ts';
import { shown } from './shown.ts';

const longestTyped = 100;

/** The beginning of a key, which may be shown: its id. */
export const keyPrefix = ({ id }: Pick<KeyRecord, 'id'>): string => `whk_${id}`;

/** Whether a key has expired. */
export const isExpired = ({ expiresAt }: KeyRecord, now: number): boolean =>
  expiresAt !== undefined && expiresAt <= now;

/** Whether a key was replaced and its grace is over: nobody needs to see it any more. */
export const isSpent = (key: KeyRecord, now: number): boolean => key.replacedBy !== undefined && isExpired(key, now);

/** The option `key`, which completes the labels of the guild's keys. */
export const keyOption = ({ required }: { required: boolean }): Option => ({
  name: 'key',
  type: ApplicationCommandOptionType.String,
  required,
  maxLength: longestTyped,
  complete: async (typed, { store, guildId, clock, text }) => {
    const keys = (await store.keys.list(guildId)).filter((key) => !isSpent(key, clock.now()));
    const nameOf = typed.startsWith('whk_') ? keyPrefix : ({ label }: KeyRecord) => label;
    return fitting(keys, typed, nameOf).map((key) => ({
      name: text(key.replacedBy === undefined ? 'key-option.choice' : 'key-option.choice-replaced', {
        label: key.label,
        prefix: keyPrefix(key),
      }),
      value: key.id,
    }));
  },
});

/** Says that there is no such key (any more) in this guild. */
export const keyGone = (given: string, { text }: CallContext): AppError =>
  new AppError('key-not-found', text('key-option.not-found', { given: shown(given) }));

/** The key of this guild with that id; `key-not-found` for one of another guild too. */
export const keyById = async (id: string, context: CallContext): Promise<KeyRecord> => {
  const found = await context.store.keys.get(id);
  if (found === undefined || found.guildId !== context.guildId) throw keyGone(id, context);
  return found;
};

/** The key of this guild that was chosen, or typed by hand as id, `whk_<id>` or label (one still in use before a replaced one). */
export const findKey = async (given: string, context: CallContext): Promise<KeyRecord> => {
  const own = await context.store.keys.list(context.guildId);
  const id = /^(?:whk_)?([0-9A-Za-z]{12})(?:_|$)/.exec(given.trim())?.[1];
  const labelled = own.filter(({ label }) => folded(label) === folded(given));
  const found =
    own.find((key) => key.id === id) ?? labelled.find(({ replacedBy }) => replacedBy === undefined) ?? labelled[0];
  if (found === undefined) throw keyGone(given.trim().startsWith('whk_') ? 'whk_…' : given, context);
  return found;
};
