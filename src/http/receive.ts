import type { IncomingMessage, ServerResponse } from 'node:http';
import { MIMEType } from 'node:util';
import { AppError } from '../errors.ts';

const declaredLength = ({ headers }: IncomingMessage): number | undefined => {
  const { 'content-length': length, 'transfer-encoding': coding } = headers;
  if (length !== undefined) return Number(length);
  return coding === undefined ? 0 : undefined;
};

const tooLarge = (maxBodyBytes: number) =>
  new AppError('body-too-large', `The body must be at most ${maxBodyBytes} bytes.`);

const readType = (header: string): MIMEType | undefined => {
  try {
    return new MIMEType(header);
  } catch {
    return undefined;
  }
};

const isUtf8 = (charset: string | null) => charset === null || /^utf-?8$/i.test(charset);

const isReadable = (header: string, contentTypes: readonly string[]): boolean => {
  if (contentTypes.includes(header)) return true;
  const type = readType(header);
  if (type === undefined || !isUtf8(type.params.get('charset'))) return false;
  return contentTypes.some((wanted) => {
    const [start = '', end] = wanted.split('*');
    const { essence } = type;
    if (end === undefined) return essence === wanted;
    return essence.length > start.length + end.length && essence.startsWith(start) && essence.endsWith(end);
  });
};

/**
 * Checks what the headers say of the body, before a byte of it is kept: its size, coding and type. A body without a type is
 * taken for what the source reads.
 * @throws AppError `body-too-large`, `unsupported-media-type` or `invalid-request`.
 */
export const checkBody = (request: IncomingMessage, contentTypes: readonly string[], maxBodyBytes: number): void => {
  const { headers } = request;
  const length = declaredLength(request);
  if (length === 0) return;
  if (length !== undefined && length > maxBodyBytes) throw tooLarge(maxBodyBytes);
  const transfer = headers['transfer-encoding'];
  if (transfer !== undefined && transfer.toLowerCase() !== 'chunked') {
    throw new AppError('invalid-request', 'Send the body as it is or chunked, in no other transfer coding.');
  }
  const coding = headers['content-encoding'];
  if (coding !== undefined && coding.toLowerCase() !== 'identity') {
    throw new AppError('unsupported-media-type', 'Send the body uncompressed, without Content-Encoding.');
  }
  const type = headers['content-type'];
  if (type !== undefined && !isReadable(type, contentTypes)) {
    throw new AppError('unsupported-media-type', `Send the body as ${contentTypes[0]} in UTF-8.`);
  }
};

const collect = (request: IncomingMessage, maxBodyBytes: number): Promise<Buffer | undefined> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const keep = (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBodyBytes) {
        chunks.push(chunk);
        return;
      }
      request.off('data', keep);
      reject(tooLarge(maxBodyBytes));
    };
    request.on('data', keep);
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('error', () => resolve(undefined));
    request.once('close', () => resolve(undefined));
  });

/**
 * The whole body, byte for byte; `undefined` when the caller went away or was too slow, so that there is nobody to answer.
 * Rejects with AppError `body-too-large`; at most `maxBodyBytes` are ever kept.
 */
export const readBody = async (
  { request, response }: { request: IncomingMessage; response: ServerResponse },
  maxBodyBytes: number,
): Promise<Buffer | undefined> => {
  if (request.complete) {
    const bytes: unknown = request.read() ?? Buffer.alloc(0);
    if (!Buffer.isBuffer(bytes) || bytes.length > maxBodyBytes) throw tooLarge(maxBodyBytes);
    return bytes;
  }
  if (request.headers.expect !== undefined) response.writeContinue();
  return collect(request, maxBodyBytes);
};
