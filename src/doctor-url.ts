import { z } from 'zod';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import { fetchInTime } from './doctor-discord.ts';
import { createFinding, saidBy, type Finding } from './doctor-finding.ts';

const { good, warning, bad } = createFinding('address');
const alive = z.object({ status: z.literal('ok') });
const anyAddress = new Set(['0.0.0.0', '::']);
const onlyHere = /^(localhost|127\.[\d.]+|\[::1\])$/;

/** Why an address is not that of a running Guildhook; `undefined` when it is. */
const faultOf = async (url: string, clock: Clock): Promise<string | undefined> => {
  try {
    const answer = await fetchInTime(`${url}/healthz`, clock);
    const body: unknown = await answer.json().catch(() => undefined);
    if (answer.ok && alive.safeParse(body).success) return undefined;
    return `something else answers there (status ${answer.status})`;
  } catch (error) {
    return saidBy(error);
  }
};

/** Whether callers reach the bot under the address that is shown to them. */
export const examineUrl = async (
  { host, port, publicUrl }: Pick<Config, 'host' | 'port' | 'publicUrl'>,
  clock: Clock,
): Promise<Finding[]> => {
  const localHost = anyAddress.has(host) ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  const local = `http://${localHost}:${port}`;
  const findings: Finding[] = [];
  const here = port === 0 ? 'PORT is 0, so nobody knows where it listens' : await faultOf(local, clock);
  if (here === undefined) findings.push(good(`the bot runs and answers at ${local}`));
  else
    findings.push(
      warning(
        `the bot does not answer at ${local}: ${here}`,
        'If it should run on this machine: npm start, then run this again.',
      ),
    );

  if (publicUrl === undefined) {
    const text = `PUBLIC_URL is not set: addresses shown begin with http://localhost:${port}, which works on this machine alone`;
    return [...findings, warning(text, 'Set PUBLIC_URL to the address under which callers reach the bot.')];
  }
  const { protocol, hostname, origin } = new URL(publicUrl);
  if (onlyHere.test(hostname))
    return [
      ...findings,
      warning(`PUBLIC_URL is ${origin}, which works on this machine alone`, 'Set it to the outer address.'),
    ];
  if (protocol === 'http:')
    findings.push(
      warning(
        `PUBLIC_URL is ${origin}: keys travel unencrypted`,
        'Put a reverse proxy with TLS in front, and use https.',
      ),
    );
  const outer = await faultOf(publicUrl, clock);
  if (outer === undefined) return [...findings, good(`${origin} reaches the bot`)];
  if (here !== undefined)
    return [...findings, warning(`${origin} is not answered: ${outer}`, 'Start the bot, then run this again.')];
  return [
    ...findings,
    bad(
      `${origin} does not reach the bot: ${outer}`,
      'Look at DNS, firewall and reverse proxy. Some networks do not let a machine reach its own outer address: then try it from elsewhere.',
    ),
  ];
};
