import { hash, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { newId, toBase62, type RandomBytes } from './id.ts';

const idLength = 12;
const secretBytes = 32;
const secretLength = 43;
const checksumLength = 6;
const shape = /^(whk_([0-9A-Za-z]{12})_[0-9A-Za-z]{43})([0-9A-Za-z]{6})$/;

const checksumOf = (body: string): string => toBase62(crc32(body), checksumLength);
const digestOf = (text: string): string => hash('sha256', text);

/**
 * A new key: `text` is shown once and never kept, `digest` (SHA-256 of the text, hex) is stored, `id` finds it again.
 * The text is `whk_<id>_<256 random bits><checksum>` in base62, so that scanners can tell it from noise, as with
 * https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
 */
export const createKey = (random: RandomBytes): { id: string; text: string; digest: string } => {
  const id = newId(idLength, random);
  const secret = toBase62(BigInt(`0x${random(secretBytes).toString('hex')}`), secretLength);
  const body = `whk_${id}_${secret}`;
  const text = body + checksumOf(body);
  return { id, text, digest: digestOf(text) };
};

/** The id and digest of a key that a caller gave; `undefined` when its shape or checksum is wrong, so that the store is not asked. */
export const parseKey = (text: string): { id: string; digest: string } | undefined => {
  const [, body, id, checksum] = shape.exec(text) ?? [];
  if (body === undefined || id === undefined || checksum !== checksumOf(body)) return undefined;
  return { id, digest: digestOf(text) };
};

/** Whether two digests are equal, in a time that does not tell where they differ. */
export const sameDigest = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
};
