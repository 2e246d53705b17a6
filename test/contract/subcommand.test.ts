import assert from 'node:assert/strict';
import { existsSync, globSync } from 'node:fs';
import { test } from 'node:test';
import {
  ApplicationCommandOptionType,
  InteractionContextType,
  MessageFlags,
  PermissionFlagsBits,
} from 'discord-api-types/v10';
import { commands } from '../../commands/index.ts';
import { commandJson } from '../../src/discord/command-json.ts';
import type { Subcommand } from '../../src/discord/command.ts';
import { AppError, errorCodes, type ErrorCode } from '../../src/errors.ts';
import { commandFaults, commandFields } from '../../src/sandbox/command-rules.ts';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import type { Store } from '../../src/store/repositories.ts';
import { createBench, people, withWebhook, type Bench } from '../commands/bench.ts';
import type { Reply } from '../discord/fake-discord.ts';

const all = commands.list.flatMap(({ name, subcommands, whole }) => [
  ...(whole === undefined ? [] : [{ command: name, subcommand: whole, path: name }]),
  ...subcommands.map((subcommand) => ({ command: name, subcommand, path: `${name} ${subcommand.name}` })),
]);

/** A guild with the webhook `alarm`, its `first key` and a delivery, whose id this gives. */
const furnish = async (bench: Bench) => {
  const { webhook } = await withWebhook(bench);
  await bench.run('webhook test', { webhook: 'alarm' });
  const delivery = bench.jobs[0]?.id;
  assert(delivery !== undefined);
  return { webhook, delivery };
};

/** A fitting value for every option that must be given. */
const fitting = ({ options = [] }: Subcommand, delivery: string): Record<string, string> => {
  const values: Record<string, string> = { webhook: 'alarm', key: 'first key', delivery };
  return Object.fromEntries(
    options
      .filter(({ required }) => required === true)
      .map(({ name, type }) => {
        if (type === ApplicationCommandOptionType.Channel) return [name, demoIds.general];
        return [name, values[name] ?? 'given'];
      }),
  );
};

const isPrivate = ({ flags, allowedMentions, content, components, form }: Reply) => {
  if (form !== undefined) return;
  assert.equal(flags, MessageFlags.Ephemeral);
  assert.deepEqual(allowedMentions, { parse: [] });
  assert(content.length > 0 && content.length <= 2000);
  assert(components.length <= 5);
  for (const { components: buttons = [] } of components) assert(buttons.length <= 5);
};

test('the path of each file is what a member types, and the lists are complete', () => {
  const files = globSync('commands/*/*.ts').filter((path) => !path.endsWith('index.ts'));
  const listed = all.map(({ path }) => `commands/${path.replace(' ', '/')}.ts`);
  assert.deepEqual(files.sort(), listed.filter((path) => path.split('/').length === 3).sort());
  assert(listed.every((path) => existsSync(path)));
});

test('Discord takes every command as it is registered', () => {
  for (const command of commands.list) {
    const json = commandJson(command, commands.texts);
    assert.deepEqual(commandFaults(commandFields.parse(json)), []);
    assert.equal(json.default_member_permissions, String(PermissionFlagsBits.ManageGuild));
    assert.deepEqual(json.contexts, [InteractionContextType.Guild]);
    assert((json.options ?? []).length <= 25);
    const described = [json, ...(json.options ?? [])];
    for (const part of described) {
      const nested = 'options' in part ? (part.options ?? []) : [];
      for (const { name, description, description_localizations: others } of [part, ...nested]) {
        for (const text of [description, ...Object.values(others ?? {})]) {
          assert(
            typeof text === 'string' && text.length >= 1 && text.length <= 100,
            `${command.name} ${part.name} ${name}: ${text}`,
          );
        }
      }
    }
  }
});

