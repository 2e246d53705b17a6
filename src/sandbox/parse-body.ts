import { RESTJSONErrorCodes } from 'discord-api-types/v10';
import { z } from 'zod';
import { DiscordFault, type FormErrors } from './route.ts';

/** One fault of a form: the path to it, and Discord's code and text. */
export type FormFault = { path: PropertyKey[]; code: string; message: string };

/** 400 with code 50035 and the faults nested by field: https://docs.discord.com/developers/reference#error-messages */
export const invalidForm = (faults: FormFault[]): DiscordFault => {
  const errors: FormErrors = {};
  for (const { path, code, message } of faults) {
    let node = errors;
    for (const field of path.map(String)) {
      const next = node[field];
      const below: FormErrors = next === undefined || Array.isArray(next) ? {} : next;
      node[field] = below;
      node = below;
    }
    const known = node['_errors'];
    node['_errors'] = [...(Array.isArray(known) ? known : []), { code, message }];
  }
  return new DiscordFault(400, RESTJSONErrorCodes.InvalidFormBodyOrContentType, 'Invalid Form Body', errors);
};

const tooBig = (issue: z.core.$ZodIssueTooBig) => {
  if (issue.origin === 'string') {
    return { code: 'BASE_TYPE_MAX_LENGTH', message: `Must be ${issue.maximum} or fewer in length.` };
  }
  if (issue.origin === 'array') {
    return { code: 'BASE_TYPE_BAD_LENGTH', message: `Must be ${issue.maximum} or fewer in length.` };
  }
  return { code: 'NUMBER_TYPE_MAX', message: `int value should be less than or equal to ${issue.maximum}.` };
};

const tooSmall = (issue: z.core.$ZodIssueTooSmall) =>
  issue.origin === 'string' || issue.origin === 'array'
    ? { code: 'BASE_TYPE_BAD_LENGTH', message: `Must be ${issue.minimum} or more in length.` }
    : { code: 'NUMBER_TYPE_MIN', message: `int value should be greater than or equal to ${issue.minimum}.` };

const expected: Record<string, { code: string; message: string }> = {
  object: { code: 'DICT_TYPE_CONVERT', message: 'Only dictionaries may be used in a DictType' },
  array: { code: 'LIST_TYPE_CONVERT', message: 'Only iterables may be used in a ListType' },
  boolean: { code: 'BOOLEAN_TYPE_CONVERT', message: 'Must be either true or false.' },
  string: { code: 'STRING_TYPE_CONVERT', message: 'Could not interpret as string.' },
  number: { code: 'NUMBER_TYPE_COERCE', message: 'Value is not a number.' },
};

const required = { code: 'BASE_TYPE_REQUIRED', message: 'This field is required' };
const unfit = { code: 'BASE_TYPE_CHOICES', message: 'Value is not of the right kind or not one of those allowed.' };
const invalidUrl = { code: 'URL_TYPE_INVALID_URL', message: 'Not a well formed URL.' };

const texts = (issue: z.core.$ZodIssue) => {
  if (issue.code === 'too_big') return tooBig(issue);
  if (issue.code === 'too_small') return tooSmall(issue);
  if (issue.code === 'invalid_format' && issue.format === 'url') return invalidUrl;
  if (issue.code === 'invalid_type') return issue.input === undefined ? required : (expected[issue.expected] ?? unfit);
  return unfit;
};

/**
 * Holds `body` against `published`, a schema of Discord's API description, and gives it as `known`, the fields that the
 * sandbox works with. Throws a {@link DiscordFault} 50035 with every fault; unknown fields are ignored, as Discord does.
 */
export const parseBody = <Known extends z.ZodType>(
  published: z.core.$ZodType,
  body: unknown,
  known: Known,
): z.infer<Known> => {
  for (const schema of [published, known]) {
    const result = z.safeParse(schema, body ?? {}, { reportInput: true });
    if (!result.success) {
      throw invalidForm(result.error.issues.map((issue) => ({ path: issue.path, ...texts(issue) })));
    }
  }
  return known.parse(body ?? {});
};
