import { z } from 'zod';

/** Discord's ids, as text: https://docs.discord.com/developers/reference#snowflakes */
export const snowflake = z.string().regex(/^\d{17,20}$/, 'must be a Discord id, 17 to 20 digits');

/** A Discord id: 17 to 20 digits. */
export type Snowflake = z.infer<typeof snowflake>;

/** Whether `text` is shaped like a Discord id. */
export const isSnowflake = (text: string): boolean => snowflake.safeParse(text).success;

/** https://docs.discord.com/developers/reference#snowflakes */
const discordEpochMs = 1_420_070_400_000;

/** The id that is smaller than all made at `ms` (since 1970) or later; for times before Discord there is none smaller than "0". */
export const snowflakeAt = (ms: number): string => String(BigInt(Math.max(0, Math.floor(ms) - discordEpochMs)) << 22n);
