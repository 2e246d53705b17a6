import { PermissionFlagsBits, type APIUser } from 'discord-api-types/v10';
import type { z } from 'zod';
import type { Snowflake } from '../domain/snowflake.ts';
import { permissionsOf, type Place } from './access.ts';
import type { allowedMentions } from './message-fields.ts';
import type { Pinged, World } from './world.ts';

/** What a message mentions and, which is the same here, whom it notifies. */
export type Mentions = { users: APIUser[]; roles: Snowflake[]; everyone: boolean };

/** What {@link findMentions} looks at. `replied`: whose message is answered. */
export type MentionFacts = {
  world: World;
  place: Place;
  authorId: Snowflake;
  /** Every text that can notify: the content, and the texts of components. */
  texts: string[];
  allowed: z.infer<typeof allowedMentions> | null | undefined;
  replied?: APIUser | undefined;
};

const idsIn = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].flatMap(([, id]) => id ?? []);

/** https://docs.discord.com/developers/resources/message#allowed-mentions-object */
const rulesOf = (allowed: MentionFacts['allowed']) => {
  if (allowed === undefined || allowed === null) {
    return { everyone: true, users: () => true, roles: () => true, replied: true };
  }
  const parse = new Set(allowed.parse ?? []);
  const users = new Set(allowed.users ?? []);
  const roles = new Set(allowed.roles ?? []);
  return {
    everyone: parse.has('everyone'),
    users: (id: Snowflake) => parse.has('users') || users.has(id),
    roles: (id: Snowflake) => parse.has('roles') || roles.has(id),
    replied: allowed.replied_user ?? false,
  };
};

/**
 * Whom a message notifies: what `allowed_mentions` lets through, or everything when it is left out. Stricter than Discord
 * in that code blocks do not protect. Roles that are not mentionable, and everyone, need Mention Everyone.
 */
export const findMentions = ({ world, place, authorId, texts, allowed, replied }: MentionFacts): Mentions => {
  const rules = rulesOf(allowed);
  const text = texts.join('\n');
  const { guild, channel } = place;
  const mayMentionAll =
    guild !== undefined &&
    (permissionsOf(world, guild, authorId, channel) & PermissionFlagsBits.MentionEveryone) !== 0n;
  const userIds = idsIn(text, /<@!?(\d+)>/g).filter((id) => rules.users(id));
  if (replied !== undefined && rules.replied) userIds.push(replied.id);
  const roleIds = idsIn(text, /<@&(\d+)>/g).filter((id) => {
    const role = guild?.roles.get(id);
    return role !== undefined && rules.roles(id) && (role.mentionable || mayMentionAll);
  });
  return {
    users: [...new Set(userIds)].flatMap((id) => world.users.get(id) ?? []),
    roles: [...new Set(roleIds)],
    everyone: mayMentionAll && rules.everyone && /@(?:everyone|here)/.test(text),
  };
};

/** For the ledger: nothing when nobody was notified. */
export const pinged = ({ users, roles, everyone }: Mentions): { pinged?: Pinged } =>
  users.length === 0 && roles.length === 0 && !everyone
    ? {}
    : { pinged: { everyone, users: users.map(({ id }) => id), roles } };
