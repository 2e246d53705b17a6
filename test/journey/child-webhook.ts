import assert from 'node:assert/strict';
import type { Sandbox } from './program.ts';

/** Makes a webhook as an admin does; its path, and the server's first key if this was its first webhook. */
export const createWebhook = async (sandbox: Pick<Sandbox, 'url'>, name: string, channel: string) => {
  const response = await fetch(`${sandbox.url}/interactions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      user: 'owner',
      command: 'webhook create',
      options: { name, channel, message: '<message>' },
    }),
  });
  const text = await response.text();
  assert.equal(response.status, 200, text);
  return { path: /\/webhook\/\d+\/\w+/.exec(text)?.[0] ?? assert.fail(text), key: /whk_\w+/.exec(text)?.[0] };
};

/** Calls a webhook with one message; the delivery's id once it is acknowledged, and the answer's status (0 without an answer). */
export const post = async ({ url, key, message }: { url: string; key: string; message: string }) => {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { authorization: key, 'content-type': 'application/json', 'idempotency-key': message },
      body: JSON.stringify({ variables: [{ name: 'message', variable: '{message}', value: message }] }),
    });
    const body = await response.text();
    return { status: response.status, id: response.ok ? /"id":"(\w+)"/.exec(body)?.[1] : undefined };
  } catch {
    return { status: 0, id: undefined };
  }
};
