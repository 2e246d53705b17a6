import { z } from 'zod';
import { AppError, type Fault } from './errors.ts';
import { logLevels } from './logger.ts';

const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${least} to ${most}`)
    .transform(Number)
    .refine((number) => number >= least && number <= most, `must be a whole number from ${least} to ${most}`);

const httpUrl = z
  .string()
  .refine(
    (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol),
    'must be an http:// or https:// address',
  )
  .transform((text) => text.replace(/\/+$/, ''));

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const isUnit = (text: string | undefined): text is keyof typeof unitMs =>
  text !== undefined && Object.hasOwn(unitMs, text);

/** `7d`, `12h`, `30m`, `10s`, `500ms` as milliseconds; `undefined` for anything else or beyond ten years. */
const parseDuration = (text: string): number | undefined => {
  const [, amount, unit] = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text) ?? [];
  if (!isUnit(unit)) return undefined;
  const ms = Number(amount) * unitMs[unit];
  return ms > 0 && ms <= 3650 * unitMs.d ? ms : undefined;
};

const duration = z.string().transform((text, context) => {
  const ms = parseDuration(text);
  if (ms !== undefined) return ms;
  context.addIssue({ code: 'custom', message: 'must be a duration such as 7d, 12h, 30m or 10s' });
  return z.NEVER;
});

const rateLimit = z.string().transform((text, context) => {
  const [amount = '', window = ''] = text.split('/');
  const windowMs = parseDuration(window);
  const max = /^\d{1,9}$/.test(amount) ? Number(amount) : 0;
  if (max > 0 && windowMs !== undefined) return { max, windowMs };
  context.addIssue({ code: 'custom', message: 'must be calls/time such as 100/10s' });
  return z.NEVER;
});

/** Express' `trust proxy`: https://expressjs.com/en/guide/behind-proxies.html */
const trustProxy = z
  .string()
  .transform((text) =>
    text === 'true' ? true : text === 'false' || text === 'off' ? false : /^\d+$/.test(text) ? Number(text) : text,
  );

/** What a process may do: take calls, carry deliveries out, speak with the gateway; `all` is the three of them. */
export const roles = ['all', 'receiver', 'worker', 'gateway'] as const;

/** One of {@link roles}. */
export type Role = (typeof roles)[number];

const rolesMessage = `must be one or more of ${roles.join(', ')}, comma-separated`;
const roleList = z
  .string()
  .transform((text) => text.split(',').map((name) => name.trim()))
  .pipe(z.array(z.enum(roles, rolesMessage)).min(1, rolesMessage));

const redisUrl = z
  .string()
  .refine(
    (text) => URL.canParse(text) && /^rediss?:$/.test(new URL(text).protocol),
    'must be a redis:// or rediss:// address',
  );

const isEncryptionKey = (text: string) => Buffer.from(text, 'base64').length === 32;

/** The settings by their names in the environment; `docs` and the README's table are checked against it. */
export const settings = z.object({
  DISCORD_TOKEN: z.string().min(1, 'must not be empty').optional(),
  DISCORD_API_URL: httpUrl.default('https://discord.com/api'),
  DISCORD_GUILD_ID: z
    .string()
    .regex(/^\d{17,20}$/, "must be a server's id, 17 to 20 digits")
    .optional(),
  HOST: z.string().min(1).default('0.0.0.0'),
  PORT: wholeNumber(0, 65_535).default(3000),
  PUBLIC_URL: httpUrl.optional(),
  TRUST_PROXY: trustProxy.default(false),
  DATA_DIR: z.string().min(1).default('./data'),
  REDIS_URL: redisUrl.optional(),
  ROLE: roleList.prefault('all'),
  ENCRYPTION_KEY: z
    .string()
    .refine(isEncryptionKey, 'must be 32 bytes in base64, as `openssl rand -base64 32` prints')
    .optional(),
  MAX_BODY_BYTES: wholeNumber(1, 26_214_400).default(262_144),
  RATE_LIMIT: rateLimit.default({ max: 100, windowMs: 10_000 }),
  DELIVERY_RETENTION: duration.default(7 * unitMs.d),
  LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(', ')}`).default('info'),
  METRICS_TOKEN: z.string().min(16, 'must be at least 16 characters').optional(),
  SANDBOX_PORT: wholeNumber(0, 65_535).default(3001),
  SANDBOX_QUIET: z.stringbool().default(false),
});

/** The program's settings, checked. Times in ms, sizes in bytes. */
export type Config = {
  discordToken: string | undefined;
  discordApiUrl: string;
  discordGuildId: string | undefined;
  host: string;
  port: number;
  publicUrl: string | undefined;
  trustProxy: boolean | number | string;
  dataDir: string;
  redisUrl: string | undefined;
  roles: readonly Role[];
  encryptionKey: string | undefined;
  maxBodyBytes: number;
  rateLimit: { max: number; windowMs: number };
  deliveryRetentionMs: number;
  logLevel: (typeof logLevels)[number];
  metricsToken: string | undefined;
  sandboxPort: number;
  sandboxQuiet: boolean;
};

const wrongSettings = (faults: Fault[]) => {
  const lines = faults.map(({ path, message }) => `  ${path} ${message}`);
  return new AppError('invalid-settings', `These settings are wrong:\n${lines.join('\n')}`, { faults });
};

/**
 * Reads the settings from `env`; an empty value counts as not set.
 * @throws AppError `invalid-settings` that names every wrong setting and what would be right, never its value.
 */
export const loadConfig = (env: Record<string, string | undefined>): Config => {
  const parsed = settings.safeParse(Object.fromEntries(Object.entries(env).filter(([, value]) => value !== '')));
  if (!parsed.success) {
    const faults: Fault[] = parsed.error.issues.map(({ path, message }) => ({ path: String(path[0]), message }));
    throw wrongSettings(faults);
  }
  const value = parsed.data;
  const missing = [
    ...(value.ROLE.some((role) => role !== 'all') && value.REDIS_URL === undefined
      ? [{ path: 'REDIS_URL', message: 'must be set when ROLE is anything but all' }]
      : []),
    ...(value.REDIS_URL !== undefined && value.ENCRYPTION_KEY === undefined
      ? [{ path: 'ENCRYPTION_KEY', message: 'must be set with REDIS_URL, the same for every process' }]
      : []),
  ];
  if (missing.length > 0) throw wrongSettings(missing);
  return {
    discordToken: value.DISCORD_TOKEN,
    discordApiUrl: value.DISCORD_API_URL,
    discordGuildId: value.DISCORD_GUILD_ID,
    host: value.HOST,
    port: value.PORT,
    publicUrl: value.PUBLIC_URL,
    trustProxy: value.TRUST_PROXY,
    dataDir: value.DATA_DIR,
    redisUrl: value.REDIS_URL,
    roles: value.ROLE,
    encryptionKey: value.ENCRYPTION_KEY,
    maxBodyBytes: value.MAX_BODY_BYTES,
    rateLimit: value.RATE_LIMIT,
    deliveryRetentionMs: value.DELIVERY_RETENTION,
    logLevel: value.LOG_LEVEL,
    metricsToken: value.METRICS_TOKEN,
    sandboxPort: value.SANDBOX_PORT,
    sandboxQuiet: value.SANDBOX_QUIET,
  };
};
