import { escapeMarkdown } from 'discord.js';
import { cutText } from '../src/discord/answer.ts';

const fence = '```';

/** A name that a person gave, on one line, as plain text in a message: its markdown and mentions do nothing. */
export const shown = (name: string, longest = 80): string =>
  escapeMarkdown(cutText(name.replaceAll(/\s+/g, ' ').trim(), longest), {
    heading: true,
    bulletedList: true,
    numberedList: true,
    maskedLink: true,
  }).replaceAll('<', String.raw`\<`);

/**
 * Why something failed, on one line. Such texts may quote what a caller sent, so markdown does nothing in them; only
 * channels and roles, which ping nobody, are shown as such.
 */
export const shownReason = (reason: string, longest: number): string =>
  shown(reason.replaceAll('**', ''), longest).replaceAll(/\\<(#|@&)(\d{17,20})>/g, '<$1$2>');

/** A short text as code on one line; a backtick in it becomes `ˋ`. */
export const inCode = (text: string): string => `\`${text.replaceAll(/\s+/g, ' ').replaceAll('`', 'ˋ')}\``;

/** A text as a block of code; a fence in it is broken by an invisible character. */
export const codeBlock = (text: string, language = ''): string =>
  `${fence}${language}\n${text.replaceAll(fence, '`\u200B`\u200B`')}\n${fence}`;

/** A time (ms since 1970) that Discord shows in the reader's own zone, such as "in 3 days": https://docs.discord.com/developers/reference#message-formatting-timestamp-styles */
export const moment = (ms: number): string => `<t:${Math.floor(ms / 1000)}:R>`;
