import { ComponentType, type APIMessage } from 'discord-api-types/v10';
import { z } from 'zod';
import { findChannel, findMember, findRole, impossible, type Seat } from './interaction-people.ts';
import type { Modal } from './interaction-store.ts';
import type { ShownMessage } from './shown-messages.ts';

const pressable = z.object({
  type: z.enum(ComponentType),
  custom_id: z.string(),
  disabled: z.boolean().nullish(),
  options: z.array(z.object({ value: z.string() })).nullish(),
  min_values: z.int().nullish(),
  max_values: z.int().nullish(),
});

/** A button or select that can be used. */
export type Pressable = z.infer<typeof pressable>;

/** Every button and select below `value`. */
const pressablesIn = (value: unknown): Pressable[] => {
  if (typeof value !== 'object' || value === null) return [];
  const own = pressable.safeParse(value);
  return [...(own.success ? [own.data] : []), ...Object.values(value).flatMap(pressablesIn)];
};

/** The component with this custom id in the newest message that has one. Throws when it is absent or disabled. */
export const findComponent = (
  messages: ShownMessage[],
  { customId, messageId }: { customId: string; messageId?: string | undefined },
): { component: Pressable; message: APIMessage; place: ShownMessage['place'] } => {
  for (const { message, place } of messages) {
    if (messageId !== undefined && message.id !== messageId) continue;
    const component = pressablesIn(message.components).find(({ custom_id: id }) => id === customId);
    if (component === undefined) continue;
    if (component.disabled === true) throw impossible(`The component "${customId}" is disabled`);
    return { component, message, place };
  }
  throw impossible(`No message that this user sees has a component "${customId}"`);
};

const selects: Partial<Record<ComponentType, (seat: Seat, text: string) => string | undefined>> = {
  [ComponentType.UserSelect]: ({ guild }, text) => findMember(guild, text)?.user.id,
  [ComponentType.RoleSelect]: ({ guild }, text) => findRole(guild, text)?.id,
  [ComponentType.MentionableSelect]: ({ guild }, text) => findMember(guild, text)?.user.id ?? findRole(guild, text)?.id,
  [ComponentType.ChannelSelect]: ({ guild }, text) => findChannel(guild, text)?.id,
};

/** The values of a select as Discord sends them; `undefined` for a button. Throws for what cannot be chosen. */
export const chosenValues = (seat: Seat, component: Pressable, values: string[] | undefined): string[] | undefined => {
  const { type, custom_id: id, options, min_values: min, max_values: max } = component;
  if (type === ComponentType.Button) {
    if (values !== undefined) throw impossible(`"${id}" is a button and takes no values`);
    return undefined;
  }
  const chosen = values ?? [];
  if (chosen.length < (min ?? 1) || chosen.length > (max ?? 1)) {
    throw impossible(`"${id}" takes ${min ?? 1} to ${max ?? 1} values`);
  }
  return chosen.map((value) => {
    const read = selects[type];
    const found = read === undefined ? options?.find((option) => option.value === value)?.value : read(seat, value);
    if (found === undefined) throw impossible(`"${id}" does not offer "${value}"`);
    return found;
  });
};

const field = z.object({
  type: z.enum(ComponentType),
  id: z.int().nullish(),
  custom_id: z.string(),
  label: z.string().nullish(),
  value: z.string().nullish(),
  required: z.boolean().nullish(),
  min_length: z.int().nullish(),
  max_length: z.int().nullish(),
  min_values: z.int().nullish(),
  max_values: z.int().nullish(),
  options: z.array(z.object({ value: z.string(), default: z.boolean().nullish() })).nullish(),
});
const row = z.object({ type: z.literal(ComponentType.ActionRow), components: z.array(field) });
const label = z.object({ type: z.literal(ComponentType.Label), component: field });

type Field = z.infer<typeof field>;

const typedText = ({ custom_id: id, value, required, min_length: min, max_length: max }: Field, given: unknown) => {
  const text = given === undefined ? (value ?? '') : given;
  if (typeof text !== 'string') throw impossible(`Field "${id}" must be a text`);
  if (text === '' && required !== false) throw impossible(`Field "${id}" is required`);
  if (text !== '' && text.length < (min ?? 0)) throw impossible(`Field "${id}" must have at least ${min} characters`);
  if (text.length > (max ?? 4000)) throw impossible(`Field "${id}" must have at most ${max ?? 4000} characters`);
  return text;
};

const filled = (seat: Seat, one: Field, given: unknown) => {
  const { type, custom_id: id } = one;
  if (type === ComponentType.TextInput) return { type, custom_id: id, value: typedText(one, given) };
  const defaults = one.options?.flatMap((option) => (option.default === true ? [option.value] : [])) ?? [];
  const values = z.array(z.string()).safeParse(typeof given === 'string' ? [given] : (given ?? defaults));
  if (!values.success) throw impossible(`Field "${id}" must be a list of texts`);
  if (values.data.length === 0 && one.required === false) return { type, custom_id: id, values: [] };
  return { type, custom_id: id, values: chosenValues(seat, one, values.data) ?? [] };
};

/** A form as Discord sends it once filled in; fields left out keep what the form was shown with. Throws for what it would not accept. */
export const filledModal = (
  seat: Seat,
  modal: Modal,
  fields: Record<string, unknown>,
): { custom_id: string; components: object[] } => {
  const known = new Set<string>();
  const fill = (one: Field) => {
    known.add(one.custom_id);
    return filled(seat, one, fields[one.custom_id]);
  };
  const components = modal.components.map((component) => {
    const inRow = row.safeParse(component);
    if (inRow.success) return { type: ComponentType.ActionRow, components: inRow.data.components.map(fill) };
    const inLabel = label.safeParse(component);
    if (inLabel.success) return { type: ComponentType.Label, component: fill(inLabel.data.component) };
    return { type: ComponentType.TextDisplay };
  });
  const unknown = Object.keys(fields).find((id) => !known.has(id));
  if (unknown !== undefined) throw impossible(`The form has no field "${unknown}"; it has: ${[...known].join(', ')}`);
  return { custom_id: modal.custom_id, components };
};
