import { MessageFlags } from 'discord-api-types/v10';
import type { MessageComponentInteraction, RepliableInteraction } from 'discord.js';
import type { Answer } from './command.ts';

/** https://docs.discord.com/developers/resources/message#create-message */
const longestContent = 2000;

const fence = '```';

/** `text` within `limit` UTF-16 units, on a character boundary, marked with `…`; a code block that was cut is closed. */
export const cutText = (text: string, limit: number): string => {
  if (text.length <= limit) return text;
  const room = (ending: string) => text.slice(0, limit - ending.length).replace(/[\uD800-\uDBFF]$/, '');
  const plain = room('…');
  const opened = plain.split(fence).length % 2 === 0;
  if (!opened) return `${plain}…`;
  const ending = `…\n${fence}`;
  return `${room(ending).replace(/`{1,2}$/, '')}${ending}`;
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