for (const { path, subcommand } of all) {
  test(`/${path} answers its member alone, within Discord’s limits`, async () => {
    const bench = await createBench();
    const { delivery } = await furnish(bench);
    const reply = await bench.run(path, fitting(subcommand, delivery));
    isPrivate(reply);
    assert.doesNotMatch(reply.content, /^⚠️/);
    assert.deepEqual(bench.logged, []);
  });

  test(`/${path} refuses a member without Manage Server, and changes nothing`, async () => {
    const bench = await createBench();
    const { delivery } = await furnish(bench);
    const before = await stored(bench);
    const reply = await bench.run(path, fitting(subcommand, delivery), people.ann);
    isPrivate(reply);
    assert.match(reply.content, /Manage Server/);
    for (const { name, ...option } of subcommand.options ?? []) {
      if (!('complete' in option)) continue;
      assert.deepEqual((await bench.complete(path, [name, ''], people.ann)).choices, []);
    }
    assert.deepEqual(await stored(bench), before);
  });

  test(`/${path} knows nothing of another guild`, async () => {
    const bench = await createBench();
    const { webhook, delivery } = await furnish(bench);
    const [key] = await bench.store.keys.list(demoIds.guild);
    assert(key !== undefined);
    const before = await stored(bench);
    const own = fitting(subcommand, delivery);
    const elsewhere = { ...own, ...('channel' in own && { channel: demoIds.elsewhere.lounge }) };
    for (const [webhookGiven, keyGiven] of [
      ['alarm', 'first key'],
      [webhook.id, key.id],
    ] as const) {
      const options = {
        ...elsewhere,
        ...('webhook' in own && { webhook: webhookGiven }),
        ...('key' in own && { key: keyGiven }),
      };
      const reply = await bench.run(path, options, people.eve);
      assert(!reply.content.includes(webhook.id) || options.webhook === webhook.id, reply.content);
      assert(!reply.content.includes('<message>') && reply.form === undefined);
      if ('webhook' in own) assert.match(reply.content, /There is no webhook/);
      if ('key' in own) assert.match(reply.content, /There is no key/);
      if ('delivery' in own) assert.match(reply.content, /There is no delivery/);
      for (const { name, ...option } of subcommand.options ?? []) {
        if (!('complete' in option) || name === 'status') continue;
        assert.deepEqual((await bench.complete(path, [name, ''], people.eve)).choices, [], name);
      }
    }
    assert.deepEqual(await stored(bench), before);
  });

  test(`/${path} says something useful for every error`, async () => {
    let code: ErrorCode | undefined;
    const bench = await createBench({ wrapStore: (store) => failing(store, () => code) });
    const { delivery } = await furnish(bench);
    bench.engine.faults.check = () => {
      if (code !== undefined) throw new AppError(code, 'What is wrong.');
    };
    const seen = new Set<string>();
    for (code of errorCodes) {
      const reply = await bench.run(path, fitting(subcommand, delivery));
      isPrivate(reply);
      assert.match(reply.content, /^⚠️ \S/, code);
      seen.add(reply.content);
    }
    assert(seen.size > errorCodes.length / 2);
  });
}

/** What is stored of both guilds but for what `eve` makes of her own. */
const stored = async ({ store, engine }: Bench) => ({
  webhooks: await store.webhooks.list(demoIds.guild),
  keys: await store.keys.list(demoIds.guild),
  deliveries: await engine.list({ guildId: demoIds.guild, limit: 100 }),
});

/** The store, whose reads and writes fail with the error of the moment. */
const failing = (store: Store, code: () => ErrorCode | undefined): Store => {
  const check = () => {
    const failure = code();
    if (failure !== undefined) throw new AppError(failure, 'What is wrong.');
  };
  const guarded = <Repo extends Store['webhooks'] | Store['keys'] | Store['settings']>(repository: Repo): Repo =>
    new Proxy(repository, {
      get(target, name, receiver) {
        check();
        const member: unknown = Reflect.get(target, name, receiver);
        return member;
      },
    });
  const { webhooks, keys, settings } = store;
  return { ...store, webhooks: guarded(webhooks), keys: guarded(keys), settings: guarded(settings) };
};
