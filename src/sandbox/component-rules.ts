import { ButtonStyle, ComponentType, MessageFlags } from 'discord-api-types/v10';
import { z } from 'zod';
import type { FormFault } from './parse-body.ts';

/** Rows of a message without components V2, and inputs of a modal: https://docs.discord.com/developers/components/reference */
const maxRows = 5;

const part = z.looseObject({ type: z.enum(ComponentType) });
const row = z.object({ type: z.literal(ComponentType.ActionRow), components: z.array(part) });

const button = z.object({
  type: z.literal(ComponentType.Button),
  style: z.enum(ButtonStyle),
  custom_id: z.string().nullish(),
  url: z.string().nullish(),
  sku_id: z.string().nullish(),
  label: z.string().nullish(),
  emoji: z.looseObject({}).nullish(),
});

const select = z.object({
  type: z.int(),
  options: z.array(z.object({ value: z.string(), default: z.boolean().nullish() })),
  min_values: z.int().nullish(),
  max_values: z.int().nullish(),
});

const input = z.object({
  type: z.literal(ComponentType.TextInput),
  label: z.string().nullish(),
  value: z.string().nullish(),
  min_length: z.int().nullish(),
  max_length: z.int().nullish(),
});

const holdsId = z.looseObject({ custom_id: z.string() });

/** Every component below `value`, with its path. */
const walk = (value: unknown, path: PropertyKey[]): { at: PropertyKey[]; found: unknown }[] => {
  if (typeof value !== 'object' || value === null) return [];
  const below = Object.entries(value).flatMap(([key, inner]) =>
    walk(inner, [...path, Array.isArray(value) ? Number(key) : key]),
  );
  return part.safeParse(value).success ? [{ at: path, found: value }, ...below] : below;
};

const duplicateFaults = (components: unknown[], path: PropertyKey[]): FormFault[] => {
  const seen = new Set<string>();
  return walk(components, path).flatMap(({ at, found }) => {
    const holder = holdsId.safeParse(found);
    if (!holder.success) return [];
    const { custom_id: id } = holder.data;
    if (!seen.has(id)) {
      seen.add(id);
      return [];
    }
    const message = 'Component custom id cannot be duplicated';
    return [{ path: [...at, 'custom_id'], code: 'COMPONENT_CUSTOM_ID_DUPLICATED', message }];
  });
};

const buttonFaults = (at: PropertyKey[], found: unknown): FormFault[] => {
  const parsed = button.safeParse(found);
  if (!parsed.success) return [];
  const { style, custom_id: id, url, sku_id: sku, label, emoji } = parsed.data;
  const required = (name: string, message: string) => [{ path: [...at, name], code: 'BASE_TYPE_REQUIRED', message }];
  const needed = style === ButtonStyle.Link ? 'url' : style === ButtonStyle.Premium ? 'sku_id' : 'custom_id';
  const given = { url, sku_id: sku, custom_id: id };
  const code = 'COMPONENT_CUSTOM_ID_AND_URL_EXCLUSIVE';
  return [
    ...(given[needed] ? [] : required(needed, `A button of this style needs a ${needed}`)),
    ...(id && url ? [{ path: at, code, message: 'A custom id and url cannot both be specified' }] : []),
    ...(needed !== 'sku_id' && !label && !emoji ? required('label', 'A button must have a label or an emoji') : []),
  ];
};

const selectFaults = (at: PropertyKey[], found: unknown): FormFault[] => {
  const parsed = select.safeParse(found);
  if (!parsed.success) return [];
  const { options, min_values: min, max_values: max } = parsed.data;
  const values = options.map(({ value }) => value);
  const path = [...at, 'options'];
  const faults: FormFault[] = [];
  if (new Set(values).size < values.length) {
    faults.push({
      path,
      code: 'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED',
      message: 'The specified option value is already used',
    });
  }
  if ((min ?? 1) > (max ?? 1)) {
    faults.push({ path: at, code: 'SELECT_COMPONENT_MIN_VALUES_GREATER_THAN_MAX', message: 'Minimum exceeds maximum' });
  }
  if ((max ?? 1) > options.length) {
    faults.push({ path: at, code: 'SELECT_COMPONENT_MAX_VALUES_TOO_LARGE', message: 'More values than options' });
  }
  if (options.filter(({ default: chosen }) => chosen === true).length > (max ?? 1)) {
    faults.push({ path, code: 'SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES', message: 'More defaults than values' });
  }
  return faults;
};

