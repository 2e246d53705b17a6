import type { TestContext } from 'node:test';
import { silentLogger } from '../../../src/logger.ts';
import { createCommands, type Counts } from '../../../src/queue/engines/bullmq-commands.ts';
import { connectRedis } from '../../../src/queue/engines/bullmq-connection.ts';
import { tokenKeys } from '../../../src/queue/engines/bullmq-tokens.ts';
import type { TestRedis } from '../../redis.ts';

/** The engine's writes without an engine, and what they last told of the queue. */
export const openCommands = async (t: TestContext, redis: TestRedis, prefix: string) => {
  const connection = await connectRedis({ redisUrl: redis.url, log: silentLogger, failFast: true });
  t.after(connection.close);
  let counts: Counts | undefined;
  const commands = createCommands({
    client: connection.client,
    base: `{${prefix}}:queue:`,
    tokens: tokenKeys(`{${prefix}}:bull`),
    counted: (told) => void (counts = told),
  });
  return { commands, counts: () => counts, client: connection.client };
};
