import { pino, type DestinationStream } from 'pino';
import { pretty } from './logger-pretty.ts';

/** A fact sheet of one log line; keys named like secrets are replaced by `[redacted]`. */
export type LogFields = Record<string, unknown>;

/** Structured log: fields first, then a fixed sentence. */
export type Logger = {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
  /** A logger whose every line carries `fields` too. */
  child(fields: LogFields): Logger;
};

/** The levels of `LOG_LEVEL`, most talkative first. */
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

const secretNames = ['authorization', 'token', 'key', 'secret', 'password', 'cookie', 'requestBody', 'rawError'];
const redactedPaths = secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `headers["${name}"]`]);

/** A key's public id may stand under `key`; the key itself, or anything else that is called so, may not. */
const censor = (value: unknown, path: string[]): unknown =>
  path.length === 1 && path[0] === 'key' && typeof value === 'string' && /^[0-9A-Za-z]{12}$/.test(value)
    ? value
    : '[redacted]';

/** What of an error may be logged. Discord.js puts tokens into an error's `url` and `requestBody`, so nothing else is taken. */
const serializeError = (error: unknown): unknown =>
  error instanceof Error
    ? {
        name: error.name,
        message: hideSecrets(error.message),
        stack: error.stack === undefined ? undefined : hideSecrets(error.stack),
        ...('code' in error && { code: error.code }),
        ...(error.cause !== undefined && { cause: serializeError(error.cause) }),
      }
    : error;

const secretShapes = [
  /whk_[0-9A-Za-z]+_[0-9A-Za-z]+/g,
  /[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}/g,
  /(?<=\/(?:webhooks|interactions)\/\d{17,20}\/)[\w.-]{20,}/g,
];

/** `text` without anything shaped like a key of ours, a bot token, or a webhook's or interaction's token. */
export const hideSecrets = (text: string): string =>
  secretShapes.reduce((clean, shape) => clean.replaceAll(shape, '[redacted]'), text);

/** What {@link createLogger} needs: a level, and where the lines go. */
export type LoggerOptions = { level: (typeof logLevels)[number]; destination: DestinationStream; pretty?: boolean };

/** JSON lines (pino), or lines for people with `pretty`. Secrets are redacted by name of field and by shape. */
export const createLogger = ({ level, destination, pretty: forPeople = false }: LoggerOptions): Logger =>
  pino(
    {
      level,
      base: null,
      redact: { paths: redactedPaths, censor },
      serializers: { err: serializeError, error: serializeError },
    },
    forPeople ? pretty(destination) : destination,
  );

/** Says nothing. */
export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLogger,
};
