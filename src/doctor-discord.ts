import { ApplicationFlags, GatewayOpcodes } from 'discord-api-types/v10';
import { z } from 'zod';
import type { Clock } from './clock.ts';
import type { Commands } from './discord/command.ts';
import type { DiscordRest } from './discord/rest.ts';
import { createFinding, saidBy, type Finding } from './doctor-finding.ts';
import { AppError } from './errors.ts';

/** Whose token it is, as far as Discord tells. */
export type Bot = { applicationId: string; botId: string };

/** What is asked of Discord. */
export type DiscordCheck = { rest: Pick<DiscordRest, 'request'>; apiUrl: string; clock: Clock };

const user = z.object({ id: z.string(), username: z.string() });
const application = z.object({ id: z.string(), flags: z.number().default(0) });
const gatewayBot = z.object({
  url: z.string(),
  shards: z.number(),
  session_start_limit: z.object({ total: z.number(), remaining: z.number(), reset_after: z.number() }),
});
const named = z.array(z.object({ name: z.string() }));

const patienceMs = 5_000;
const mostSkewMs = 5_000;
const fewStarts = 0.1;
const minuteMs = 60_000;
const portal = 'https://discord.com/developers/applications';

const privileged = {
  Presence: ApplicationFlags.GatewayPresence | ApplicationFlags.GatewayPresenceLimited,
  'Server Members': ApplicationFlags.GatewayGuildMembers | ApplicationFlags.GatewayGuildMembersLimited,
  'Message Content': ApplicationFlags.GatewayMessageContent | ApplicationFlags.GatewayMessageContentLimited,
};

/** https://docs.discord.com/developers/reference#user-agent */
const userAgent = 'DiscordBot (guildhook doctor, 1)';

/** Fetches within five seconds, under a name that Discord takes. */
export const fetchInTime = async (url: string, clock: Clock): Promise<Response> => {
  const controller = new AbortController();
  const disarm = clock.after(patienceMs, () => controller.abort());
  try {
    return await fetch(url, { signal: controller.signal, headers: { 'user-agent': userAgent } });
  } finally {
    disarm();
  }
};

/** Whether the token is right, and which privileged intents are on: none is needed. `bot` is missing when nobody can tell. */
export const examineToken = async ({ rest }: DiscordCheck): Promise<{ bot?: Bot; findings: Finding[] }> => {
  const { good, bad } = createFinding('token');
  try {
    const me = user.parse(await rest.request({ method: 'GET', path: ['users', '@me'] }));
    const app = application.parse(await rest.request({ method: 'GET', path: ['applications', '@me'] }));
    const on = Object.entries(privileged).flatMap(([name, bits]) => ((app.flags & bits) === 0 ? [] : [name]));
    const intents = createFinding('intents').good(
      on.length === 0
        ? 'no privileged intent is on; none is needed'
        : `${on.join(', ')} ${on.length === 1 ? 'is' : 'are'} on, which does no harm; none is needed`,
    );
    return {
      bot: { applicationId: app.id, botId: me.id },
      findings: [good(`Discord knows it: ${me.username}, application ${app.id}`), intents],
    };
  } catch (error) {
    const isRejected = error instanceof AppError && error.code === 'discord-token-rejected';
    const advice = isRejected
      ? `Make a new one in ${portal} → Bot → Reset Token, and set DISCORD_TOKEN to it.`
      : 'See that this machine reaches Discord: DNS, firewall, proxy, DISCORD_API_URL.';
    const text = isRejected ? 'Discord does not know it' : `Discord cannot be asked: ${saidBy(error)}`;
    return { findings: [bad(text, advice)] };
  }
};

/** Waits for the gateway's greeting, without logging in. */
const greeting = async (url: string, clock: Clock): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = new WebSocket(`${url}?v=10&encoding=json`);
    const end = (isGreeted: boolean) => {
      disarm();
      resolve(isGreeted);
      socket.close();
    };
    const disarm = clock.after(patienceMs, () => end(false));
    socket.addEventListener('error', () => end(false));
    socket.addEventListener('close', () => end(false));
    socket.addEventListener('message', ({ data }) => {
      const hello = z.object({ op: z.literal(GatewayOpcodes.Hello) });
      const isText = typeof data === 'string';
      end(isText && hello.safeParse(JSON.parse(data)).success);
    });
  });

/** Whether the gateway can be reached, and how often the bot may still log in today. */
export const examineGateway = async ({ rest, clock }: DiscordCheck): Promise<Finding> => {
  const { good, warning, bad } = createFinding('gateway');
  try {
    const {
      url,
      shards,
      session_start_limit: limit,
    } = gatewayBot.parse(await rest.request({ method: 'GET', path: ['gateway', 'bot'] }));
    if (!(await greeting(url, clock)))
      return bad(`${url} does not answer`, 'Let this machine open WebSocket connections (wss, port 443) to Discord.');
    const left = `${limit.remaining} of ${limit.total} session starts left`;
    const again = `Discord allows more in ${Math.ceil(limit.reset_after / minuteMs)} minutes. Find out why the bot starts so often.`;
    if (limit.remaining === 0) return bad(left, again);
    if (limit.remaining < limit.total * fewStarts) return warning(left, again);
    return good(`reachable, ${left}; Discord recommends ${shards === 1 ? '1 shard' : `${shards} shards`}`);
  } catch (error) {
    return bad(saidBy(error), 'See that this machine reaches Discord.');
  }
};

/** Whether the slash commands are registered where they should be: in one guild, or globally. */
export const examineCommands = async (
  { rest }: DiscordCheck,
  { applicationId, guildId, commands }: { applicationId: string; guildId: string | undefined; commands: Commands },
): Promise<Finding> => {
  const { good, warning, bad } = createFinding('commands');
  const path = ['applications', applicationId, ...(guildId === undefined ? [] : ['guilds', guildId]), 'commands'];
  try {
    const there = new Set(named.parse(await rest.request({ method: 'GET', path })).map(({ name }) => name));
    const missing = commands.list.map(({ name }) => name).filter((name) => !there.has(name));
    if (missing.length === 0) return good(`all ${commands.list.length} are registered`);
    const names = missing.map((name) => `/${name}`).join(', ');
    return warning(`not registered: ${names}`, 'Start the bot; it registers them. If it runs, read its log.');
  } catch (error) {
    return bad(saidBy(error), 'Invite the bot with the scope applications.commands.');
  }
};

/** How far this machine's clock is off, by the time in Discord's answer. */
export const examineClock = async ({ apiUrl, clock }: DiscordCheck): Promise<Finding> => {
  const { good, warning } = createFinding('clock');
  try {
    const before = clock.now();
    const answer = await fetchInTime(`${apiUrl}/v10/gateway`, clock);
    const here = (before + clock.now()) / 2;
    await answer.body?.cancel();
    const there = Date.parse(answer.headers.get('date') ?? '');
    if (Number.isNaN(there)) return warning('Discord does not tell the time', 'Compare this machine’s clock by hand.');
    const skew = Math.round((here - there) / 1_000);
    if (Math.abs(here - there) <= mostSkewMs) return good('within 5 seconds of Discord’s');
    return warning(
      `${Math.abs(skew)} seconds ${skew > 0 ? 'ahead of' : 'behind'} Discord’s`,
      'Let this machine set its clock by NTP; expiring keys and the search for messages go by it.',
    );
  } catch (error) {
    return warning(`Discord cannot be asked for the time: ${saidBy(error)}`, 'See that this machine reaches Discord.');
  }
};
