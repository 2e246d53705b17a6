import { GatewayOpcodes } from 'discord-api-types/v10';
import { z } from 'zod';
import { snowflake } from '../domain/snowflake.ts';

/** Most bytes of one payload from a client: https://docs.discord.com/developers/events/gateway#sending-events */
export const maxPayloadBytes = 4096;

const presence = z.object({
  since: z.number().nullish(),
  activities: z.array(z.object({ name: z.string().max(128), type: z.int().min(0).max(5) })).optional(),
  status: z.enum(['online', 'dnd', 'idle', 'invisible', 'offline']).optional(),
  afk: z.boolean().optional(),
});

/** IDENTIFY's data. */
export const identify = z.object({
  token: z.string(),
  properties: z.object({ os: z.string(), browser: z.string(), device: z.string() }),
  intents: z.number(),
  shard: z.tuple([z.int(), z.int()]).optional(),
  compress: z.boolean().nullish(),
  large_threshold: z.int().min(50).max(250).optional(),
  presence: presence.nullish(),
});

/** RESUME's data. */
export const resume = z.object({ token: z.string(), session_id: z.string(), seq: z.int().min(0) });

/** REQUEST_GUILD_MEMBERS' data: by ids, or by the start of a name: https://docs.discord.com/developers/events/gateway-events#request-guild-members */
export const requestMembers = z
  .object({
    guild_id: snowflake,
    query: z.string().optional(),
    limit: z.int().min(0).optional(),
    presences: z.boolean().optional(),
    user_ids: z.union([snowflake.transform((id) => [id]), z.array(snowflake).max(100)]).optional(),
    nonce: z.string().optional(),
  })
  .refine(({ query, user_ids }) => query !== undefined || user_ids !== undefined)
  .refine(({ query, limit }) => query === undefined || limit !== undefined)
  .refine(({ query, limit }) => !query || (limit ?? 0) <= 100);

/** What a client may send; anything else is a decode error or an unknown opcode. */
export const clientFrame = z.discriminatedUnion('op', [
  z.object({ op: z.literal(GatewayOpcodes.Heartbeat), d: z.int().nullable() }),
  z.object({ op: z.literal(GatewayOpcodes.Identify), d: identify }),
  z.object({ op: z.literal(GatewayOpcodes.PresenceUpdate), d: presence }),
  z.object({
    op: z.literal(GatewayOpcodes.VoiceStateUpdate),
    d: z.object({
      guild_id: snowflake,
      channel_id: snowflake.nullable(),
      self_mute: z.boolean(),
      self_deaf: z.boolean(),
    }),
  }),
  z.object({ op: z.literal(GatewayOpcodes.Resume), d: resume }),
  z.object({ op: z.literal(GatewayOpcodes.RequestGuildMembers), d: requestMembers }),
  z.object({
    op: z.literal(GatewayOpcodes.RequestSoundboardSounds),
    d: z.object({ guild_ids: z.array(snowflake) }),
  }),
  z.object({ op: z.literal(GatewayOpcodes.RequestChannelInfo), d: z.object({ guild_id: snowflake }) }),
]);

const anyFrame = z.object({ op: z.int() });
const knownOps = new Set<number>(clientFrame.options.map(({ shape }) => shape.op.value));

/** One payload from a client, or why it is none. */
export const readFrame = (
  bytes: Buffer,
): { frame: z.infer<typeof clientFrame> } | { problem: 'not decodable' | 'unknown opcode' } => {
  if (bytes.length > maxPayloadBytes) return { problem: 'not decodable' };
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString('utf8'));
  } catch {
    return { problem: 'not decodable' };
  }
  const any = anyFrame.safeParse(json);
  if (!any.success) return { problem: 'not decodable' };
  if (!knownOps.has(any.data.op)) return { problem: 'unknown opcode' };
  const frame = clientFrame.safeParse(json);
  return frame.success ? { frame: frame.data } : { problem: 'not decodable' };
};
