import { MessageFlags } from 'discord-api-types/v10';
import type { MessageComponentInteraction, RepliableInteraction } from 'discord.js';
import type { Answer } from './command.ts';

/** https://docs.discord.com/developers/resources/message#create-message */
const longestContent = 2000;

const fence = '```';

const isClosed = (text: string): boolean => text.split(fence).length % 2 === 1;

/** `text` within `limit` UTF-16 units, on a character boundary, marked with `…`; a block of code that was cut is closed, or left out. */
export const cutText = (text: string, limit: number): string => {
  if (text.length <= limit) return text;
  const endedWith = (ending: string): string =>
    text.slice(0, Math.max(0, limit - ending.length)).replace(/[\uD800-\uDBFF]$/, '');
  const plain = endedWith('…');
  if (isClosed(plain)) return `${plain}…`;
  const ending = `…\n${fence}`;
  const block = endedWith(ending).replace(/`+$/, '') + ending;
  if (isClosed(block)) return block;
  let before = plain;
  while (!isClosed(before)) before = before.slice(0, before.lastIndexOf(fence)).replace(/`+$/, '');
  return `${before}…`;
};

/** Shows an answer to the one who asked: the first one, or in the place of "thinking…" or of the message that a button was in. */
export const sendAnswer = async (
  interaction: RepliableInteraction | MessageComponentInteraction,
  { content, components, files }: Answer,
): Promise<void> => {
  const message = {
    content: cutText(content, longestContent),
    components: components ?? [],
    allowedMentions: { parse: [] },
    ...(files && { files: files.map(({ name, text }) => ({ name, attachment: Buffer.from(text) })) }),
  };
  if (interaction.deferred || interaction.replied) await interaction.editReply(message);
  else await interaction.reply({ ...message, flags: MessageFlags.Ephemeral });
};
