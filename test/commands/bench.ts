import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ComponentType,
  InteractionType,
  MessageFlags,
  MessageType,
  type APIChannel,
} from 'discord-api-types/v10';
import { commands } from '../../commands/index.ts';
import { createAccept } from '../../src/delivery/accept.ts';
import { createReplay } from '../../src/delivery/replay.ts';
import type { Commands } from '../../src/discord/command.ts';
import { createInteractionHandler } from '../../src/discord/interactions.ts';
import { newId } from '../../src/domain/id.ts';
import { silentLogger, type LogFields, type Logger } from '../../src/logger.ts';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import type { Store } from '../../src/store/repositories.ts';
import { openStore } from '../../src/store/open-store.ts';
import { ownShelf, type Backend } from '../../src/store/shelf.ts';
import { createFakeClock } from '../fake-clock.ts';
import { createBenchEngine } from './bench-engine.ts';
import { createFakeDiscord, interactionBase, readReply, type Reply, type Who } from '../discord/fake-discord.ts';

const memoryBackend: Backend = {
  async open() {
    const values = new Map<string, unknown>();
    return ownShelf({
      get: async (key) => values.get(key),
      getMany: async (keys) => keys.map((key) => values.get(key)),
      set: async (key, value) => void values.set(key, structuredClone(value)),
      delete: async (key) => values.delete(key),
      keys: async (prefix) => [...values.keys()].filter((key) => key.startsWith(prefix)),
      close: async () => undefined,
    });
  },
};

const keptLog = (lines: { level: string; fields: LogFields; message: string }[]): Logger => {
  const at = (level: string) => (fields: LogFields, message: string) => void lines.push({ level, fields, message });
  const log: Logger = { ...silentLogger, warn: at('warn'), error: at('error'), child: () => log };
  return log;
};

/** A seed of bytes that looks random and is the same each time. */
const countingBytes = () => {
  let count = 0;
  return (bytes: number): Buffer => {
    count += 1;
    return createHash('shake256', { outputLength: bytes }).update(String(count)).digest();
  };
};

/** What of a channel comes with an option: https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object-resolved-data-structure */
const resolvedChannel = ({ id, name, type, ...channel }: APIChannel) => ({
  id,
  name,
  type,
  permissions: '0',
  ...('parent_id' in channel && { parent_id: channel.parent_id }),
  ...('thread_metadata' in channel && { thread_metadata: channel.thread_metadata }),
});

/** The people who do something in tests; `owner` and `admin` may manage the demo guild, `ann` may not, `eve` owns "Elsewhere". */
export const people = {
  owner: { userId: demoIds.owner, guildId: demoIds.guild },
  admin: { userId: demoIds.admin, guildId: demoIds.guild },
  ann: { userId: demoIds.ann, guildId: demoIds.guild },
  eve: { userId: demoIds.elsewhere.eve, guildId: demoIds.elsewhere.guild },
} satisfies Record<string, Who>;

type Options = Record<string, string | number>;

