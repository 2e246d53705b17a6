import type { Fault } from '../errors.ts';

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const deepest = 20;

/**
 * The faults in Discord's tree of field errors, flattened: `{embeds: {0: {title: {_errors: [{message}]}}}}` becomes
 * `embeds[0].title`. https://docs.discord.com/developers/reference#error-messages
 */
export const fieldFaults = (errors: unknown, path = '', depth = 0): Fault[] => {
  if (!isObject(errors) || depth > deepest) return [];
  return Object.entries(errors).flatMap(([name, value]) => {
    if (name === '_errors') {
      return (Array.isArray(value) ? value : [])
        .filter((error) => isObject(error) && typeof error.message === 'string')
        .map((error: { message: string }) => ({ path, message: error.message }));
    }
    const inner = /^\d+$/.test(name) ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`;
    return fieldFaults(value, inner, depth + 1);
  });
};
