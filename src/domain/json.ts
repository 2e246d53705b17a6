import { z } from 'zod';

/** Any JSON value. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/** A JSON object. */
export type JsonObject = { [name: string]: Json };

/** Checks that a value read back from the store is a JSON object. */
export const jsonObject: z.ZodType<JsonObject> = z.record(z.string(), z.json());
