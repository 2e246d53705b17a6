import type { RESTOptions } from '@discordjs/rest';
import type { Brake } from './brake.ts';
import { rateLimited } from './rest-errors.ts';
import type { Answer, Outgoing, Transport } from './transport.ts';

/** Sends when the brake allows it, and tells the brake what came of it. Rejects with `discord-rate-limited` when it does not. */
export const createGuardedSend =
  ({ transport, brake }: { transport: Transport; brake: Brake }) =>
  async (url: string, outgoing: Outgoing): Promise<Answer> => {
    const heldMs = brake.admit();
    if (heldMs > 0) throw rateLimited(heldMs);
    let answer: Answer | undefined;
    try {
      answer = await brake.across(() => transport.send(url, outgoing));
      return answer;
    } finally {
      brake.settle(answer);
    }
  };

type Init = Parameters<RESTOptions['makeRequest']>[1];

const encode = async (body: NonNullable<Init['body']>): Promise<{ type: string | null; bytes: Uint8Array }> => {
  if (!(body instanceof FormData)) throw new TypeError('only JSON and forms are sent');
  const form = new Response(body);
  return { type: form.headers.get('content-type'), bytes: new Uint8Array(await form.arrayBuffer()) };
};

/** What the REST library wants sent: it builds plain headers, and JSON text or a form with files. */
export const outgoingOf = async ({ method = 'GET', headers, body, signal }: Init): Promise<Outgoing> => {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (typeof value === 'string') flat[name] = value;
  }
  const rest = { method, headers: flat, ...(signal && { signal }) };
  if (body === null || body === undefined || typeof body === 'string') return { ...rest, body: body ?? null };
  const { type, bytes } = await encode(body);
  if (type !== null) flat['Content-Type'] = type;
  return { ...rest, body: bytes };
};
