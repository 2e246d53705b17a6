import type { APIEmbed } from 'discord-api-types/v10';
import { parseTime } from '../domain/date-format.ts';
import type { JsonObject } from '../domain/json.ts';
import { cutMarkdown, discordLimits } from '../domain/limits.ts';
import { parseAddress, parseColour, parseSwitch } from './embed-parts.ts';
import type { EmbedInput } from './embed-schema.ts';

type Note = (text: string) => void;
type FieldBody = { name: string; value: string; inline?: boolean };

/** Hands out texts cut to their own limit and to what is left for all embeds together. */
const createTexts = (note: Note) => {
  let left: number = discordLimits.embedTotal;
  return {
    left: () => left,
    /** `undefined` when there is nothing to show. */
    take(written: string | undefined, limit: number, where: string): string | undefined {
      const wanted = (written ?? '').trim();
      if (wanted === '') return undefined;
      const most = Math.min(limit, left);
      const { text, cut } = cutMarkdown(wanted, most);
      left -= text.length;
      const because =
        most < limit ? 'as all embeds of a message may have 6000 together' : 'the most that Discord takes';
      if (cut) note(`${where} was cut to ${most} characters, ${because}.`);
      return text === '' ? undefined : text;
    },
  };
};

type Texts = ReturnType<typeof createTexts>;

/** A part that is no text, or nothing with a note when it is wrong; what is empty was not meant to be there. */
const part = <Value>(
  written: string | undefined,
  {
    parse,
    where,
    note,
    right,
  }: { parse: (text: string) => Value | undefined; where: string; note: Note; right: string },
): Value | undefined => {
  const wanted = (written ?? '').trim();
  if (wanted === '') return undefined;
  const value = parse(wanted);
  if (value === undefined) note(`${where} was left out: it must be ${right}.`);
  return value;
};

const buildFields = (fields: NonNullable<EmbedInput['fields']>, where: string, texts: Texts, note: Note) => {
  if (fields.length > discordLimits.fields) {
    note(
      `${where}.fields: the first ${discordLimits.fields} of ${fields.length} were sent, the most that Discord takes.`,
    );
  }
  return fields.slice(0, discordLimits.fields).flatMap(({ name, value, inline }, index): FieldBody[] => {
    const at = `${where}.fields[${index}]`;
    if (name.trim() === '' || value.trim() === '') {
      note(`${at} was left out: its ${name.trim() === '' ? 'name' : 'value'} is empty.`);
      return [];
    }
    if (texts.left() < 2) {
      note(`${at} was left out: all embeds of a message may have 6000 characters together.`);
      return [];
    }
    const shownName = texts.take(name, Math.min(discordLimits.fieldName, texts.left() - 1), `${at}.name`);
    const shownValue = texts.take(value, discordLimits.fieldValue, `${at}.value`);
    if (shownName === undefined || shownValue === undefined) return [];
    const side = part(inline, { parse: parseSwitch, where: `${at}.inline`, note, right: 'true or false' });
    return [{ name: shownName, value: shownValue, ...(side !== undefined && { inline: side }) }];
  });
};

const buildEmbed = (input: EmbedInput, where: string, texts: Texts, note: Note): JsonObject | undefined => {
  const address = (written: string | undefined, name: string) =>
    part(written, { parse: parseAddress, where: `${where}.${name}`, note, right: 'a complete http(s) address' });
  const title = texts.take(input.title, discordLimits.title, `${where}.title`);
  const author = texts.take(input.author?.name, discordLimits.author, `${where}.author.name`);
  const description = texts.take(input.description, discordLimits.description, `${where}.description`);
  const fields = buildFields(input.fields ?? [], where, texts, note);
  const footer = texts.take(input.footer?.text, discordLimits.footer, `${where}.footer.text`);
  const image = address(input.image, 'image.url');
  const thumbnail = address(input.thumbnail, 'thumbnail.url');
  if ([title, author, description, footer, image, thumbnail].every((shown) => shown === undefined) && !fields.length) {
    note(`${where} was left out: nothing in it is to be shown.`);
    return undefined;
  }
  const url = address(input.url, 'url');
  const color = part(input.color, {
    parse: parseColour,
    where: `${where}.color`,
    note,
    right: 'a colour such as #e01e5a, 14687834 or red',
  });
  const timestamp = part(input.timestamp, {
    parse: parseTime,
    where: `${where}.timestamp`,
    note,
    right: 'a time such as 2026-11-21T14:50:00Z',
  });
  const authorUrl = address(input.author?.url, 'author.url');
  const authorIcon = address(input.author?.icon_url, 'author.icon_url');
  const footerIcon = address(input.footer?.icon_url, 'footer.icon_url');
  return {
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(url !== undefined && { url }),
    ...(color !== undefined && { color }),
    ...(timestamp !== undefined && { timestamp: new Date(timestamp).toISOString() }),
    ...(author !== undefined && {
      author: {
        name: author,
        ...(authorUrl !== undefined && { url: authorUrl }),
        ...(authorIcon !== undefined && { icon_url: authorIcon }),
      },
    }),
    ...(fields.length > 0 && { fields }),
    ...(image !== undefined && { image: { url: image } }),
    ...(thumbnail !== undefined && { thumbnail: { url: thumbnail } }),
    ...(footer !== undefined && {
      footer: { text: footer, ...(footerIcon !== undefined && { icon_url: footerIcon }) },
    }),
  } satisfies APIEmbed;
};

/**
 * The embeds as Discord takes them: texts cut to its limits, at most ten, 6,000 characters over all of them; a part that
 * it would refuse is left out. Each of these with a note, so that the message as a whole is never lost.
 */
export const buildEmbeds = (inputs: readonly EmbedInput[], note: Note): JsonObject[] => {
  if (inputs.length > discordLimits.embeds) {
    note(`embeds: the first ${discordLimits.embeds} of ${inputs.length} were sent, the most that Discord takes.`);
  }
  const texts = createTexts(note);
  return inputs
    .slice(0, discordLimits.embeds)
    .map((input, index) => buildEmbed(input, `embeds[${index}]`, texts, note))
    .filter((built) => built !== undefined);
};
