import { isUtf8 } from 'node:buffer';
import type { Json } from '../domain/json.ts';
import { AppError } from '../errors.ts';
import { findJsonFault } from './json-fault.ts';

const deepest = 32;
const mostNames = 10_000;
const longestToExplain = 65_536;
const forbiddenNames = new Set(['__proto__', 'constructor', 'prototype']);

const codes = {
  quote: 0x22,
  comma: 0x2c,
  minus: 0x2d,
  zero: 0x30,
  nine: 0x39,
  openArray: 0x5b,
  backslash: 0x5c,
  closeArray: 0x5d,
  openObject: 0x7b,
  closeObject: 0x7d,
} as const;

const parseJson: (text: string, reviver?: (name: string, value: Json, context?: { source?: string }) => Json) => Json =
  JSON.parse;

const refuse = (message: string) => {
  const detail = `The body ${message}.`;
  return new AppError('invalid-json', detail, { faults: [{ path: '', message: detail }] });
};

const place = (text: string, at: number) => {
  const before = text.slice(0, at);
  return `at line ${before.split('\n').length}, column ${at - before.lastIndexOf('\n')}`;
};

const decode = (bytes: Buffer): string => {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    throw refuse('begins with a byte order mark; send plain UTF-8 without it');
  }
  if (!isUtf8(bytes)) throw refuse('is not valid UTF-8');
  return bytes.toString('utf8');
};

const readName = (text: string, from: number, to: number): string => {
  const written = text.slice(from + 1, to);
  if (!written.includes('\\')) return written;
  try {
    const name = parseJson(text.slice(from, to + 1));
    if (typeof name === 'string' && name.isWellFormed()) return name;
  } catch {
    throw refuse(`is not valid JSON: look ${place(text, from)}`);
  }
  throw refuse(`holds half of a surrogate pair in the name ${place(text, from)}`);
};

/** Whether the value needs {@link mend}. Looks at what JSON's grammar allows and we do not; the grammar itself is left to `JSON.parse`. */
const inspect = (text: string): boolean => {
  /** For each bracket still open the names in it, or `undefined` for an array. */
  const open: (Set<string> | undefined)[] = [];
  let names = 0;
  let atName = false;
  let needsMending = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === codes.quote) {
      let end = at + 1;
      for (; end < text.length && text.charCodeAt(end) !== codes.quote; end += 1) {
        if (text.charCodeAt(end) !== codes.backslash) continue;
        end += 1;
        needsMending ||= startsSurrogate(text, end);
      }
      if (atName) {
        const name = readName(text, at, end);
        if (forbiddenNames.has(name)) throw refuse(`holds a reserved name ${place(text, at)}`);
        const others = open.at(-1);
        if (others?.has(name)) throw refuse(`holds the same name twice in one object, again ${place(text, at)}`);
        others?.add(name);
        if ((names += 1) > mostNames) throw refuse(`holds more than ${mostNames} names`);
        atName = false;
      }
      at = end;
    } else if (code === codes.comma) {
      atName = open.at(-1) !== undefined;
    } else if (code === codes.openObject || code === codes.openArray) {
      atName = code === codes.openObject;
      open.push(atName ? new Set() : undefined);
      if (open.length > deepest) throw refuse(`is nested deeper than ${deepest} levels ${place(text, at)}`);
    } else if (code === codes.closeObject || code === codes.closeArray) {
      open.pop();
      atName = false;
    } else if (code === codes.minus || (code >= codes.zero && code <= codes.nine)) {
      let end = at + 1;
      while (end < text.length && isNumberPart(text.charCodeAt(end))) end += 1;
      if (end - at > 3) needsMending = checkNumber(text, at, end) || needsMending;
      at = end - 1;
    }
  }
  return needsMending;
};

/** Whether `uD…` stands at `at`: half of an escaped surrogate pair. */
const startsSurrogate = (text: string, at: number) =>
  text.charCodeAt(at) === 0x75 && (text.charCodeAt(at + 1) | 0x20) === 0x64;

/** Digits, `+ - .`, `E e`. */
const isNumberPart = (code: number) =>
  (code >= codes.zero && code <= codes.nine) ||
  code === 0x2b ||
  code === 0x2d ||
  code === 0x2e ||
  code === 0x45 ||
  code === 0x65;

const checkNumber = (text: string, from: number, to: number): boolean => {
  const written = text.slice(from, to);
  const number = Number(written);
  if (Math.abs(number) === Number.POSITIVE_INFINITY) {
    throw refuse(`holds a number that is too large ${place(text, from)}; send it as text`);
  }
  return to - from > 15 && Number.isInteger(number) && !Number.isSafeInteger(number) && /^-?\d+$/.test(written);
};

/** Keeps every digit of an integer that a double would change (Discord's ids are such), as text; replaces half surrogate pairs by U+FFFD. */
const mend = (_name: string, value: Json, context?: { source?: string }): Json => {
  if (typeof value === 'string') return value.toWellFormed();
  const source = context?.source;
  const isChanged = typeof value === 'number' && !Number.isSafeInteger(value) && source !== undefined;
  return isChanged && /^-?\d+$/.test(source) ? source : value;
};

/**
 * Reads JSON as RFC 8259 has it, in UTF-8, and refuses what readers understand differently: byte order marks, names that
 * come twice or that JavaScript objects carry, more than 32 levels or 10,000 names, numbers beyond a double.
 * An integer that a double cannot hold becomes its digits as text.
 * @throws AppError `invalid-json` that says where, never what.
 */
export const parseStrictJson = (bytes: Buffer): Json => {
  const text = decode(bytes);
  const needsMending = inspect(text);
  try {
    return needsMending ? parseJson(text, mend) : parseJson(text);
  } catch {
    if (text.length > longestToExplain) throw refuse('is not valid JSON');
    const at = findJsonFault(text);
    throw refuse(
      at >= text.length ? 'is not valid JSON: it ends too early' : `is not valid JSON: look ${place(text, at)}`,
    );
  }
};
