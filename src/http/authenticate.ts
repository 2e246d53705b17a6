import type { IncomingMessage } from 'node:http';
import type { Clock } from '../clock.ts';
import type { KeyRecord } from '../domain/key.ts';
import { parseKey, sameDigest } from '../domain/key-text.ts';
import type { Store } from '../store/repositories.ts';

/** What {@link createAuthenticate} needs. */
export type AuthenticateContext = {
  keys: Pick<Store['keys'], 'get'>;
  clock: Clock;
  isServing(guildId: string): Promise<boolean>;
};

/** The key that a caller proved itself with; `undefined` for whatever reason it did not. */
export type Authenticate = (request: IncomingMessage) => Promise<KeyRecord | undefined>;

const count = (rawHeaders: string[], name: string): number => {
  let found = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const header = rawHeaders[at];
    if (header?.length === name.length && header.toLowerCase() === name) found += 1;
  }
  return found;
};

/** Whether a header that must not be repeated is; Node keeps only its first. */
export const isRepeated = (request: IncomingMessage, name: string): boolean => count(request.rawHeaders, name) > 1;

/** What stands in `Authorization`: the key itself, after `Bearer`, or as the password of Basic (RFC 7617). */
const keyIn = (header: string): string => {
  if (!header.includes(' ')) return header;
  const [, scheme, credentials = ''] = /^(Bearer|Basic) +([\w.~+/=-]+)$/i.exec(header) ?? [];
  if (scheme === undefined) return header;
  if (scheme.toLowerCase() === 'bearer') return credentials;
  const pair = Buffer.from(credentials, 'base64').toString('utf8');
  return pair.slice(pair.indexOf(':') + 1);
};

const noDigest = '0'.repeat(64);

/**
 * Proves callers by their key. Whether a key is unknown, wrong, expired or of a guild that is no longer served is not
 * told apart, neither by the answer nor by the work: each is looked up, and compared once.
 */
export const createAuthenticate =
  ({ keys, clock, isServing }: AuthenticateContext): Authenticate =>
  async (request) => {
    const header = request.headers.authorization;
    const given = header === undefined || isRepeated(request, 'authorization') ? undefined : parseKey(keyIn(header));
    const record = given && (await keys.get(given.id));
    const isSame = sameDigest(given?.digest ?? noDigest, record?.digest ?? noDigest);
    const isInTime = record?.expiresAt === undefined || clock.now() < record.expiresAt;
    const isServed = record !== undefined && (await isServing(record.guildId));
    return given !== undefined && isSame && isInTime && isServed ? record : undefined;
  };
