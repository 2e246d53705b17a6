import { discordLimits } from '../domain/limits.ts';

/** Discord's own colours (as discord.js names them) and common CSS names, in small letters. */
const namedColours: Record<string, number> = {
  default: 0x000000,
  black: 0x000000,
  white: 0xffffff,
  aqua: 0x1abc9c,
  teal: 0x1abc9c,
  green: 0x57f287,
  blue: 0x3498db,
  yellow: 0xfee75c,
  purple: 0x9b59b6,
  magenta: 0xeb459e,
  pink: 0xe91e63,
  luminousvividpink: 0xe91e63,
  fuchsia: 0xeb459e,
  gold: 0xf1c40f,
  orange: 0xe67e22,
  red: 0xed4245,
  grey: 0x95a5a6,
  navy: 0x34495e,
  darkaqua: 0x11806a,
  darkteal: 0x11806a,
  darkgreen: 0x1f8b4c,
  darkblue: 0x206694,
  darkpurple: 0x71368a,
  darkvividpink: 0xad1457,
  darkgold: 0xc27c0e,
  darkorange: 0xa84300,
  darkred: 0x992d22,
  darkgrey: 0x979c9f,
  darkergrey: 0x7f8c8d,
  lightgrey: 0xbcc0c0,
  darknavy: 0x2c3e50,
  blurple: 0x5865f2,
  greyple: 0x99aab5,
  darkbutnotblack: 0x2c2f33,
  notquiteblack: 0x23272a,
};

const mostColour = 0xffffff;

/** `#rrggbb`, `#rgb`, `0xrrggbb`, a decimal number or a colour's name as the number that Discord takes; `undefined` for anything else. */
export const parseColour = (text: string): number | undefined => {
  const name = text
    .toLowerCase()
    .replace(/[\s_-]/g, '')
    .replace('gray', 'grey');
  if (Object.hasOwn(namedColours, name)) return namedColours[name];
  const [, digits] = /^(?:#|0x)([0-9a-f]{6}|[0-9a-f]{3})$/i.exec(text) ?? [];
  if (digits !== undefined) return Number.parseInt(digits.length === 3 ? digits.replace(/./g, '$&$&') : digits, 16);
  return /^\d{1,8}$/.test(text) && Number(text) <= mostColour ? Number(text) : undefined;
};

/**
 * `text` as an address that Discord takes in an embed: http or https, and a host with a dot in its name, as it refuses
 * the whole message for `http://localhost` (https://github.com/bugsink/bugsink/issues/280). `undefined` for anything else.
 */
export const parseAddress = (text: string): string | undefined => {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return undefined;
  const isComplete = url.hostname.includes('.') && !url.hostname.endsWith('.');
  return isComplete && url.href.length <= discordLimits.url ? url.href : undefined;
};

/** `true`, `yes`, `on` and `1` as true; `false`, `no`, `off`, `0` and nothing as false; `undefined` for anything else. */
export const parseSwitch = (text: string): boolean | undefined => {
  const word = text.trim().toLowerCase();
  if (['true', 'yes', 'on', '1'].includes(word)) return true;
  return ['false', 'no', 'off', '0', ''].includes(word) ? false : undefined;
};
