import { ApplicationCommandOptionType } from 'discord-api-types/v10';
import type { CallContext, Subcommand } from '../../src/discord/command.ts';
import type { KeyRecord } from '../../src/domain/key.ts';
import { AppError } from '../../src/errors.ts';
import { folded } from '../completion.ts';
import { makeKey } from '../key-making.ts';
import { findKey, isSpent, keyGone, keyOption } from '../key-option.ts';
import { codeBlock, moment, shown } from '../shown.ts';

const hourMs = 3_600_000;
const longestGraceHours = 168;

/** The key to take when none is named: the guild's first, or the oldest still in use where that was revoked. */
const firstKey = async ({ store, guildId, text }: CallContext): Promise<KeyRecord> => {
  const inUse = (await store.keys.list(guildId)).filter(({ replacedBy }) => replacedBy === undefined);
  const [oldest] = inUse.toSorted((a, b) => Number(b.first) - Number(a.first) || a.createdAt - b.createdAt);
  if (oldest === undefined) throw new AppError('key-not-found', text('key.regenerate.none'));
  return oldest;
};

/** What the successor takes over. An expiry begins anew: a key for 30 days is followed by one for 30 days. */
const inherited = ({ label, first, webhookIds, createdAt, expiresAt }: KeyRecord, now: number) => ({
  label,
  first,
  ...(webhookIds !== undefined && { webhookIds }),
  ...(expiresAt !== undefined && { expiresAt: now + (expiresAt - createdAt) }),
});

/** Ends the old key, at once or at `until`, and at once the one that it had replaced itself: at most two live ever. Forgets those that are spent. */
const retire = async (
  old: KeyRecord,
  { successor, until, context }: { successor: string; until: number | undefined; context: CallContext },
): Promise<void> => {
  const { keys } = context.store;
  const now = context.clock.now();
  const all = await keys.list(context.guildId);
  const earlier = all.filter((key) => key.replacedBy === old.id || isSpent(key, now));
  for (const { id } of earlier) await keys.delete(id);
  if (until === undefined) await keys.delete(old.id);
  else {
    await keys.update(old.id, (current) => ({
      ...current,
      first: false,
      replacedBy: successor,
      expiresAt: Math.min(until, current.expiresAt ?? until),
    }));
  }
};

const regenerate: Subcommand = {
  name: 'regenerate',
  options: [
    keyOption({ required: false }),
    { name: 'grace', type: ApplicationCommandOptionType.Integer, minValue: 0, maxValue: longestGraceHours },
  ],
  async execute(interaction, context) {
    const { store, clock, text } = context;
    const given = interaction.options.getString('key');
    const old = given === null ? await firstKey(context) : await findKey(given, context);
    const label = shown(old.label);
    if (old.replacedBy !== undefined) throw new AppError('invalid-request', text('key.regenerate.replaced', { label }));

    const { record, text: key } = makeKey({ ...inherited(old, clock.now()), userId: interaction.user.id }, context);
    await store.keys.create(record, (others) => {
      const current = others.find(({ id }) => id === old.id);
      if (current === undefined) throw keyGone(old.label, context);
      const rivals = others.filter(
        ({ id, label, replacedBy }) => replacedBy === undefined && id !== old.id && folded(label) === folded(old.label),
      );
      if (current.replacedBy !== undefined || rivals.length > 0) {
        throw new AppError('invalid-request', text('key.regenerate.replaced', { label }));
      }
    });
    const hours = interaction.options.getInteger('grace') ?? 0;
    const until = hours === 0 ? undefined : clock.now() + hours * hourMs;
    await retire(old, { successor: record.id, until, context });
    return {
      content: [
        text('key.regenerate.done', { label }),
        codeBlock(key),
        text('key.create.once'),
        until === undefined
          ? text('key.regenerate.old-dead')
          : text('key.regenerate.old-lives', { when: moment(Math.min(until, old.expiresAt ?? until)) }),
        ...(record.expiresAt === undefined ? [] : [text('key.create.expires', { when: moment(record.expiresAt) })]),
      ].join('\n'),
    };
  },
};

export default regenerate;
