import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { startApp, type App } from '../../src/app.ts';
import { systemClock } from '../../src/clock.ts';
import { loadConfig } from '../../src/config.ts';
import { starterDefinition } from '../../src/domain/definition.ts';
import { newId } from '../../src/domain/id.ts';
import { createKey } from '../../src/domain/key-text.ts';
import { silentLogger, type Logger } from '../../src/logger.ts';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { needs } from '../needs.ts';
import { startRedis } from '../redis.ts';
import { call, eventually } from './processes.ts';

const channels = 40;
const messagesEach = 4;
/** https://docs.discord.com/developers/topics/rate-limits#global-rate-limit */
const perSecond = 50;

test(
  'two workers together stay below 50 requests a second, and use what there is',
  needs('redis-server'),
  async (context) => {
    const sandbox = await startSandbox({ port: 0, limits: 'discord' });
    const apps: App[] = [];
    context.after(async () => {
      for (const app of apps) await app.stop();
      await sandbox.stop();
    });
    const redis = await startRedis(context);
    const guild = sandbox.world.guilds.get(demoIds.guild);
    const general = guild?.channels.get(demoIds.general);
    assert.ok(guild !== undefined && general !== undefined);
    const ids = Array.from({ length: channels }, () => sandbox.world.nextId());
    for (const id of ids) guild.channels.set(id, { ...general, id });

    const complaints: string[] = [];
    const log: Logger = {
      ...silentLogger,
      warn: (_fields, message) => void (/held back/.test(message) && complaints.push(message)),
      child: () => log,
    };
    for (const ROLE of ['receiver,gateway', 'worker', 'worker']) {
      const config = loadConfig({
        ROLE,
        REDIS_URL: redis.url,
        ENCRYPTION_KEY: randomBytes(32).toString('base64'),
        DISCORD_API_URL: sandbox.apiUrl,
        HOST: '127.0.0.1',
        PORT: '0',
        RATE_LIMIT: '100000/1s',
      });
      const app = await startApp({ ...config, discordToken: sandbox.token }, { clock: systemClock, log, randomBytes });
      apps.push(app);
      await app.connected;
    }

    const [receiver] = apps;
    assert.ok(receiver !== undefined);
    const by = { guildId: demoIds.guild, createdAt: 1, createdBy: demoIds.owner };
    const key = createKey(randomBytes);
    await receiver.store.keys.create({ ...by, id: key.id, label: 'test', digest: key.digest, first: true });
    const urls: string[] = [];
    for (const channel of ids) {
      const id = newId(16, randomBytes);
      const definition = starterDefinition({ name: id, channel, message: '<message>' });
      await receiver.store.webhooks.create({ ...by, id, enabled: true, revision: 1, definition });
      urls.push(`${receiver.url}/webhook/${receiver.applicationId}/${id}`);
    }
    for (let number = 0; number < messagesEach; number += 1) {
      const answers = urls.map(async (url, index) => call(url, { key: key.text, message: `m-${index}-${number}` }));
      for (const { status } of await Promise.all(answers)) assert.equal(status, 200);
    }

    const times = () => sandbox.world.ledger.filter(({ effect }) => effect === 'message-created').map(({ at }) => at);
    await eventually(() => times().length === channels * messagesEach);
    const most = Math.max(
      ...times().map(
        (at, index) =>
          times()
            .slice(index)
            .filter((later) => later < at + 1_000).length,
      ),
    );
    assert.ok(most <= perSecond, `${most} in one second`);
    assert.ok(most > perSecond / 2, `only ${most} in the best second`);
    assert.deepEqual(complaints, [], 'Discord never had to say that it was too much');
    context.diagnostic(`${times().length} messages by two workers, ${most} in the fullest second`);
  },
);
