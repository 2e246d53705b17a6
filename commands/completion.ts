/** `text` as names are compared: without regard to case, to how its characters are composed, or to spaces around it. */
export const folded = (text: string): string => text.normalize('NFC').trim().toLocaleLowerCase('en');

/** Those whose name fits what is typed: names that begin with it first, then names that hold it, each in their order. */
export const fitting = <Item>(items: Item[], typed: string, nameOf: (item: Item) => string): Item[] => {
  const wanted = folded(typed);
  const starts = items.filter((item) => folded(nameOf(item)).startsWith(wanted));
  const holds = items.filter((item) => !starts.includes(item) && folded(nameOf(item)).includes(wanted));
  return [...starts, ...holds];
};
