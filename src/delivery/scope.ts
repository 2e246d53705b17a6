import type { Doors } from '../actions/doors.ts';
import type { DeliveryInput } from '../domain/delivery.ts';
import { fillFields, tokenNames } from '../domain/fill.ts';
import type { JsonObject } from '../domain/json.ts';
import type { Scope } from '../domain/template.ts';

/** What {@link loadScope} needs: one action's fields as written, and whose they are. */
export type ScopeRequest = {
  fields: JsonObject;
  input: DeliveryInput;
  delivery: { id: string; createdAt: number };
  doors: Doors;
  unresolved: (token: string) => void;
};

const reach = (value: unknown, path: readonly (string | number)[]): unknown => {
  let current = value;
  for (const step of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, step)) return undefined;
    current = Reflect.get(current, step);
  }
  return current;
};

/**
 * What the tokens of one action stand for: the caller's variables, and beside them what is built in. Only the facts
 * that the action's texts name are asked for. `<channel.…>` is the action's channel, `<member.…>` and `<user.…>` its member.
 * Rejects with an AppError when such a fact cannot be had.
 */
export const loadScope = async ({ fields, input, delivery, doors, unresolved }: ScopeRequest): Promise<Scope> => {
  const used = tokenNames(fields);
  const { variables, webhook } = input;
  const builtIn = new Map<string, unknown>([
    ['webhook', { id: webhook.id, name: webhook.definition.name }],
    ['delivery', { id: delivery.id }],
  ]);
  const scope: Scope = {
    now: delivery.createdAt,
    unresolved,
    lookup: (name, path) => {
      const own = Object.hasOwn(variables, name) ? reach(variables[name], path) : undefined;
      return own === undefined && path.length > 0 ? reach(builtIn.get(name), path) : own;
    },
  };

  /** The text of a field that names what the action is about, filled with what is known so far. */
  const reference = (field: 'channel' | 'member'): string | undefined => {
    const written = fields[field];
    if (written === undefined) return undefined;
    const filled = fillFields(
      { [field]: written },
      { isMarkdown: () => false, scope: { ...scope, unresolved: () => undefined } },
    )[field];
    return typeof filled === 'string' ? filled : undefined;
  };

  if (used.has('server')) builtIn.set('server', await doors.facts.server());
  if (used.has('bot')) builtIn.set('bot', await doors.facts.bot());
  if (used.has('channel')) {
    const channel = reference('channel');
    if (channel !== undefined) builtIn.set('channel', await doors.facts.channel(await doors.resolveChannel(channel)));
  }
  if (used.has('member') || used.has('user')) {
    const member = reference('member');
    if (member !== undefined) {
      const facts = await doors.facts.member(await doors.resolveMember(member));
      builtIn.set('member', facts);
      builtIn.set('user', facts);
    }
  }
  return scope;
};
