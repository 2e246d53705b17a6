/** Gives that many random bytes; `crypto.randomBytes` outside of tests. */
export type RandomBytes = (bytes: number) => Buffer;

/** The digits of base62, in order of value. */
export const base62Digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The greatest multiple of 62 that a byte can hold: bytes from here on would favour the first digits. */
const fairBytes = 248;

/** A random text of `length` base62 digits, each equally likely. */
export const newId = (length: number, random: RandomBytes): string => {
  let id = '';
  while (id.length < length) {
    for (const byte of random(length - id.length)) {
      if (byte < fairBytes) id += base62Digits.charAt(byte % 62);
    }
  }
  return id;
};

/** `value` (0 or more) in base62, with leading zeros up to `length` digits. A number must be a safe integer. */
export const toBase62 = (value: bigint | number, length: number): string => {
  let text = '';
  if (typeof value === 'number') {
    for (let rest = value; rest > 0; rest = Math.floor(rest / 62)) text = base62Digits.charAt(rest % 62) + text;
  } else {
    for (let rest = value; rest > 0n; rest /= 62n) text = base62Digits.charAt(Number(rest % 62n)) + text;
  }
  return text.padStart(length, '0');
};

const timeDigits = 8;
const chanceDigits = 12;

/**
 * 20 base62 digits that sort by `now` (ms since 1970) and are unique by 71 random bits: what is stored under such ids is
 * written side by side, which costs half of what scattered ids do.
 */
export const newTimedId = (now: number, random: RandomBytes): string =>
  toBase62(now, timeDigits) + newId(chanceDigits, random);
