import { existsSync } from 'node:fs';
import { Command } from 'commander';
import type { Outside } from './app.ts';
import { systemClock } from './clock.ts';
import { loadConfig, type Config } from './config.ts';
import { AppError } from './errors.ts';
import { createLogger } from './logger.ts';
import { createRandomBytes } from './random.ts';

const complain = (text: string) => void process.stderr.write(`${text}\n`);

const fail = (error: unknown): never => {
  complain(
    error instanceof AppError ? error.detail : error instanceof Error ? (error.stack ?? error.message) : String(error),
  );
  process.exit(1);
};

const tokenMissing = `DISCORD_TOKEN is not set, so there is no bot to start.

  Get one:   https://discord.com/developers/applications → New Application → Bot → Reset Token
  Set it:    DISCORD_TOKEN=… in the environment, or in a file named .env in this folder (see .env.example)
  Or try it without a Discord account:   npm run sandbox`;

/** Runs what `begin` starts until SIGTERM or SIGINT, also one that comes while it starts; a second signal ends the process at once. */
const runUntilSignal = async (begin: () => Promise<{ stop(): Promise<void> }>) => {
  const signal = Promise.withResolvers<void>();
  let asked = false;
  const onSignal = () => {
    if (asked) process.exit(1);
    asked = true;
    signal.resolve();
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  const { stop } = await begin();
  await signal.promise;
  await stop();
  process.exit(0);
};

const outside = (config: Config, destination: NodeJS.WriteStream): Outside => {
  const log = createLogger({ level: config.logLevel, destination, pretty: destination.isTTY });
  process.on('uncaughtException', (error) => {
    log.error({ error }, 'stopping: an error was caught by nobody');
    process.exit(1);
  });
  process.on('unhandledRejection', (error) => log.error({ error }, 'a failure was handled by nobody'));
  return { clock: systemClock, log, randomBytes: createRandomBytes() };
};

const start = async () => {
  const config = loadConfig(process.env);
  if (config.discordToken === undefined) throw new AppError('invalid-settings', tokenMissing);
  const { discordToken } = config;
  await runUntilSignal(async () => {
    const { startApp } = await import('./app.ts');
    return startApp({ ...config, discordToken }, outside(config, process.stdout));
  });
};

const sandbox = async () => {
  const { startWithSandbox } = await import('./start-sandbox.ts');
  const config = loadConfig({ LOG_LEVEL: 'warn', ...process.env });
  await runUntilSignal(() =>
    startWithSandbox(config, {
      ...outside(config, process.stderr),
      write: (text) => void process.stdout.write(text),
      color: process.stdout.isTTY,
      dataDirGiven: (process.env['DATA_DIR'] ?? '') !== '',
    }),
  );
};

const say = (line: string) => void process.stdout.write(`${line}\n`);

const backup = async (folder: string | undefined) => {
  const { backUp } = await import('./backup.ts');
  const { dataDir, redisUrl } = loadConfig(process.env);
  const made = await backUp({ dataDir, redisUrl, folder, cwd: process.cwd(), clock: systemClock, write: say });
  say(`Backed up into ${made}. It holds the encryption key and everything said: keep it as safe as ${dataDir}.`);
};

const restore = async (folder: string, { force = false, hold = false }: { force?: boolean; hold?: boolean }) => {
  const { restore } = await import('./restore.ts');
  const { dataDir } = loadConfig(process.env);
  await restore({ backup: folder, dataDir, force, hold, clock: systemClock, write: say });
};

const migrate = async ({ force = false }: { force?: boolean }) => {
  const { migrate } = await import('./migrate.ts');
  const config = loadConfig(process.env);
  const log = createLogger({ level: 'error', destination: process.stderr, pretty: process.stderr.isTTY });
  await migrate({ config, force, clock: systemClock, log, randomBytes: createRandomBytes(), write: say });
};

const doctor = async ({ json = false }: { json?: boolean }) => {
  const { examine, isWell, report } = await import('./doctor.ts');
  const { env, version: nodeVersion } = process;
  const findings = await examine({ env, nodeVersion, clock: systemClock, randomBytes: createRandomBytes() });
  if (json) say(JSON.stringify({ ok: isWell(findings), findings }));
  else report(findings).forEach(say);
  process.exitCode = isWell(findings) ? 0 : 1;
};

if (existsSync('.env')) process.loadEnvFile('.env');
const program = new Command('guildhook')
  .description('Webhooks that act in your Discord server. Without a command it runs the bot and the receiver.')
  .helpCommand(true)
  .showHelpAfterError('All commands: npm start -- help')
  .action(start);
program.command('start', { hidden: true }).description('run the bot and the receiver').action(start);
program.command('sandbox').description('try everything against a local stand-in for Discord').action(sandbox);
program
  .command('doctor')
  .option('--json', 'for machines')
  .description('look at settings, token, permissions, disk, Redis and address, and say what to do')
  .action(doctor);
program
  .command('backup')
  .argument('[folder]', 'a new folder; guildhook-backup-<time> here without it')
  .description('copy everything in DATA_DIR, also while the bot runs')
  .action(backup);
program
  .command('restore')
  .argument('<folder>', 'what backup made')
  .option('--force', 'move what is in DATA_DIR aside')
  .option('--hold', 'do not carry out what was waiting; it ends as ambiguous, to be replayed')
  .description('put a backup into DATA_DIR, while the bot is stopped')
  .action(restore);
program
  .command('migrate')
  .option('--force', 'although other data is in Redis, which stays')
  .description('move DATA_DIR into Redis (REDIS_URL), while the bot is stopped')
  .action(migrate);
await program.parseAsync(process.argv).catch(fail);
