import type { Source } from './source.ts';
import variables from './variables.ts';

/** Every source, the default first. */
export const sources: readonly [Source, ...Source[]] = [variables];
