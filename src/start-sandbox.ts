import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApp, type Outside } from './app.ts';
import type { Config } from './config.ts';
import { starterDefinition } from './domain/definition.ts';
import { newId } from './domain/id.ts';
import { createKey } from './domain/key-text.ts';
import { demoIds } from './sandbox/demo-guild.ts';
import { banner, createPrinter } from './sandbox/print.ts';
import { startSandbox } from './sandbox/sandbox.ts';

const webhookName = 'hello';
const message = '**<User>** scored <Score|default:"some"> points :tada:';

const body = JSON.stringify({
  variables: [
    { name: 'User', variable: '{User}', value: 'Ann' },
    { name: 'Score', variable: '<Score>', value: 42 },
  ],
});

/** What {@link startWithSandbox} needs beside the settings; `dataDirGiven`: keep its data, instead of using a folder that goes away at the end. */
export type SandboxOutside = Outside & { write: (text: string) => void; color: boolean; dataDirGiven: boolean };

/**
 * Starts the program against a local stand-in for Discord with a guild and a ready webhook, and prints a `curl` line and what
 * then happens in the guild; with `sandboxQuiet` only one line `ready <json>`. Resolves once all is connected.
 */
export const startWithSandbox = async (config: Config, outside: SandboxOutside): Promise<{ stop(): Promise<void> }> => {
  const { clock, log, randomBytes, write, color } = outside;
  const dataDir = outside.dataDirGiven ? config.dataDir : await mkdtemp(join(tmpdir(), 'guildhook-sandbox-'));
  const sandbox = await startSandbox({ port: config.sandboxPort, clock, log });
  const app = await startApp(
    { ...config, dataDir, discordApiUrl: sandbox.apiUrl, discordToken: sandbox.token, discordGuildId: demoIds.guild },
    outside,
  );
  await app.connected;

  const key = createKey(randomBytes);
  const { webhooks, keys } = app.store;
  const known = (await webhooks.list(demoIds.guild)).find(({ definition }) => definition.name === webhookName);
  const webhook = known ?? {
    id: newId(16, randomBytes),
    guildId: demoIds.guild,
    enabled: true,
    revision: 1,
    createdAt: clock.now(),
    createdBy: demoIds.owner,
    definition: starterDefinition({ name: webhookName, description: 'Try me', channel: demoIds.general, message }),
  };
  if (known === undefined) await webhooks.create(webhook);
  await keys.create({
    id: key.id,
    guildId: demoIds.guild,
    label: `sandbox ${key.id}`,
    digest: key.digest,
    first: (await keys.list(demoIds.guild)).length === 0,
    createdAt: clock.now(),
    createdBy: demoIds.owner,
  });
  const url = `${app.publicUrl}/webhook/${app.applicationId}/${webhook.id}`;

  if (config.sandboxQuiet) {
    const ready = {
      url: app.publicUrl,
      botId: app.applicationId,
      guildId: demoIds.guild,
      sandbox: sandbox.url,
      webhook: { id: webhook.id, url },
      key: key.text,
    };
    write(`ready ${JSON.stringify(ready)}\n`);
  } else {
    const curl = `curl -X POST '${url}' -H 'Authorization: ${key.text}' -H 'Content-Type: application/json' -d '${body}'`;
    write(banner({ guild: 'Sandbox', url: app.publicUrl, sandbox: sandbox.url, curl, color }));
    sandbox.world.listen(createPrinter({ world: sandbox.world, write, color }));
  }

  return {
    stop: async () => {
      await app.stop();
      await sandbox.stop();
      if (!outside.dataDirGiven) await rm(dataDir, { recursive: true, force: true });
    },
  };
};
