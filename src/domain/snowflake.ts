import { z } from 'zod';

/** Discord's ids, as text: https://docs.discord.com/developers/reference#snowflakes */
export const snowflake = z.string().regex(/^\d{17,20}$/, 'must be a Discord id, 17 to 20 digits');

/** A Discord id: 17 to 20 digits. */
export type Snowflake = z.infer<typeof snowflake>;

/** Whether `text` is shaped like a Discord id. */
export const isSnowflake = (text: string): boolean => snowflake.safeParse(text).success;
