import { MessageFlags, MessageType, type APIMessage, type APIUser } from 'discord-api-types/v10';
import type { Place } from './access.ts';
import { toEmbed } from './embed-rules.ts';
import { findMentions, type Mentions } from './mentions.ts';
import type { MessageFields } from './message-fields.ts';
import { withComponentIds } from './messages.ts';
import type { World } from './world.ts';

/** What {@link buildMessage} needs. `repliesTo`: the message that is answered. */
export type MessageFacts = {
  world: World;
  place: Place;
  author: APIUser;
  fields: MessageFields;
  tts?: boolean;
  repliesTo?: APIMessage | undefined;
  /** Flags that may be set; Discord drops all others. */
  allowedFlags?: number;
};

const { SuppressEmbeds, SuppressNotifications, IsComponentsV2 } = MessageFlags;

const textsOf = (value: unknown): string[] => {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'content' in value && typeof value.content === 'string' ? [value.content] : [];
  return [...own, ...Object.values(value).flatMap(textsOf)];
};

const withoutReference = (message: APIMessage): APIMessage => {
  const copy = { ...message };
  delete copy.referenced_message;
  return copy;
};

/** A message as Discord would store it, and whom it notifies. It is not yet in its channel: see `addMessage`. */
export const buildMessage = (facts: MessageFacts): { message: APIMessage; mentions: Mentions } => {
  const { world, place, author, fields, repliesTo } = facts;
  const content = fields.content?.trim() ?? '';
  const components = withComponentIds(fields.components ?? []);
  const texts = [content, ...textsOf(components)];
  const allowed = fields.allowed_mentions;
  const mentions = findMentions({ world, place, authorId: author.id, texts, allowed, replied: repliesTo?.author });
  const channel_id = place.channel.id;
  return {
    mentions,
    message: {
      id: world.nextId(),
      type: repliesTo === undefined ? MessageType.Default : MessageType.Reply,
      channel_id,
      author,
      content,
      timestamp: new Date(world.now()).toISOString(),
      edited_timestamp: null,
      tts: facts.tts ?? false,
      mention_everyone: mentions.everyone,
      mentions: mentions.users,
      mention_roles: mentions.roles,
      attachments: [],
      embeds: (fields.embeds ?? []).map(toEmbed),
      components,
      pinned: false,
      flags: (fields.flags ?? 0) & (facts.allowedFlags ?? SuppressEmbeds | SuppressNotifications | IsComponentsV2),
      ...(repliesTo !== undefined && {
        message_reference: {
          type: 0,
          message_id: repliesTo.id,
          channel_id,
          ...(place.guild !== undefined && { guild_id: place.guild.id }),
        },
        referenced_message: withoutReference(repliesTo),
      }),
    },
  };
};

/** `old` after an edit with `fields`; only what is there changes, and mentions only along with the content. */
export const editedMessage = (facts: {
  world: World;
  place: Place;
  old: APIMessage;
  fields: MessageFields;
}): { message: APIMessage; mentions: Mentions | undefined } => {
  const { world, place, old, fields } = facts;
  const { content, embeds, components, flags, allowed_mentions: allowed } = fields;
  const shown = components === undefined ? (old.components ?? []) : withComponentIds(components ?? []);
  const newContent = content === undefined ? old.content : (content?.trim() ?? '');
  const texts = [newContent, ...textsOf(shown)];
  const replied = old.referenced_message?.author;
  const isReworded = content !== undefined || components !== undefined;
  const mentions = isReworded
    ? findMentions({ world, place, authorId: old.author.id, texts, allowed, replied })
    : undefined;
  const kept = (old.flags ?? 0) & ~SuppressEmbeds;
  return {
    mentions,
    message: {
      ...old,
      content: newContent,
      ...(embeds !== undefined && { embeds: (embeds ?? []).map(toEmbed) }),
      components: shown,
      ...(typeof flags === 'number' && { flags: kept | (flags & (SuppressEmbeds | IsComponentsV2)) }),
      ...(mentions !== undefined && {
        mentions: mentions.users,
        mention_roles: mentions.roles,
        mention_everyone: mentions.everyone,
      }),
      edited_timestamp: new Date(world.now()).toISOString(),
    },
  };
};
