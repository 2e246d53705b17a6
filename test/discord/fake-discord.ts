import assert from 'node:assert/strict';
import {
  ChannelType,
  GatewayIntentBits,
  InteractionContextType,
  InteractionResponseType,
  MessageType,
} from 'discord-api-types/v10';
import { ClientUser, type Interaction } from 'discord.js';
import { z } from 'zod';
import { createClient } from '../../src/discord/gateway-client.ts';
import { addDemoGuild, demoIds } from '../../src/sandbox/demo-guild.ts';
import { createWorld } from '../../src/sandbox/create-world.ts';
import { guildCreateData } from '../../src/sandbox/gateway-payloads.ts';
import { permissionsOf } from '../../src/sandbox/access.ts';
import type { World } from '../../src/sandbox/world.ts';

/** What of a message or form the tests look at. */
const shownSchema = z.object({
  type: z.enum(InteractionResponseType),
  data: z
    .looseObject({
      content: z.string().optional(),
      flags: z.number().optional(),
      allowed_mentions: z.unknown().optional(),
      components: z.array(z.looseObject({ components: z.array(z.looseObject({})).optional() })).optional(),
      choices: z.array(z.object({ name: z.string(), value: z.string() })).optional(),
      custom_id: z.string().optional(),
      title: z.string().optional(),
    })
    .optional(),
});

/** One request that the program sent: the first answer (`callback`) or an edit of it. */
export type Sent = { method: string; path: string; body: unknown; files: { name: string; text: string }[] };

const readBody = async (body: unknown): Promise<Pick<Sent, 'body' | 'files'>> => {
  if (typeof body === 'string') return { body: JSON.parse(body), files: [] };
  if (!(body instanceof FormData)) return { body: undefined, files: [] };
  const files: Sent['files'] = [];
  for (const part of body.values()) if (part instanceof File) files.push({ name: part.name, text: await part.text() });
  return { body: JSON.parse(z.string().parse(body.get('payload_json'))), files };
};

/** Calls a method that discord.js keeps to itself. */
export const callHidden = (target: object, name: string, ...args: unknown[]): unknown => {
  const method: unknown = Reflect.get(target, name);
  assert(typeof method === 'function');
  return Reflect.apply(method, target, args);
};

/** The program's own discord.js client without a network: it knows the demo guild and "Elsewhere", and every request it makes is kept. */
export const createFakeDiscord = () => {
  const world = createWorld({ now: () => Date.UTC(2026, 5, 1) });
  addDemoGuild(world, { elsewhere: true });
  const sent: Sent[] = [];
  /** What a request is answered with, instead of the usual. */
  const answers: ((request: Sent) => Response | undefined)[] = [];

  const client = createClient({
    apiUrl: 'http://discord.invalid/api',
    async makeRequest(url, init) {
      const read = await readBody(init.body);
      const request = { method: init.method ?? 'GET', path: new URL(url).pathname, ...read };
      sent.push(request);
      for (const answer of answers) {
        const given = answer(request);
        if (given !== undefined) return given;
      }
      if (!request.path.includes('/messages/')) return new Response(null, { status: 204 });
      return Response.json({
        id: world.nextId(),
        channel_id: demoIds.general,
        author: world.bot,
        type: MessageType.Default,
      });
    },
    buildStrategy: () => assert.fail('there is no gateway'),
  });
  client.rest.setToken(world.token);
  client.rest.options.globalRequestsPerSecond = Infinity;
  client.rest.globalRemaining = Infinity;
  const user: unknown = Reflect.construct(ClientUser, [client, world.bot]);
  assert(user instanceof ClientUser);
  client.user = user;
  client.users.cache.set(user.id, user);
  const learn = () => {
    for (const guild of world.guilds.values()) {
      callHidden(client.guilds, '_add', guildCreateData(world, guild, GatewayIntentBits.Guilds));
    }
  };
  learn();
  const actions: unknown = Reflect.get(client, 'actions');
  const creator = z
    .object({ InteractionCreate: z.custom<object>((value) => typeof value === 'object') })
    .parse(actions);

  return {
    world,
    client,
    sent,
    answers,
    /** Tells the client of the guilds again, after a test has changed them. */
    learn,
    /** Turns Discord's payload into the interaction that discord.js makes of it. */
    interaction(payload: unknown): Promise<Interaction> {
      const made = new Promise<Interaction>((resolve) => void client.once('interactionCreate', resolve));
      callHidden(creator.InteractionCreate, 'handle', payload);
      return made;
    },
  };
};

const dmChannel = '1456000000000000999';

/** Who does something where. */
export type Who = { userId: string; guildId?: string | undefined; locale?: string | undefined };

/** What every interaction carries: https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object */
export const interactionBase = (world: World, { userId, guildId, locale = 'en-US' }: Who, token: string) => {
  const common = {
    id: world.nextId(),
    application_id: world.applicationId,
    token,
    version: 1,
    locale,
    entitlements: [],
    authorizing_integration_owners: {},
    attachment_size_limit: 10_485_760,
    app_permissions: '0',
  };
  if (guildId === undefined) {
    return {
      ...common,
      user: world.users.get(userId),
      context: InteractionContextType.BotDM,
      channel: { id: dmChannel, type: ChannelType.DM },
    };
  }
  const guild = world.guilds.get(guildId);
  const member = guild?.members.get(userId);
  const channel = [...(guild?.channels.values() ?? [])].find(({ type }) => type === ChannelType.GuildText);
  return {
    ...common,
    guild_id: guildId,
    guild_locale: 'en-US',
    context: InteractionContextType.Guild,
    channel,
    channel_id: channel?.id,
    ...(guild !== undefined &&
      member !== undefined && {
        member: { ...member, permissions: permissionsOf(world, guild, userId, channel).toString() },
      }),
  };
};

/** What a member saw in the end of everything that was sent: the first answer, with later edits in its place. */
export const readReply = (sent: Sent[]) => {
  const first = sent.find(({ path }) => path.endsWith('/callback'));
  const last = sent.findLast(({ path }) => path.includes('/messages/')) ?? first;
  assert(first !== undefined && last !== undefined, 'nothing was answered');
  const callback = shownSchema.parse(first.body);
  const { data } =
    last === first
      ? callback
      : shownSchema.parse({ type: InteractionResponseType.ChannelMessageWithSource, data: last.body });
  return {
    type: callback.type,
    flags: callback.data?.flags ?? 0,
    content: data?.content ?? '',
    components: data?.components ?? [],
    choices: data?.choices,
    allowedMentions: data?.['allowed_mentions'],
    form: callback.type === InteractionResponseType.Modal ? callback.data : undefined,
    files: last.files,
    sent,
  };
};

/** What a member saw. */
export type Reply = ReturnType<typeof readReply>;
