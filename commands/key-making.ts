import type { CallContext } from '../src/discord/command.ts';
import { createKey } from '../src/domain/key-text.ts';
import { keyRecord, type KeyRecord } from '../src/domain/key.ts';
import { AppError } from '../src/errors.ts';
import { folded } from './completion.ts';
import { shown } from './shown.ts';

/** Keys that a guild may have, those not counted that another one has replaced. */
const mostKeys = 50;

/** What a new key is for; `userId` is who asked for it. */
export type KeyWish = Pick<KeyRecord, 'label' | 'first'> &
  Partial<Pick<KeyRecord, 'webhookIds' | 'expiresAt'>> & { userId: string };

/** Makes a key and its record; `text` is the key itself, to be shown once. Nothing is stored yet. */
export const makeKey = (
  { userId, label, first, webhookIds, expiresAt }: KeyWish,
  { randomBytes, clock, guildId }: Pick<CallContext, 'randomBytes' | 'clock' | 'guildId'>,
): { text: string; record: KeyRecord } => {
  const { id, digest, text } = createKey(randomBytes);
  return {
    text,
    record: {
      id,
      guildId,
      label,
      digest,
      first,
      createdAt: clock.now(),
      createdBy: userId,
      ...(webhookIds !== undefined && { webhookIds }),
      ...(expiresAt !== undefined && { expiresAt }),
    },
  };
};

/** The label without spaces around it; throws `invalid-request` when nothing is left or it is too long. */
export const checkLabel = (label: string, { text }: Pick<CallContext, 'text'>): string => {
  const parsed = keyRecord.shape.label.safeParse(label);
  if (!parsed.success) throw new AppError('invalid-request', text('key-making.wrong-label'));
  return parsed.data;
};

/** A check for the store that refuses one key too many, and a label that another key has, whatever its case. */
export const hasRoomForKey =
  (label: string, { text }: Pick<CallContext, 'text'>) =>
  (others: KeyRecord[]): void => {
    const inUse = others.filter(({ replacedBy }) => replacedBy === undefined);
    if (inUse.length >= mostKeys) throw new AppError('too-many', text('key-making.too-many', { most: mostKeys }));
    if (inUse.some((other) => folded(other.label) === folded(label))) {
      throw new AppError('name-taken', text('key-making.label-taken', { label: shown(label) }));
    }
  };