/** Everything that slash commands need, with the demo guild in memory: commands are given as members give them, through discord.js. */
export const createBench = async ({
  all = commands,
  servedGuildId,
  wrapStore = (store) => store,
}: { all?: Commands; servedGuildId?: string; wrapStore?: (store: Store) => Store } = {}) => {
  const random = countingBytes();
  const discord = createFakeDiscord();
  const { world } = discord;
  const clock = createFakeClock(Date.UTC(2026, 5, 1));
  const logged: { level: string; fields: LogFields; message: string }[] = [];
  const log = keptLog(logged);
  const store = await openStore({ dir: { file: (name) => name }, clock, log, backend: memoryBackend });
  const engine = createBenchEngine(clock);
  const { jobs, settling } = engine;
  const ids = (length: number) => newId(length, random);
  const replay = createReplay({ engine, newId: () => ids(20), log });
  const handle = createInteractionHandler({
    commands: all,
    log,
    context: {
      store: wrapStore(store),
      engine,
      accept: createAccept({ engine, newId: () => ids(20) }),
      replay,
      clock,
      randomBytes: random,
      newId: ids,
      publicUrl: () => 'https://hooks.example.org',
      botId: () => world.applicationId,
      servedGuildId,
      log,
    },
  });

  let interactions = 0;
  const send = async (payload: object, who: Who = people.admin): Promise<Reply> => {
    interactions += 1;
    const token = `interaction-token-${interactions}`;
    await handle(await discord.interaction({ ...interactionBase(world, who, token), ...payload }));
    return readReply(discord.sent.filter(({ path }) => path.split('/').includes(token)));
  };

  const typeOf = (command: string, subcommand: string, option: string) => {
    const named = all.list.find(({ name }) => name === command);
    const { options } = named?.whole ?? named?.subcommands.find(({ name }) => name === subcommand) ?? {};
    return options?.find(({ name }) => name === option)?.type ?? ApplicationCommandOptionType.String;
  };

  const data = (path: string, options: Options, focused?: string) => {
    const [command = '', subcommand = ''] = path.split(' ');
    const given = Object.entries(options).map(([name, value]) => ({
      name,
      type: typeOf(command, subcommand, name),
      value,
      ...(name === focused && { focused: true }),
    }));
    const guilds = [...world.guilds.values()];
    const channels = guilds.flatMap((guild) => [...guild.channels.values()]);
    const chosen = channels.filter(({ id }) =>
      given.some(({ type, value }) => type === ApplicationCommandOptionType.Channel && value === id),
    );
    return {
      id: '1456000000000000800',
      name: command,
      type: ApplicationCommandType.ChatInput,
      options:
        subcommand === ''
          ? given
          : [{ type: ApplicationCommandOptionType.Subcommand, name: subcommand, options: given }],
      resolved: {
        roles: Object.fromEntries(
          guilds
            .flatMap((guild) => [...guild.roles.values()])
            .filter(({ id }) => given.some(({ value }) => value === id))
            .map((role) => [role.id, role]),
        ),
        channels: Object.fromEntries(chosen.map((channel) => [channel.id, resolvedChannel(channel)])),
      },
    };
  };

  return {
    store,
    engine,
    replay,
    clock,
    discord,
    world,
    jobs,
    settling,
    logged,
    /** Gives a command such as `webhook create`. */
    run: (path: string, options: Options = {}, who: Who = people.admin) =>
      send(
        {
          type: InteractionType.ApplicationCommand,
          data: data(path, options),
        },
        who,
      ),
    /** Types into an option. */
    complete: (path: string, [option, typed]: [string, string], who: Who = people.admin) =>
      send(
        {
          type: InteractionType.ApplicationCommandAutocomplete,
          data: data(path, { [option]: typed }, option),
        },
        who,
      ),
    /** Presses a button by its custom id. */
    press: (customId: string, who: Who = people.admin) =>
      send(
        {
          type: InteractionType.MessageComponent,
          data: { custom_id: customId, component_type: ComponentType.Button },
          message: {
            id: world.nextId(),
            channel_id: demoIds.general,
            author: world.bot,
            type: MessageType.Default,
            flags: MessageFlags.Ephemeral,
          },
        },
        who,
      ),
    /** Sends a form off. */
    submit: (customId: string, fields: Record<string, string>, who: Who = people.admin) =>
      send(
        {
          type: InteractionType.ModalSubmit,
          data: {
            custom_id: customId,
            components: Object.entries(fields).map(([name, value]) => ({
              type: ComponentType.Label,
              component: { type: ComponentType.TextInput, custom_id: name, value },
            })),
          },
        },
        who,
      ),
    /** Sends an interaction of that member: its type, data, and whatever else differs. */
    send,
  };
};

/** A bench. */
export type Bench = Awaited<ReturnType<typeof createBench>>;

/** The custom id of the button with that label. */
export const buttonId = ({ components }: Reply, label: string): string => {
  const button = components.flatMap((row) => row.components ?? []).find((component) => component['label'] === label);
  const id = button?.['custom_id'];
  assert(typeof id === 'string', `there is no button "${label}"`);
  return id;
};

/** The only webhook of the demo guild, after `/webhook create` with these options. */
export const withWebhook = async (bench: Bench, options: Options = {}) => {
  const reply = await bench.run('webhook create', { name: 'alarm', channel: demoIds.alerts, ...options });
  const webhook = (await bench.store.webhooks.list(demoIds.guild)).find(
    ({ definition }) => definition.name === String(options['name'] ?? 'alarm'),
  );
  assert(webhook !== undefined, reply.content);
  return { reply, webhook };
};
