import { z } from 'zod';

/** A name usable in a token: a letter or `_`, then letters, digits, `_`; never one that JavaScript objects carry. */
export const variableName = z
  .string()
  .regex(/^[A-Za-z_]\w{0,63}$/, 'must be a letter or _, then letters, digits, _ (at most 64)')
  .refine((name) => !forbiddenNames.has(name), 'is a reserved name');

const forbiddenNames = new Set(['__proto__', 'constructor', 'prototype']);

/** What one variable may hold. */
export const variableValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** A value that a caller sends. */
export type VariableValue = z.infer<typeof variableValue>;

/** The values of one call by name; without a prototype, so that no name finds anything inherited. */
export type Variables = Record<string, VariableValue>;

/** A variable that a webhook declares. `default` is used when the caller sends none. */
export const variableDefinition = z.strictObject({
  name: variableName,
  description: z.string().max(200).optional(),
  required: z.boolean().optional(),
  type: z.enum(['string', 'number', 'boolean']).optional(),
  default: variableValue.optional(),
});

/** A variable that a webhook declares. */
export type VariableDefinition = z.infer<typeof variableDefinition>;
