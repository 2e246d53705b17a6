import { z } from 'zod';
import type { Fault } from '../errors.ts';

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

/** An empty set of values in which no name finds anything inherited. */
export const createVariables = (): Variables => ({ __proto__: null });

const numberShape = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;

/** `value` as the type that its definition asks for, or what is wrong with it. */
const convert = (value: VariableValue, type: VariableDefinition['type']): { value: VariableValue } | string => {
  if (value === null || type === undefined) return { value };
  if (type === 'string') return { value: String(value) };
  if (type === 'boolean') {
    if (typeof value === 'boolean') return { value };
    return value === 'true' || value === 'false' ? { value: value === 'true' } : 'must be true or false';
  }
  const text = String(value).trim();
  if (typeof value === 'boolean' || !numberShape.test(text)) return 'must be a number';
  const number = Number(text);
  if (!Number.isFinite(number)) return 'is too large a number';
  return typeof value === 'string' && /^[-+]?\d+$/.test(text) && !Number.isSafeInteger(number)
    ? 'has too many digits for a number; ask for a string to keep every digit'
    : { value: number };
};

/**
 * The values that a delivery works with: those given, converted to the declared types (numbers and booleans may come as
 * text), defaults for what is missing or null, and everything else that was sent. All faults at once, by
 * `variables.<name>`; with any of them `values` is not to be used.
 */
export const checkVariables = (
  definitions: readonly VariableDefinition[],
  given: Variables,
): { values: Variables; faults: Fault[] } => {
  const values = Object.assign(createVariables(), given);
  const faults: Fault[] = [];
  for (const { name, required = false, type, default: fallback } of definitions) {
    const sent = Object.hasOwn(given, name) ? (given[name] ?? null) : null;
    if (sent !== null) {
      const converted = convert(sent, type);
      if (typeof converted === 'string') faults.push({ path: `variables.${name}`, message: converted });
      else values[name] = converted.value;
    } else if (fallback !== undefined) {
      values[name] = fallback;
    } else if (required) {
      faults.push({ path: `variables.${name}`, message: 'is required' });
    }
  }
  return { values, faults };
};
