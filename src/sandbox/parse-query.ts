import type { z } from 'zod';
import { parseBody } from './parse-body.ts';

/** Query parameters as `schema` reads them; throws a 50035 fault like a body would. */
export const parseQuery = <Query extends z.ZodType>(schema: Query, query: URLSearchParams): z.infer<Query> =>
  parseBody(schema, Object.fromEntries(query), schema);
