import type { Redis } from 'ioredis';
import type { Logger } from '../../logger.ts';

/** What a Redis must be set to so that nothing it acknowledged is lost, and what else may happen. https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/ */
const wanted = [
  ['appendonly', 'yes', 'everything accepted may be lost when Redis ends'],
  ['appendfsync', 'always', 'what was accepted in the last second or more may be lost with the machine'],
  ['maxmemory-policy', 'noeviction', 'deliveries may be dropped when its memory is full'],
] as const;

/** One sentence for each setting of Redis that risks what was accepted; none where Redis does not tell its settings, as many hosted ones. */
export const durabilityRisks = async (client: Redis): Promise<string[]> => {
  let told: readonly unknown[];
  try {
    const answer: unknown = await client.config('GET', ...wanted.map(([name]) => name));
    told = Array.isArray(answer) ? answer : [];
  } catch {
    return [];
  }
  return wanted.flatMap(([name, right, risk]) => {
    const at = told.indexOf(name);
    const value = at % 2 === 0 ? told[at + 1] : undefined;
    return typeof value !== 'string' || value === right
      ? []
      : [`Redis runs with ${name} ${value} instead of ${right}: ${risk}.`];
  });
};

/** Says what of Redis' settings risks what was accepted. */
export const warnOfRisks = async (client: Redis, log: Logger): Promise<void> => {
  for (const risk of await durabilityRisks(client)) log.warn({ risk }, 'Redis may lose what it acknowledged');
};
