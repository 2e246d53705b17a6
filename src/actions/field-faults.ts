import type { z } from 'zod';
import type { Fault } from '../errors.ts';

const pathOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((so, step) => {
    if (typeof step === 'number') return `${so}[${step}]`;
    return so === '' ? String(step) : `${so}.${String(step)}`;
  }, '');

const kinds: Record<string, string> = { array: 'must be a list', object: 'must be an object' };

/** Every fault that a schema found in an action's fields, by path (`embeds[0].fields[1].name`); each unknown field on its own. */
export const faultsOf = ({ issues }: z.ZodError): Fault[] =>
  issues.flatMap((issue): Fault[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        path: pathOf([...issue.path, key]),
        message: 'is not a field of this action',
      }));
    }
    const wanted = issue.code === 'invalid_type' ? kinds[issue.expected] : undefined;
    return [{ path: pathOf(issue.path), message: wanted ?? issue.message }];
  });
