import type { SandboxGuild, World } from './world.ts';

/** Everything that could move the cursor, colour the terminal or turn text around. */
const unsafe = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** `text` as one that only shows: line breaks stay, tabs become a space, other control characters go. */
export const safe = (text: string): string =>
  text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll('\t', ' ')
    .replaceAll(unsafe, (character) => (character === '\n' ? '\n' : ''));

/** Ways of drawing a text; without colour all give it back as it is. */
export type Pens = Record<
  'bold' | 'dim' | 'italic' | 'strike' | 'cyan' | 'green' | 'red' | 'yellow' | 'blue',
  (text: string) => string
> & {
  /** In a colour of 24 bits. */
  rgb(color: number, text: string): string;
};

/** https://en.wikipedia.org/wiki/ANSI_escape_code#Select_Graphic_Rendition_parameters */
export const createPens = (color: boolean): Pens => {
  const pen =
    (on: string, off: number) =>
    (text: string): string =>
      color && text !== '' ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  return {
    bold: pen('1', 22),
    dim: pen('2', 22),
    italic: pen('3', 23),
    strike: pen('9', 29),
    red: pen('31', 39),
    green: pen('32', 39),
    yellow: pen('33', 39),
    blue: pen('94', 39),
    cyan: pen('36', 39),
    rgb: (value, text) => pen(`38;2;${(value >> 16) & 255};${(value >> 8) & 255};${value & 255}`, 39)(text),
  };
};

/** The name of a person in a guild, with an `@`. */
export const personName = (world: World, guild: SandboxGuild | undefined, id: string): string => {
  const user = world.users.get(id);
  const name = guild?.members.get(id)?.nick ?? user?.global_name ?? user?.username ?? id;
  return `@${safe(name)}`;
};

/** Escaped punctuation takes part in no markup: until that is drawn it stands aside, in characters that mean nothing. */
const privateUse = 0xe000;
const escaped = /[\ue021-\ue07e]/g;
const hideEscaped = (text: string) =>
  text.replaceAll(/\\([!-/:-@[-`{-~])/g, (_, character: string) =>
    String.fromCodePoint((character.codePointAt(0) ?? 0) + privateUse),
  );

/** Discord's markup as a terminal can show it: mentions by name, times written out, bold and the like drawn. Gives safe text. */
export const drawMarkup = (facts: {
  text: string;
  world: World;
  guild: SandboxGuild | undefined;
  pens: Pens;
}): string => {
  const { world, guild, pens } = facts;
  const at = (seconds: string) => {
    const ms = Number(seconds) * 1000;
    return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString().replace('T', ' ').slice(0, 16) : seconds;
  };
  return hideEscaped(safe(facts.text))
    .replaceAll(/\*\*(.+?)\*\*/g, (_, inner: string) => pens.bold(inner))
    .replaceAll(/~~(.+?)~~/g, (_, inner: string) => pens.strike(inner))
    .replaceAll(/(?<![*\w])\*([^*\n]+)\*(?![*\w])/g, (_, inner: string) => pens.italic(inner))
    .replaceAll(/<@!?(\d+)>/g, (_, id: string) => pens.blue(personName(world, guild, id)))
    .replaceAll(/<@&(\d+)>/g, (_, id: string) => pens.blue(`@${safe(guild?.roles.get(id)?.name ?? id)}`))
    .replaceAll(/<#(\d+)>/g, (_, id: string) => pens.blue(`#${safe(guild?.channels.get(id)?.name ?? id)}`))
    .replaceAll(/<t:(-?\d{1,13})(?::[a-zA-Z])?>/g, (_, seconds: string) => at(seconds))
    .replaceAll(/<a?(:\w+:)\d+>/g, '$1')
    .replaceAll(escaped, (character) => String.fromCodePoint((character.codePointAt(0) ?? 0) - privateUse));
};
