import { createHash } from 'node:crypto';

/** Which message of which delivery: `action` is its index or path, `replay` 0 or which repetition this is. */
export type NonceOf = { deliveryId: string; action: number | string; replay: number };

/**
 * Discord's nonce of one message: the same after every retry and restart, another for every action and replay.
 * 24 of the 25 characters allowed: https://docs.discord.com/developers/resources/message#create-message
 */
export const nonceOf = ({ deliveryId, action, replay }: NonceOf): string =>
  createHash('sha256')
    .update(JSON.stringify([deliveryId, action, replay]))
    .digest()
    .subarray(0, 18)
    .toString('base64url');
