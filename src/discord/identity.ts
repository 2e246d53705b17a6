import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { Store } from '../store/repositories.ts';
import type { DiscordRest } from './rest.ts';
import { whoAmI } from './who-am-i.ts';

const identity = z.object({ applicationId: z.string(), botId: z.string(), name: z.string() });

/** Whose token this is. */
export type Identity = z.infer<typeof identity>;

const firstWaitMs = 1_000;
const longestWaitMs = 60_000;

/** What {@link learnIdentity} needs. */
export type IdentityContext = {
  rest: DiscordRest;
  facts: Store['facts'];
  token: string;
  clock: Clock;
  log: Logger;
};

/**
 * Finds out whose token this is. A token seen before is known from the store, so that calls are taken while Discord is
 * away; a new one is asked about until Discord answers.
 * Rejects with AppError `discord-token-rejected` when Discord does not know a token that never worked.
 */
export const learnIdentity = async ({ rest, facts, token, clock, log }: IdentityContext): Promise<Identity> => {
  const name = `identity/${createHash('sha256').update(token).digest('hex')}`;
  const stored = await facts.get(name);
  if (stored !== undefined) return identity.parse(JSON.parse(stored));

  for (let waitMs = firstWaitMs; ; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
    try {
      const learnt = await whoAmI(rest);
      await facts.set(name, JSON.stringify(learnt));
      return learnt;
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'discord-token-rejected' || error.code === 'discord-refused')
        throw error;
      log.warn(
        { code: error.code, detail: error.detail, waitMs },
        'Discord could not be asked who this bot is; asking again',
      );
      await new Promise<void>((resolve) => clock.after(Math.max(waitMs, error.retryAfterMs ?? 0), resolve));
    }
  }
};
