import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import {
  createVariables,
  variableName,
  variableValue,
  type Variables,
  type VariableValue,
} from '../domain/variables.ts';
import { AppError, type Fault } from '../errors.ts';
import type { Source } from './source.ts';
import { parseStrictJson } from './strict-json.ts';

const mostVariables = 1000;
const longestDescription = 200;
const mostFaults = 100;

/** `{name}` and `<name>` as callers have written them → the name. Callers repeat themselves, so that few are checked twice. */
const known = new LRUCache<string, string>({ max: 5000 });

const readName = (written: string): string | undefined => {
  const seen = known.get(written);
  if (seen !== undefined) return seen;
  const [, braces, angles] = /^(?:\{(.*)\}|<(.*)>)$/.exec(written) ?? [];
  const name = variableName.safeParse(braces ?? angles).data;
  if (name !== undefined) known.set(written, name);
  return name;
};

const variableItem = z.looseObject(
  {
    name: z
      .string('must be a text that describes the variable')
      .max(longestDescription, `must be at most ${longestDescription} characters`),
    variable: z
      .string('must be a text: {name} or <name>')
      .refine(
        (written) => readName(written) !== undefined,
        'must be {name} or <name>; a name is a letter or _, then letters, digits, _ (at most 64)',
      ),
    value: z.custom<VariableValue>(
      (value) => variableValue.safeParse(value).success,
      'must be a text, a number, true, false or null',
    ),
  },
  'must be an object with name, variable and value',
);

/** The body of the BotGhost document: https://docs.botghost.com/modules/webhooks#api-reference */
const variablesBody = z.looseObject(
  { variables: z.array(variableItem, 'must be a list of objects with name, variable and value').optional() },
  'must be an object such as {"variables":[{"name":"User","variable":"{user}","value":"Ann"}]}',
);

const list = z.object({ variables: z.array(z.unknown()) });
const spelled = z.object({ variable: z.string() });

/** Each variable that came before in `items`; items of the wrong shape are passed over. */
const findRepetitions = (items: unknown[]): Fault[] => {
  const firsts = new Map<string, number>();
  return items.flatMap((item, index) => {
    const name = readName(spelled.safeParse(item).data?.variable ?? '');
    if (name === undefined) return [];
    const first = firsts.get(name);
    if (first === undefined) firsts.set(name, index);
    return first === undefined
      ? []
      : [{ path: `variables[${index}].variable`, message: `is the same variable as variables[${first}]` }];
  });
};

const pathOf = (path: PropertyKey[]): string =>
  path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? String(step) : `${text}.${String(step)}`;
  }, '');

const findFaults = (body: unknown): Fault[] => {
  const items = list.safeParse(body).data?.variables ?? [];
  if (items.length > mostVariables) {
    return [{ path: 'variables', message: `must hold at most ${mostVariables} variables` }];
  }
  const issues = variablesBody.safeParse(body).error?.issues ?? [];
  const faults = [...issues.map(({ path, message }) => ({ path: pathOf(path), message })), ...findRepetitions(items)];
  const left = faults.length - mostFaults;
  return left <= 0
    ? faults
    : [...faults.slice(0, mostFaults), { path: 'variables', message: `has ${left} more faults` }];
};

/** The values of a body without any fault. */
const readFaultless = (body: unknown): Variables | undefined => {
  const { data } = variablesBody.safeParse(body);
  if (data === undefined || (data.variables ?? []).length > mostVariables) return undefined;
  const values = createVariables();
  for (const { variable, value } of data.variables ?? []) {
    const name = readName(variable);
    if (name === undefined || name in values) return undefined;
    values[name] = value;
  }
  return values;
};

const variables: Source = {
  name: 'variables',
  contentTypes: ['application/json', 'application/*+json'],
  read(bytes) {
    if (bytes.length === 0) return { variables: createVariables() };
    const body = parseStrictJson(bytes);
    const values = readFaultless(body);
    if (values !== undefined) return { variables: values };
    throw new AppError('invalid-request', 'The body does not have the right shape.', { faults: findFaults(body) });
  },
};

export default variables;
