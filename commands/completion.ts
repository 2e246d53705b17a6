import type { Choice } from '../src/discord/command.ts';

/** `text` as names are compared: without regard to case, to how its characters are composed, or to spaces around it. */
export const folded = (text: string): string => text.normalize('NFC').trim().toLocaleLowerCase('en');

/** The choices that fit what is typed: those that begin with it first, then those that hold it, each in their order. */
export const fitting = (choices: Choice[], typed: string): Choice[] => {
  const wanted = folded(typed);
  const starts = choices.filter(({ name }) => folded(name).startsWith(wanted));
  const holds = choices.filter((choice) => !starts.includes(choice) && folded(choice.name).includes(wanted));
  return [...starts, ...holds];
};
