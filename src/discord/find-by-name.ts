import { AppError } from '../errors.ts';

/** Something that has an id and a name. */
export type Named = { id: string; name?: string | null | undefined };

const shown = 5;

/** `name` as it may stand in an error. */
export const quoted = (name: string): string => `"${name.length > 100 ? `${name.slice(0, 100)}…` : name}"`;

/**
 * The one of `things` called `name`, exactly or else but for upper and lower case; `undefined` when there is none.
 * @throws AppError `invalid-action` that names the ids when there are several.
 */
export const findByName = <Thing extends Named>(
  things: readonly Thing[],
  name: string,
  plural: string,
): Thing | undefined => {
  const folded = name.toLowerCase();
  const exact = things.filter((thing) => thing.name === name);
  const found = exact.length > 0 ? exact : things.filter((thing) => thing.name?.toLowerCase() === folded);
  if (found.length < 2) return found[0];
  const ids = found
    .slice(0, shown)
    .map(({ id }) => id)
    .join(', ');
  throw new AppError(
    'invalid-action',
    `${found.length} ${plural} of this server are called ${quoted(name)} (${ids}${found.length > shown ? ', …' : ''}). Give the id of the one that is meant.`,
  );
};
