import { EmbedType, type APIEmbed } from 'discord-api-types/v10';
import { discordLimits } from '../domain/limits.ts';
import type { EmbedFields } from './message-fields.ts';
import type { FormFault } from './parse-body.ts';

const required = { code: 'BASE_TYPE_REQUIRED', message: 'This field is required' };
const notWellFormed = { code: 'URL_TYPE_INVALID_URL', message: 'Not a well formed URL.' };

const isBlank = (text: string | null | undefined) => text === undefined || text === null || text.trim() === '';

/** Pages may be http or https; pictures also an attachment of the same message. */
const urlFaults = (path: PropertyKey[], text: string | null | undefined, schemes: string[]): FormFault[] => {
  if (text === undefined || text === null) return [];
  const url = URL.parse(text);
  if (url === null) return [{ path, ...notWellFormed }];
  if (!schemes.includes(url.protocol)) {
    const allowed = schemes.map((scheme) => `'${scheme.slice(0, -1)}'`).join(', ');
    const message = `Scheme "${url.protocol.slice(0, -1)}" must be one of (${allowed}).`;
    return [{ path, code: 'URL_TYPE_INVALID_SCHEME', message }];
  }
  if (url.protocol === 'attachment:') return [];
  return url.hostname.includes('.') ? [] : [{ path, ...notWellFormed }];
};

const pages = ['http:', 'https:'];
const pictures = [...pages, 'attachment:'];

const hasNothingToShow = ({ title, description, fields, author, footer, image, thumbnail }: EmbedFields) =>
  [title, description, author?.name, footer?.text, image?.url, thumbnail?.url].every(isBlank) && !fields?.length;

const faultsOf = (embed: EmbedFields, path: PropertyKey[]): FormFault[] => [
  ...(hasNothingToShow(embed) ? [{ path: [...path, 'description'], ...required }] : []),
  ...(embed.author && isBlank(embed.author.name) ? [{ path: [...path, 'author', 'name'], ...required }] : []),
  ...(embed.fields ?? []).flatMap(({ name, value }, index) => [
    ...(isBlank(name) ? [{ path: [...path, 'fields', index, 'name'], ...required }] : []),
    ...(isBlank(value) ? [{ path: [...path, 'fields', index, 'value'], ...required }] : []),
  ]),
  ...urlFaults([...path, 'url'], embed.url, pages),
  ...urlFaults([...path, 'author', 'url'], embed.author?.url, pages),
  ...urlFaults([...path, 'author', 'icon_url'], embed.author?.icon_url, pictures),
  ...urlFaults([...path, 'footer', 'icon_url'], embed.footer?.icon_url, pictures),
  ...urlFaults([...path, 'image', 'url'], embed.image?.url, pictures),
  ...urlFaults([...path, 'thumbnail', 'url'], embed.thumbnail?.url, pictures),
];

const characters = ({ title, description, fields, author, footer }: EmbedFields): number =>
  [
    title,
    description,
    author?.name,
    footer?.text,
    ...(fields ?? []).flatMap(({ name, value }) => [name, value]),
  ].reduce((sum, text) => sum + (text?.trim().length ?? 0), 0);

/** What Discord refuses of embeds beyond its schema: URLs, empty parts, more than 6,000 characters over all of them. */
export const embedFaults = (embeds: EmbedFields[]): FormFault[] => {
  const total = embeds.reduce((sum, embed) => sum + characters(embed), 0);
  const max = discordLimits.embedTotal;
  const message = `Embed size exceeds maximum size of ${max}`;
  return [
    ...embeds.flatMap((embed, index) => faultsOf(embed, ['embeds', index])),
    ...(total > max ? [{ path: ['embeds'], code: 'MAX_EMBED_SIZE_EXCEEDED', message }] : []),
  ];
};

const picture = (given: { url?: string | null | undefined } | null | undefined) =>
  given?.url ? { url: given.url, width: 0, height: 0 } : undefined;

/** The embed as Discord stores and answers it: texts trimmed, absent parts left out. */
export const toEmbed = (given: EmbedFields): APIEmbed => {
  const [title, description] = [given.title?.trim(), given.description?.trim()];
  const [image, thumbnail] = [picture(given.image), picture(given.thumbnail)];
  const { author, footer, fields } = given;
  return {
    type: EmbedType.Rich,
    ...(title && { title }),
    ...(description && { description }),
    ...(given.url && { url: given.url }),
    ...(typeof given.color === 'number' && { color: given.color }),
    ...(given.timestamp && { timestamp: given.timestamp }),
    ...(author?.name && {
      author: {
        name: author.name.trim(),
        ...(author.url && { url: author.url }),
        ...(author.icon_url && { icon_url: author.icon_url }),
      },
    }),
    ...(footer?.text && {
      footer: { text: footer.text.trim(), ...(footer.icon_url && { icon_url: footer.icon_url }) },
    }),
    ...(image && { image }),
    ...(thumbnail && { thumbnail }),
    ...(fields?.length && {
      fields: fields.map(({ name, value, inline }) => ({
        name: name.trim(),
        value: value.trim(),
        inline: inline ?? false,
      })),
    }),
  };
};
