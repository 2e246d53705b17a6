import type { z } from 'zod';
import type { JsonObject } from '../domain/json.ts';
import { cutMarkdown, discordLimits } from '../domain/limits.ts';
import { AppError } from '../errors.ts';
import { embedMarkdown, embeds } from './embed-schema.ts';
import { buildEmbeds } from './embeds.ts';
import { text } from './field-types.ts';

/** The fields of a message that every kind with content shares. */
export const messageFields = { content: text.optional(), embeds: embeds.optional() };

/** Where Discord renders markdown in a message. */
export const messageMarkdown: readonly string[] = ['content', ...embedMarkdown];

/** What an author gave of a message, its tokens filled. */
export type MessageInput = {
  content?: string | undefined;
  embeds?: z.infer<typeof embeds> | undefined;
};

/** Content and embeds of a request to Discord; what was not given stays out. */
export type MessageBody = { content?: string; embeds?: JsonObject[] };

/** Whether there is something to show; also for a schema's `refine`, before limits are looked at. */
export const hasSomething = ({
  content = '',
  embeds: given = [],
}: {
  content?: string | undefined;
  embeds?: readonly unknown[] | undefined;
}): boolean => content.trim() !== '' || given.length > 0;

/** What {@link hasSomething} asks for, in words. */
export const needsSomething = { path: ['content'], message: 'must not be empty, unless there are embeds' };

type Note = (text: string) => void;

const build = (input: MessageInput, note: Note): MessageBody => {
  const { text: content, cut } = cutMarkdown((input.content ?? '').trim(), discordLimits.content);
  if (cut) note(`content was cut to ${discordLimits.content} characters, the most that Discord takes.`);
  return {
    ...(input.content !== undefined && { content }),
    ...(input.embeds !== undefined && { embeds: buildEmbeds(input.embeds, note) }),
  };
};

const nothingLeft = () =>
  new AppError('invalid-action', 'Nothing is left in the message: its content and embeds came out empty.');

/**
 * Content and embeds of a new message, cut to Discord's limits with a note for each cut.
 * @throws AppError `invalid-action` when nothing is left to show.
 */
export const buildMessage = (input: MessageInput, note: Note): MessageBody => {
  const built = build(input, note);
  if (!hasSomething(built)) throw nothingLeft();
  return built;
};

/**
 * Like {@link buildMessage}, for a change: what is not given stays as it is, and `embeds: []` alone takes them away.
 * @throws AppError `invalid-action` when the change would leave nothing to show.
 */
export const buildEdit = (input: MessageInput, note: Note): MessageBody => {
  const built = build(input, note);
  const onlyTakesEmbedsAway = input.content === undefined && input.embeds?.length === 0;
  if (!onlyTakesEmbedsAway && !hasSomething(built)) throw nothingLeft();
  return built;
};
