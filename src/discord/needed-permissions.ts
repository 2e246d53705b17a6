import type { Method } from '../actions/doors.ts';
import type { Json } from '../domain/json.ts';
import type { PermissionFlag } from '../domain/permissions.ts';

/** A call as a door made it: `path` below the guild or channel. */
export type DoorCall = { method: Method; path: readonly string[]; body?: Json | undefined };

type Need = {
  method: Method;
  path: RegExp;
  permissions: (body: Json | undefined, inThread: boolean) => PermissionFlag[];
};

const has = (body: Json | undefined, field: string) => {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return false;
  const value = body[field];
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null;
};

const sending = (body: Json | undefined, inThread: boolean): PermissionFlag[] => [
  inThread ? 'SendMessagesInThreads' : 'SendMessages',
  ...(has(body, 'embeds') ? (['EmbedLinks'] as const) : []),
  ...(has(body, 'message_reference') ? (['ReadMessageHistory'] as const) : []),
];

const inChannel: Need[] = [
  { method: 'POST', path: /^messages$/, permissions: sending },
  { method: 'DELETE', path: /^messages\/[^/]+$/, permissions: () => ['ManageMessages'] },
  { method: 'GET', path: /^messages/, permissions: () => ['ReadMessageHistory'] },
];

const inGuild: Need[] = [
  { method: 'PUT', path: /^members\/[^/]+\/roles\/[^/]+$/, permissions: () => ['ManageRoles'] },
  { method: 'DELETE', path: /^members\/[^/]+\/roles\/[^/]+$/, permissions: () => ['ManageRoles'] },
];

/** Permissions that Discord asks for before it does this; `channel` tells of the channel it is done in, if any. */
export const neededPermissions = (
  { method, path, body }: DoorCall,
  channel: { inThread: boolean } | undefined,
): PermissionFlag[] => {
  const joined = path.join('/');
  const need = (channel === undefined ? inGuild : inChannel).find(
    (candidate) => candidate.method === method && candidate.path.test(joined),
  );
  const permissions = need?.permissions(body, channel?.inThread ?? false) ?? [];
  return channel === undefined ? permissions : ['ViewChannel', ...permissions];
};

/** The role that the call gives or takes, if it does. */
export const roleOf = ({ path }: DoorCall): string | undefined =>
  path[0] === 'members' && path[2] === 'roles' ? path[3] : undefined;
