import type { IncomingMessage } from 'node:http';
import { RESTJSONErrorCodes } from 'discord-api-types/v10';
import { DiscordFault } from './route.ts';

/** https://docs.discord.com/developers/reference#uploading-files */
const maxRequestBytes = 25 * 1024 * 1024;

const readBytes = async (request: IncomingMessage) => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!(chunk instanceof Uint8Array)) continue;
    size += chunk.byteLength;
    if (size > maxRequestBytes) {
      throw new DiscordFault(413, RESTJSONErrorCodes.RequestEntityTooLarge, 'Request entity too large');
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new DiscordFault(
      400,
      RESTJSONErrorCodes.RequestBodyContainsInvalidJSON,
      'The request body contains invalid JSON.',
    );
  }
};

const fromForm = async (bytes: Buffer, contentType: string) => {
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': contentType } }).formData();
  const payload = form.get('payload_json');
  return typeof payload === 'string' ? parseJson(payload) : {};
};

/** The body of a request: JSON, or `payload_json` of a multipart form. `undefined` when there is none. Throws a {@link DiscordFault}. */
export const readRequestBody = async (request: IncomingMessage): Promise<unknown> => {
  const bytes = await readBytes(request);
  if (bytes.length === 0) return undefined;
  const contentType = request.headers['content-type'] ?? '';
  if (contentType.startsWith('application/json')) return parseJson(bytes.toString('utf8'));
  if (contentType.startsWith('multipart/form-data')) return fromForm(bytes, contentType);
  throw new DiscordFault(
    400,
    RESTJSONErrorCodes.InvalidFormBodyOrContentType,
    `Expected "Content-Type" header to be one of {'application/json'}.`,
  );
};
