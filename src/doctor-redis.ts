import type { Clock } from './clock.ts';
import { readWebhooks } from './doctor-data.ts';
import { createFinding, saidBy, type Finding } from './doctor-finding.ts';
import type { Webhook } from './domain/webhook.ts';
import { silentLogger } from './logger.ts';
import { createRedisBackend } from './store/backends/redis.ts';
import { readRedisFacts } from './store/redis-facts.ts';

const { good, warning, bad } = createFinding('redis');
const oldest = 7;
const manyAtOnce = 500;

const storedWebhooks = async (redisUrl: string, clock: Clock): Promise<{ webhooks: Webhook[]; damaged: number }> => {
  const shelf = await createRedisBackend({ redisUrl, clock, log: silentLogger }).open('webhooks');
  try {
    const keys = (await shelf.keys('record/')).sort();
    const values: unknown[] = [];
    for (let at = 0; at < keys.length; at += manyAtOnce)
      values.push(...(await shelf.getMany(keys.slice(at, at + manyAtOnce))));
    return readWebhooks(values);
  } finally {
    await shelf.close();
  }
};

/** Whether Redis keeps what it is given, and the webhooks that are stored there. */
export const examineRedis = async (
  redisUrl: string,
  clock: Clock,
): Promise<{ webhooks: Webhook[]; findings: Finding[] }> => {
  const { host } = new URL(redisUrl);
  try {
    const facts = await readRedisFacts(redisUrl);
    const findings = [good(`${facts.name} ${facts.version} at ${host}`)];
    if (Number.parseInt(facts.version, 10) < oldest)
      findings.push(bad(`${facts.version} is too old`, `Run Redis ${oldest} or newer, or Valkey.`));
    if (facts.role !== 'master') findings.push(bad('it is a replica', 'Let REDIS_URL name the primary.'));
    if (facts.writeFailed) findings.push(bad('it cannot write to its disk', 'Look at the disk of its server.'));
    if (facts.policy !== 'noeviction')
      findings.push(
        bad(
          `maxmemory-policy is ${facts.policy}: when memory runs out, deliveries are dropped`,
          'Set it to noeviction.',
        ),
      );
    if (!facts.aof)
      findings.push(
        warning(
          'appendonly is off: a crash of Redis loses accepted deliveries',
          'Set appendonly yes and appendfsync always.',
        ),
      );
    else if (facts.fsync === undefined)
      findings.push(warning('appendfsync may not be asked for', 'See that it is always, where Redis is set up.'));
    else if (facts.fsync === 'always') findings.push(good('appendonly yes, appendfsync always'));
    else
      findings.push(
        warning(`appendfsync is ${facts.fsync}: a power cut loses the last accepted deliveries`, 'Set it to always.'),
      );
    const { webhooks, damaged } = await storedWebhooks(redisUrl, clock);
    if (damaged > 0) findings.push(bad(`${damaged} webhooks are damaged`, 'Delete them with /webhook delete.'));
    return { webhooks, findings };
  } catch (error) {
    return {
      webhooks: [],
      findings: [bad(`at ${host}: ${saidBy(error)}`, 'See that Redis runs and REDIS_URL is right.')],
    };
  }
};
