import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { AppError, type ErrorCode } from '../errors.ts';
import type { Attachments } from './attachments.ts';
import type { Faults } from './faults.ts';
import type { InteractionAnswer } from './interaction-store.ts';
import type { Interactions } from './interactions.ts';
import { guildState } from './state.ts';
import type { World } from './world.ts';

/** What {@link createControl} works on. */
export type ControlHost = { world: World; interactions: Interactions; faults: Faults; attachments: Attachments };

const maxBodyBytes = 16 * 1024 * 1024;

const person = {
  user: z.string(),
  guild: z.string().optional(),
  channel: z.string().optional(),
  locale: z.string().optional(),
};
const values = z.record(z.string(), z.unknown());
const forms = {
  command: z.strictObject({ ...person, command: z.string(), options: values.nullish() }),
  component: z.strictObject({
    ...person,
    component: z.string(),
    message: z.string().optional(),
    values: z.array(z.string()).optional(),
  }),
  modal: z.strictObject({ ...person, modal: z.string(), fields: values.nullish() }),
  autocomplete: z.strictObject({
    ...person,
    autocomplete: z.string(),
    focused: z.string(),
    options: values.nullish(),
  }),
};

const faultRule = z.strictObject({
  path: z.string().startsWith('/'),
  method: z.string().toUpperCase().exactOptional(),
  count: z.int().min(1).exactOptional(),
  skip: z.int().min(0).exactOptional(),
  after: z.enum(['before-effect', 'after-effect']).exactOptional(),
  delayMs: z.number().min(0).exactOptional(),
  status: z.int().min(200).max(599).exactOptional(),
  body: z.unknown().exactOptional(),
  headers: z.record(z.string(), z.string()).exactOptional(),
  reset: z.boolean().exactOptional(),
  hang: z.boolean().exactOptional(),
  hangBody: z.boolean().exactOptional(),
  truncated: z.boolean().exactOptional(),
  html: z.int().min(200).max(599).exactOptional(),
  redirect: z.string().exactOptional(),
});

const statusOf: Partial<Record<ErrorCode, number>> = {
  'not-allowed': 403,
  'request-timeout': 408,
  'discord-unavailable': 409,
  'body-too-large': 413,
};

const read = <Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> => {
  const result = schema.safeParse(value);
  if (!result.success) throw new AppError('invalid-request', z.prettifyError(result.error));
  return result.data;
};

const readJson = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!(chunk instanceof Uint8Array)) continue;
    size += chunk.byteLength;
    if (size > maxBodyBytes) throw new AppError('body-too-large', `More than ${maxBodyBytes} bytes`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new AppError('invalid-json', 'The body is not JSON');
  }
};

/** The message that the person sees, with `type` telling how the application answered, and the form or choices if that is what it is. */
const shownAnswer = ({ type, message, modal, choices }: InteractionAnswer) => ({
  ...message,
  type,
  ...(modal !== undefined && { modal }),
  ...(choices !== undefined && { choices }),
  ...(message === undefined && modal === undefined && choices === undefined && { deleted: true }),
});

const act = (interactions: Interactions, body: unknown): Promise<InteractionAnswer> => {
  const given = read(z.looseObject({ user: z.string() }), body);
  if ('component' in given) {
    const { component: customId, message: messageId, ...rest } = read(forms.component, body);
    return interactions.click({ ...rest, customId, messageId });
  }
  if ('modal' in given) {
    const { modal: customId, fields, ...rest } = read(forms.modal, body);
    return interactions.submitModal({ ...rest, customId, fields: fields ?? {} });
  }
  if ('autocomplete' in given) {
    const { autocomplete: command, options, ...rest } = read(forms.autocomplete, body);
    return interactions.autocomplete({ ...rest, command, options: options ?? {} });
  }
  const { options, ...rest } = read(forms.command, body);
  return interactions.invoke({ ...rest, options: options ?? {} });
};

const stateOf = (world: World, guildId: string | null) => {
  const [first] = world.guilds.values();
  const guild = guildId === null ? first : world.guilds.get(guildId);
  if (guild === undefined) throw new AppError('unknown-guild', 'The bot is in no such guild');
  return guildState(world, guild);
};

/** The sandbox's own routes, beside Discord's: `/state`, `/interactions`, `/faults`, `/ledger`, and uploaded files. */
export const createControl = ({ world, interactions, faults, attachments }: ControlHost) => {
  const routes: Record<string, (request: IncomingMessage, url: URL) => unknown> = {
    'GET /state': (_, url) => stateOf(world, url.searchParams.get('guild')),
    'POST /interactions': async (request) => shownAnswer(await act(interactions, await readJson(request))),
    'GET /faults': () => faults.list(),
    'POST /faults': async (request) => {
      faults.add(read(faultRule, await readJson(request)));
      return faults.list();
    },
    'DELETE /faults': () => {
      faults.clear();
      return [];
    },
    'GET /ledger': () => ({ entries: world.ledger, unmodelled: world.unmodelled }),
  };
  const paths = new Set(Object.keys(routes).map((route) => route.split(' ')[1]));

  const answer = async (request: IncomingMessage, url: URL): Promise<{ status: number; body: unknown }> => {
    const route = routes[`${request.method} ${url.pathname}`];
    if (route === undefined) {
      const error = paths.has(url.pathname) ? 'Another method is meant here' : 'The sandbox has no such page';
      return { status: paths.has(url.pathname) ? 405 : 404, body: { error } };
    }
    try {
      return { status: 200, body: await route(request, url) };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return { status: statusOf[error.code] ?? 400, body: { error: error.detail } };
    }
  };

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://sandbox');
    const file = request.method === 'GET' ? attachments.find(url.pathname) : undefined;
    if (file !== undefined) {
      response
        .writeHead(200, { 'content-type': file.contentType, 'x-content-type-options': 'nosniff' })
        .end(file.bytes);
      return;
    }
    const { status, body } = await answer(request, url);
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
  };
};
