import assert from 'node:assert/strict';
import { z } from 'zod';

const problem = z.strictObject({
  type: z.string().startsWith('/problems/'),
  title: z.string().min(1),
  status: z.int(),
  detail: z.string().min(1),
  code: z.string().regex(/^[a-z]+(-[a-z]+)*$/),
  errors: z.array(z.strictObject({ path: z.string(), message: z.string().min(1) })).optional(),
});

/** Reads a refusal and checks what every refusal has; gives its parts. */
export const refusal = async (answer: Promise<Response>) => {
  const response = await answer;
  const body = problem.parse(await response.json());
  assert.equal(response.headers.get('content-type'), 'application/problem+json; charset=utf-8');
  assert.equal(body.status, response.status);
  assert.equal(body.type, `/problems/${body.code}`);
  assert.equal(body.errors !== undefined, response.status === 400, 'errors belong to every 400, and to nothing else');
  assert.match(response.headers.get('x-request-id') ?? '', /^[\w.:-]{1,128}$/);
  assert.equal(response.headers.has('retry-after'), response.status === 429 || response.status === 503);
  return {
    status: response.status,
    code: body.code,
    detail: body.detail,
    paths: body.errors?.map(({ path }) => path),
    headers: response.headers,
  };
};

/** The same for an answer read off a socket; the first in `text`. */
export const rawRefusal = (text: string) => {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]);
  assert.match(head, /\r\nX-Request-Id: [\w.:-]+/);
  assert.match(head, /\r\nContent-Type: application\/problem\+json/);
  const body = problem.parse(JSON.parse(rest.join('\r\n\r\n').split(/HTTP\/1\.1 \d{3} /)[0] ?? ''));
  assert.equal(body.status, status);
  return { status, code: body.code, head };
};
