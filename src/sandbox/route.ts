import type { Json } from '../domain/json.ts';
import type { World } from './world.ts';

/** One fault of a request body as Discord nests it: field names down to `_errors`. */
export type FormErrors = { [field: string]: FormErrors | { code: string; message: string }[] };

/** A refusal in Discord's own shape: HTTP status, JSON error code, message, and the faults of a form. */
export class DiscordFault extends Error {
  readonly status: number;
  readonly code: number;
  readonly errors: FormErrors | undefined;

  constructor(status: number, code: number, message: string, errors?: FormErrors) {
    super(message);
    this.name = 'DiscordFault';
    this.status = status;
    this.code = code;
    this.errors = errors;
  }
}

/** What a route is given. `params` are the parts of the path in braces; `reason` is `X-Audit-Log-Reason`, decoded. */
export type RouteCall = {
  world: World;
  method: string;
  /** Below `/api/v10`, such as `/channels/1/messages`. */
  path: string;
  params: Record<string, string>;
  query: URLSearchParams;
  /** The parsed JSON, or `payload_json` of a multipart body; `undefined` without a body. */
  body: unknown;
  auth: 'bot' | 'none';
  reason: string | undefined;
};

/** What a route answers; without `body` the answer is empty. */
export type RouteAnswer = { status: number; body?: Json | object };

/** One endpoint: a line in `routes/index.ts`. `auth: 'none'`: the path itself is the secret, no `Authorization` is looked at. */
export type Route = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** As Discord's published schema writes it: `/channels/{channel_id}/messages`. */
  path: string;
  auth?: 'bot' | 'none';
  /** Throws a {@link DiscordFault} to refuse. */
  handle(call: RouteCall): RouteAnswer | Promise<RouteAnswer>;
};

/** A part of the path; the router has matched it, so a missing one is a mistake in the route's own `path`. */
export const param = ({ params, path }: RouteCall, name: string): string => {
  const value = params[name];
  if (value === undefined) throw new Error(`The route of ${path} has no {${name}}`);
  return value;
};
