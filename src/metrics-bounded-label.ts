/** What stands for every name that came too late to get a series of its own. */
const otherName = 'other';

/** The label of a name: itself for the first `most` names that come, `other` for all later ones, so that the number of series stays finite. */
export const createBoundedLabel = (most: number): ((name: string) => string) => {
  const known = new Set<string>();
  return (name) => {
    if (known.has(name)) return name;
    if (known.size >= most) return otherName;
    known.add(name);
    return name;
  };
};