const rowFaults = (at: PropertyKey[], found: unknown): FormFault[] => {
  const parsed = row.safeParse(found);
  if (!parsed.success) return [];
  const { components } = parsed.data;
  const buttons = components.filter(({ type }) => type === ComponentType.Button);
  if (buttons.length === components.length || components.length <= 1) return [];
  const message = 'The specified component exceeds the maximum width';
  return [{ path: [...at, 'components'], code: 'COMPONENT_LAYOUT_WIDTH_EXCEEDED', message }];
};

const partFaults = (components: unknown[], path: PropertyKey[]) =>
  walk(components, path).flatMap(({ at, found }) => [
    ...buttonFaults(at, found),
    ...selectFaults(at, found),
    ...rowFaults(at, found),
  ]);

const tooMany = (path: PropertyKey[], message: string) => [{ path, code: 'BASE_TYPE_BAD_LENGTH', message }];

/** What Discord refuses of a message's components beyond its published schema; `path` is where they are in the request. */
export const componentFaults = (
  { components, flags }: { components?: unknown[] | null | undefined; flags?: number | null | undefined },
  path: PropertyKey[] = ['components'],
): FormFault[] => {
  const list = components ?? [];
  const isV2 = ((flags ?? 0) & MessageFlags.IsComponentsV2) !== 0;
  const others = list.filter((component) => !row.safeParse(component).success);
  return [
    ...(!isV2 && list.length > maxRows ? tooMany(path, `Must be between 0 and ${maxRows} in length.`) : []),
    ...(!isV2 && others.length > 0
      ? [{ path, code: 'UNION_TYPE_CHOICES', message: `Value of field "type" must be one of (1,).` }]
      : []),
    ...duplicateFaults(list, path),
    ...partFaults(list, path),
  ];
};

const inputFaults = (at: PropertyKey[], found: unknown): FormFault[] => {
  const parsed = input.safeParse(found);
  if (!parsed.success) return [];
  const { label, value, min_length: min, max_length: max } = parsed.data;
  const isInRow = at.at(-2) === 'components';
  const faults: FormFault[] = [];
  if (isInRow && !label)
    faults.push({ path: [...at, 'label'], code: 'BASE_TYPE_REQUIRED', message: 'This field is required' });
  if (!isInRow && label) {
    faults.push({
      path: [...at, 'label'],
      code: 'BASE_TYPE_EXCLUSIVE',
      message: 'The label belongs to the component around it',
    });
  }
  if ((min ?? 0) > (max ?? 4000)) {
    faults.push({ path: at, code: 'TEXT_INPUT_MIN_LENGTH_GREATER_THAN_MAX', message: 'Minimum exceeds maximum' });
  }
  if (value && value.length > (max ?? 4000)) {
    faults.push({
      path: [...at, 'value'],
      code: 'BASE_TYPE_MAX_LENGTH',
      message: `Must be ${max} or fewer in length.`,
    });
  }
  return faults;
};

/** What Discord refuses of a modal's components beyond its published schema: https://docs.discord.com/developers/interactions/receiving-and-responding#modal */
export const modalFaults = (components: unknown[], path: PropertyKey[] = ['data', 'components']): FormFault[] => [
  ...(components.length > maxRows ? tooMany(path, `Must be between 1 and ${maxRows} in length.`) : []),
  ...duplicateFaults(components, path),
  ...walk(components, path).flatMap(({ at, found }) => [...inputFaults(at, found), ...rowFaults(at, found)]),
];
