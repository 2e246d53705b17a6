import type { Doors, DoorRequest, Method } from '../../src/actions/doors.ts';
import type { ActionContext } from '../../src/actions/action-kind.ts';
import { findAction, parseFields } from '../../src/actions/index.ts';
import type { JsonObject } from '../../src/domain/json.ts';
import type { MentionPolicy } from '../../src/domain/webhook.ts';

/** One call at a door, as it was made. */
export type DoorCall = { door: string; method?: Method; path?: string[]; request?: DoorRequest | undefined };

/** The ids that the doors of the tests know. */
export const known = {
  guild: '100000000000000001',
  channel: '100000000000000002',
  dm: '100000000000000003',
  member: '100000000000000004',
  role: '100000000000000005',
  message: '100000000000000006',
} as const;

/** What a door does instead of answering, by its name: throw this. */
export type Failures = { [Door in keyof Doors]?: Error };

/** Doors that write down each call and answer as Discord would; names resolve to {@link known}. */
export const recordingDoors = (failures: Failures = {}): Doors & { calls: DoorCall[] } => {
  const calls: DoorCall[] = [];
  const failing = (door: keyof Doors) => {
    const failure = failures[door];
    if (failure !== undefined) throw failure;
  };
  const message = (id: string, method: Method) => (method === 'DELETE' ? null : { id: known.message, channel_id: id });
  const refuse = () => Promise.reject(new Error('no action may ask for facts'));
  return {
    calls,
    guildId: known.guild,
    guild: async (method, path, request) => {
      calls.push({ door: 'guild', method, path, request });
      failing('guild');
      return null;
    },
    channel: async (id, method, path, request) => {
      calls.push({ door: `channel ${id}`, method, path, request });
      failing('channel');
      return message(id, method);
    },
    dm: async (id, method, path, request) => {
      calls.push({ door: `dm ${id}`, method, path, request });
      failing('dm');
      return message(known.dm, method);
    },
    resolveChannel: async (reference) => {
      calls.push({ door: `resolveChannel ${reference}` });
      failing('resolveChannel');
      return known.channel;
    },
    resolveRole: async (reference) => {
      calls.push({ door: `resolveRole ${reference}` });
      failing('resolveRole');
      return known.role;
    },
    resolveMember: async (reference) => {
      calls.push({ door: `resolveMember ${reference}` });
      failing('resolveMember');
      return known.member;
    },
    facts: { server: refuse, channel: refuse, member: refuse, bot: refuse },
  };
};

/** Runs an action of `kind` with `fields` (already filled) at recording doors. */
export const runAt = async (
  kind: string,
  fields: JsonObject,
  { mentions, failures }: { mentions?: MentionPolicy; failures?: Failures } = {},
) => {
  const action = findAction(kind);
  if (action === undefined) throw new Error(`no action ${kind}`);
  const doors = recordingDoors(failures);
  const notes: string[] = [];
  const context: ActionContext = { doors, nonce: 'nonce-1', mentions, note: (text) => void notes.push(text) };
  const result = await action.run(parseFields(kind, fields), context);
  const sent = doors.calls.filter(({ method }) => method !== undefined);
  return { result, notes, sent, calls: doors.calls, body: sent.at(-1)?.request?.body };
};
