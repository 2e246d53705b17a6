import { MessageFlags, RESTJSONErrorCodes } from 'discord-api-types/v10';
import { z } from 'zod';
import { discordLimits } from '../domain/limits.ts';
import { embedFaults } from './embed-rules.ts';
import type { MessageFields } from './message-fields.ts';
import { invalidForm, type FormFault } from './parse-body.ts';
import { DiscordFault } from './route.ts';

const isoTime = z.iso
  .datetime({ offset: true, local: true })
  .or(z.iso.date())
  .transform((text) => new Date(text).toISOString());

const withTimes = z.looseObject({
  embeds: z.array(z.looseObject({ timestamp: z.union([isoTime, z.unknown()]).optional() })),
});

/** `body` with its embeds' timestamps in UTC: Discord reads any ISO 8601, its published schema only this. */
export const inUtc = (body: unknown): unknown => {
  const result = withTimes.safeParse(body);
  return result.success ? result.data : body;
};

const contentFaults = (content: string | null | undefined): FormFault[] => {
  const max = discordLimits.content;
  const message = `Must be ${max} or fewer in length.`;
  return (content?.length ?? 0) > max ? [{ path: ['content'], code: 'BASE_TYPE_MAX_LENGTH', message }] : [];
};

/** https://docs.discord.com/developers/resources/message#allowed-mentions-object */
const mentionFaults = (allowed: MessageFields['allowed_mentions']): FormFault[] => {
  const faults: FormFault[] = [];
  for (const kind of ['users', 'roles'] as const) {
    const ids = allowed?.[kind] ?? [];
    const path = ['allowed_mentions', kind];
    if (new Set(ids).size < ids.length) {
      faults.push({ path, code: 'SET_TYPE_ALREADY_CONTAINS_VALUE', message: 'The set already contains this value' });
    }
    if (ids.length > 0 && allowed?.parse?.includes(kind)) {
      const message = `parse:["${kind}"] and ${kind}: [ids...] are mutually exclusive.`;
      faults.push({ path: ['allowed_mentions'], code: 'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE', message });
    }
  }
  return faults;
};

/** https://docs.discord.com/developers/components/reference#legacy-message-component-behavior */
const legacyFaults = ({ flags, content, embeds }: MessageFields): FormFault[] => {
  if (((flags ?? 0) & MessageFlags.IsComponentsV2) === 0) return [];
  const code = 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2';
  return [
    ...(content ? [{ path: ['content'], code, message: 'The "content" field cannot be used with components V2' }] : []),
    ...(embeds?.length
      ? [{ path: ['embeds'], code, message: 'The "embeds" field cannot be used with components V2' }]
      : []),
  ];
};

/** Throws a {@link DiscordFault} 50035 for what Discord refuses of a message beyond its published schema. */
export const holdToRules = (fields: MessageFields): void => {
  const faults = [
    ...contentFaults(fields.content),
    ...embedFaults(fields.embeds ?? []),
    ...mentionFaults(fields.allowed_mentions),
    ...legacyFaults(fields),
  ];
  if (faults.length > 0) throw invalidForm(faults);
};

/** Throws 50006 when a message would show nothing. */
export const requireSomething = (message: { content: string; embeds: unknown[]; components: unknown[] }): void => {
  if (message.content !== '' || message.embeds.length > 0 || message.components.length > 0) return;
  throw new DiscordFault(400, RESTJSONErrorCodes.CannotSendAnEmptyMessage, 'Cannot send an empty message');
};
