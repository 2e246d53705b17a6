import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { AppError } from '../../src/errors.ts';
import { createOpenDoors } from '../../src/discord/guild-api.ts';
import { createDiscordRest, type DiscordRest } from '../../src/discord/rest.ts';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { silentLogger } from '../../src/logger.ts';
import { startRest } from '../sandbox/start-rest.ts';

/** Doors into the demo guild over the sandbox; `asked` lists what they asked Discord for. */
export const openDemoDoors = async (t: TestContext) => {
  const sandbox = await startRest(t);
  const { world, clock, api } = sandbox;
  const rest = createDiscordRest({
    apiUrl: api,
    token: world.token,
    clock,
    log: silentLogger,
    random: () => 0,
    requestsPerSecond: 10_000,
  });
  t.after(() => rest.close());
  const asked: string[] = [];
  const counting: DiscordRest = {
    ...rest,
    request(call) {
      asked.push(`${call.method} /${call.path.join('/')}`);
      return rest.request(call);
    },
  };
  const { open, forget } = createOpenDoors({ rest: counting, clock, botId: world.bot.id });
  return { ...sandbox, rest, asked, open, forget, doors: open(demoIds.guild) };
};

/** The AppError with which `promise` must reject. */
export const refusal = async (promise: Promise<unknown>): Promise<AppError> => {
  const error: unknown = await promise.then(
    (value) => assert.fail(`it gave ${JSON.stringify(value)}`),
    (caught: unknown) => caught,
  );
  assert.ok(error instanceof AppError, String(error));
  return error;
};
