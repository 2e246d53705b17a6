import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { parseQuery } from '../../src/sandbox/parse-query.ts';

const page = z.object({ limit: z.coerce.number().int().max(10).default(5) });

test('parameters are read, or refused as a form', () => {
  assert.deepEqual(parseQuery(page, new URLSearchParams('limit=7&other=1')), { limit: 7 });
  assert.deepEqual(parseQuery(page, new URLSearchParams()), { limit: 5 });
  for (const query of ['limit=11', 'limit=x', 'limit=1.5']) {
    assert.throws(() => parseQuery(page, new URLSearchParams(query)), { status: 400, code: 50_035 }, query);
  }
});
