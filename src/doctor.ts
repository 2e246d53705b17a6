import { commands } from '../commands/index.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import { createDiscordRest } from './discord/rest.ts';
import { examineData } from './doctor-data.ts';
import { examineClock, examineCommands, examineGateway, examineToken } from './doctor-discord.ts';
import { createFinding, type Finding } from './doctor-finding.ts';
import { examineGuilds } from './doctor-guilds.ts';
import { examineRedis } from './doctor-redis.ts';
import { examineNode, examineSettings } from './doctor-settings.ts';
import { examineUrl } from './doctor-url.ts';
import type { Webhook } from './domain/webhook.ts';
import { silentLogger } from './logger.ts';

/** What is examined; `nodeVersion` as `process.version` has it. */
export type Patient = {
  env: Record<string, string | undefined>;
  nodeVersion: string;
  clock: Clock;
  randomBytes: (bytes: number) => Buffer;
};

const tokenMissing = createFinding('token').bad(
  'DISCORD_TOKEN is not set, so nothing can be asked of Discord',
  'Get one in https://discord.com/developers/applications → Bot → Reset Token, and set it in the environment or .env.',
);

const examineDiscord = async (
  { config, webhooks }: { config: Config; webhooks: Webhook[] },
  { clock, randomBytes }: Patient,
): Promise<Finding[]> => {
  const { discordToken: token, discordApiUrl: apiUrl, discordGuildId: guildId } = config;
  if (token === undefined) return [tokenMissing];
  const random = () => randomBytes(4).readUInt32BE() / 2 ** 32;
  const rest = createDiscordRest({ apiUrl, token, clock, log: silentLogger, random });
  const check = { rest, apiUrl, clock };
  try {
    const { bot, findings } = await examineToken(check);
    const time = await examineClock(check);
    if (bot === undefined) return [...findings, time];
    return [
      ...findings,
      await examineGateway(check),
      time,
      await examineCommands(check, { applicationId: bot.applicationId, guildId, commands }),
      ...(await examineGuilds({ rest, clock, bot, guildId, webhooks })),
    ];
  } finally {
    await rest.close();
  }
};

/** Looks at everything that the program needs and says what to do; changes nothing, and works while the program runs. */
export const examine = async (patient: Patient): Promise<Finding[]> => {
  const { clock, randomBytes, nodeVersion, env } = patient;
  const { config, findings } = examineSettings(env);
  const { redisUrl } = config;
  const stored =
    redisUrl === undefined ? examineData({ config, clock, randomBytes }) : await examineRedis(redisUrl, clock);
  return [
    examineNode(nodeVersion),
    ...findings,
    ...stored.findings,
    ...(await examineDiscord({ config, webhooks: stored.webhooks }, patient)),
    ...(await examineUrl(config, clock)),
  ];
};

const signs = { good: '✔', warning: '⚠', bad: '✖' };

/** Whether nothing is wrong; warnings are not. */
export const isWell = (findings: readonly Finding[]): boolean => findings.every(({ status }) => status !== 'bad');

/** What people read: a line for each finding, with what to do below it. */
export const report = (findings: readonly Finding[]): string[] =>
  findings.flatMap(({ check, status, text, advice }) => [
    `${signs[status]} ${check}: ${text}`,
    ...(advice === undefined ? [] : [`    → ${advice}`]),
  ]);
