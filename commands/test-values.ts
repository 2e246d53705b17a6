import { AppError } from '../src/errors.ts';
import type { CallContext } from '../src/discord/command.ts';
import { createVariables, variableName, type Variables } from '../src/domain/variables.ts';
import { inCode } from './shown.ts';

const escapes: Record<string, string> = { n: '\n', t: '\t' };
const unescape = (text: string): string => text.replaceAll(/\\(.)/gs, (_, next: string) => escapes[next] ?? next);

/** `name=` and then a value in double quotes, or one up to the next space; a backslash takes the next character as it is. */
const assignment = /\s*([^\s=]+)=(?:"((?:[^"\\]|\\.)*)"|((?:[^\s"\\]|\\.)(?:[^\s\\]|\\.)*)?)(?=\s|$)/gsy;

/** Splits `name=value name="two words"`; throws `invalid-request` that quotes what it stumbled over. */
export const parseAssignments = (given: string, { text }: Pick<CallContext, 'text'>): Variables => {
  const values = createVariables();
  const wrong = (key: string, part: string) =>
    new AppError('invalid-request', text(`test-values.${key}`, { part: inCode(part.slice(0, 100)) }));
  const input = given.trim();
  let at = 0;
  while (at < input.length) {
    assignment.lastIndex = at;
    const [whole, writtenName, quoted, plain] = assignment.exec(input) ?? [];
    if (whole === undefined || writtenName === undefined) {
      throw wrong('not-understood', input.slice(at).trim());
    }
    const name = /^[<{](.*)[>}]$/.exec(writtenName)?.[1] ?? writtenName;
    if (!variableName.safeParse(name).success) throw wrong('wrong-name', name);
    if (Object.hasOwn(values, name)) throw wrong('twice', name);
    values[name] = unescape(quoted ?? plain ?? '');
    at += whole.length;
  }
  return values;
};
