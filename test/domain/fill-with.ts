import { fillTemplate, parseTemplate, type Scope, type TextFormat } from '../../src/domain/template.ts';

/** A scope over plain values, own properties only, and the tokens that it was told of as unresolved. */
export const scopeOf = (values: object, now = Date.UTC(2026, 10, 21, 14, 50, 7)): Scope & { left: string[] } => {
  const left: string[] = [];
  return {
    now,
    left,
    unresolved: (token) => void left.push(token),
    lookup: (name, path) => {
      let current: unknown = values;
      for (const step of [name, ...path]) {
        if (typeof current !== 'object' || current === null || !Object.hasOwn(current, step)) return undefined;
        current = Object.getOwnPropertyDescriptor(current, step)?.value;
      }
      return current;
    },
  };
};

/** `text` filled with `values`. */
export const fillWith = (text: string, values: object = {}, format: TextFormat = 'markdown'): string =>
  fillTemplate(parseTemplate(text), scopeOf(values), format);
