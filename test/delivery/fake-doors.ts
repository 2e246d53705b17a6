import type { Doors, OpenDoors } from '../../src/actions/doors.ts';
import type { Json } from '../../src/domain/json.ts';

/** One call that came through a door. */
export type DoorCall = {
  door: 'guild' | 'channel' | 'dm';
  id: string;
  method: string;
  path: string[];
  body: Json | undefined;
};

/** Doors that record every call and answer as `answer` says; it may throw. References resolve to themselves. */
export const createFakeDoors = (answer: (call: DoorCall) => unknown): { open: OpenDoors; calls: DoorCall[] } => {
  const calls: DoorCall[] = [];
  const hear = async (call: DoorCall): Promise<unknown> => {
    calls.push(call);
    return answer(call);
  };
  const open: OpenDoors = (guildId): Doors => ({
    guildId,
    guild: (method, path, request) => hear({ door: 'guild', id: guildId, method, path, body: request?.body }),
    channel: (id, method, path, request) => hear({ door: 'channel', id, method, path, body: request?.body }),
    dm: (id, method, path, request) => hear({ door: 'dm', id, method, path, body: request?.body }),
    resolveChannel: async (reference) => reference,
    resolveRole: async (reference) => reference,
    resolveMember: async (reference) => reference,
    facts: {
      server: async () => ({ id: guildId, name: 'Our *server*', members: 12, icon: '' }),
      channel: async (id) => ({ id, name: 'alerts', topic: 'What is up', mention: `<#${id}>` }),
      member: async (id) => ({
        id,
        name: 'Ann',
        username: 'ann',
        mention: `<@${id}>`,
        joined_at: '2026-01-01T00:00:00.000Z',
        avatar: '',
      }),
      bot: async () => ({ id: '1', name: 'Guildhook', mention: '<@1>' }),
    },
  });
  return { open, calls };
};
