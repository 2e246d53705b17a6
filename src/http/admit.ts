import type { KeyRecord } from '../domain/key.ts';
import { AppError } from '../errors.ts';
import type { AddressOf } from './address.ts';
import { createAuthenticate, type AuthenticateContext } from './authenticate.ts';
import type { Exchange } from './exchange.ts';
import { bucketOf, createRateLimit, type SharedCounter, type Taken } from './rate-limit.ts';

/** What {@link createAdmit} needs. */
export type AdmitContext = AuthenticateContext & {
  rateLimit: { max: number; windowMs: number };
  /** Where receivers count together, if there are several. */
  sharedCounter?: SharedCounter | undefined;
  keyUsed(id: string, at: number): void;
  addressOf: AddressOf;
};

/** Who may go on. */
export type Admit = {
  /** The caller's key. Rejects with AppError `unauthorized`, or `rate-limited` by key, or by address while there is none. */
  key(exchange: Exchange): Promise<KeyRecord>;
  /** Counts a call that needs no key and is of no use. Rejects with AppError `rate-limited` by address. */
  stranger(exchange: Exchange): Promise<void>;
};

const howToProve =
  'Send a valid key as "Authorization: <key>" or "Authorization: Bearer <key>". An admin of the server makes one with /key create.';

const apply = ({ headers }: Exchange, taken: Taken, whose: string) => {
  headers.push(...taken.headers);
  if (taken.allowed) return;
  const seconds = Math.ceil(taken.retryAfterMs / 1000);
  throw new AppError('rate-limited', `Too many requests ${whose}. Try again in ${seconds} s.`, {
    retryAfterMs: taken.retryAfterMs,
  });
};

/** Authenticates and limits callers; whoever proves itself is not held up by others at its address. */
export const createAdmit = (context: AdmitContext): Admit => {
  const { clock, rateLimit, sharedCounter, keyUsed, addressOf } = context;
  const authenticate = createAuthenticate(context);
  const byKey = createRateLimit({ name: 'key', ...rateLimit, shared: sharedCounter });
  const byAddress = createRateLimit({ name: 'address', ...rateLimit, shared: sharedCounter });

  const stranger = async (exchange: Exchange) =>
    apply(exchange, await byAddress.take(bucketOf(addressOf(exchange.request))), 'from this address');

  return {
    stranger,
    async key(exchange) {
      const key = await authenticate(exchange.request);
      if (key === undefined) {
        await stranger(exchange);
        throw new AppError('unauthorized', howToProve);
      }
      exchange.about.key = key.id;
      exchange.about.guild = key.guildId;
      apply(exchange, await byKey.take(key.id), 'with this key');
      keyUsed(key.id, clock.now());
      return key;
    },
  };
};
