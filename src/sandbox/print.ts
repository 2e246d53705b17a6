import { GatewayDispatchEvents as Event, InteractionType, MessageFlags, type APIMessage } from 'discord-api-types/v10';
import { z } from 'zod';
import { messageLines } from './print-message.ts';
import { createPens, personName, safe, type Pens } from './print-text.ts';
import type { SandboxGuild, World, WorldEvent } from './world.ts';

/** Where lines go, and whether the terminal shows colours. */
export type PrinterOptions = { world: World; write: (text: string) => void; color: boolean };

/** Deleted messages are shown by their beginning; this many are remembered, and that many characters. */
const remembered = { messages: 500, characters: 60 };

const member = z.object({ user: z.object({ id: z.string() }), roles: z.array(z.string()), nick: z.string().nullish() });
const userOnly = z.object({ user: z.object({ id: z.string() }) });
const deleted = z.object({ channel_id: z.string(), ids: z.array(z.string()).optional(), id: z.string().optional() });
const named = z.object({ id: z.string(), name: z.string() });
const roleEvent = z.object({ role: named });
const command = z.object({
  type: z.literal(InteractionType.ApplicationCommand),
  channel_id: z.string(),
  member: userOnly,
  data: z.object({ name: z.string(), options: z.array(z.object({ type: z.int(), name: z.string() })).optional() }),
});

const isMessage = (data: unknown): data is APIMessage =>
  typeof data === 'object' && data !== null && 'author' in data && 'embeds' in data && 'content' in data;

/** A listener for `world.listen` that draws what happens: messages, edits, deletions, roles, members, bans, direct messages. */
export const createPrinter = ({ world, write, color }: PrinterOptions): ((event: WorldEvent) => void) => {
  const pens = createPens(color);
  const beginnings = new Map<string, string>();
  const rolesBefore = new Map<string, string[]>();
  for (const guild of world.guilds.values())
    for (const [id, { roles }] of guild.members) rolesBefore.set(`${guild.id}:${id}`, [...roles]);

  const placeName = (guild: SandboxGuild | undefined, channelId: string) => {
    const dm = world.dms.get(channelId);
    if (dm !== undefined) return pens.yellow(`DM ${personName(world, undefined, dm.recipientId)}`);
    return pens.cyan(`#${safe(guild?.channels.get(channelId)?.name ?? channelId)}`);
  };
  const line = (...parts: string[]) => write(`${parts.filter((part) => part !== '').join('  ')}\n`);

  const onMessage = (guild: SandboxGuild | undefined, message: APIMessage, note: string) => {
    if (((message.flags ?? 0) & MessageFlags.Loading) !== 0) return;
    const author = personName(world, guild, message.author.id).slice(1);
    const [first = '', ...rest] = messageLines({ world, guild, pens }, message);
    const isDrawn = message.content === '';
    const body = isDrawn ? ['', first, ...rest] : [first, ...rest];
    const [head = '', ...below] = body;
    line(placeName(guild, message.channel_id), `${pens.bold(`${author}:`)} ${head}`.trimEnd(), pens.dim(note));
    for (const text of below) write(`    ${text}\n`);
    const [beginning = ''] = safe(message.content || message.embeds[0]?.title || '').split('\n');
    beginnings.set(message.id, beginning.slice(0, remembered.characters));
    const [oldest] = beginnings.keys();
    if (beginnings.size > remembered.messages && oldest !== undefined) beginnings.delete(oldest);
  };

  const onMember = (guild: SandboxGuild, data: unknown) => {
    const parsed = member.safeParse(data);
    if (!parsed.success) return;
    const { user, roles } = parsed.data;
    const key = `${guild.id}:${user.id}`;
    const before = rolesBefore.get(key) ?? [];
    rolesBefore.set(key, [...roles]);
    const role = (id: string) => safe(guild.roles.get(id)?.name ?? id);
    const changes = [
      ...roles.filter((id) => !before.includes(id)).map((id) => pens.green(`+ ${role(id)}`)),
      ...before.filter((id) => !roles.includes(id)).map((id) => pens.red(`- ${role(id)}`)),
    ];
    line(
      pens.blue(personName(world, guild, user.id)),
      changes.length > 0 ? changes.join('  ') : pens.dim('was changed'),
    );
  };

  const onDelete = (guild: SandboxGuild | undefined, data: unknown) => {
    const parsed = deleted.safeParse(data);
    if (!parsed.success) return;
    const ids = parsed.data.ids ?? (parsed.data.id === undefined ? [] : [parsed.data.id]);
    const [only = ''] = ids;
    const what =
      ids.length === 1 ? `deleted: ${beginnings.get(only) ?? `message ${only}`}` : `${ids.length} messages deleted`;
    line(placeName(guild, parsed.data.channel_id), pens.red(what));
  };

  const onPerson = (guild: SandboxGuild, data: unknown, text: string) => {
    const parsed = userOnly.safeParse(data);
    if (parsed.success) line(pens.blue(personName(world, guild, parsed.data.user.id)), text);
  };

  const onCommand = (guild: SandboxGuild, data: unknown) => {
    const parsed = command.safeParse(data);
    if (!parsed.success) return;
    const sub = parsed.data.data.options?.find(({ type }) => type === 1)?.name;
    const who = personName(world, guild, parsed.data.member.user.id);
    const typed = `/${[parsed.data.data.name, sub].filter(Boolean).join(' ')}`;
    line(placeName(guild, parsed.data.channel_id), pens.dim(`${who} used ${typed}`));
  };

  const onNamed = (data: unknown, text: (name: string) => string) => {
    const parsed = named.safeParse(data);
    if (parsed.success) line(text(safe(parsed.data.name)));
  };

  const inGuild: Record<string, (guild: SandboxGuild, data: unknown) => void> = {
    [Event.GuildMemberUpdate]: onMember,
    [Event.GuildMemberAdd]: (guild, data) => onPerson(guild, data, pens.green('joined')),
    [Event.GuildMemberRemove]: (guild, data) => onPerson(guild, data, pens.red('left')),
    [Event.GuildBanAdd]: (guild, data) => onPerson(guild, data, pens.red('was banned')),
    [Event.GuildBanRemove]: (guild, data) => onPerson(guild, data, pens.green('is no longer banned')),
    [Event.InteractionCreate]: onCommand,
    [Event.ChannelCreate]: (_, data) =>
      onNamed(data, (name) => `${pens.cyan(`#${name}`)}  ${pens.green('channel created')}`),
    [Event.ChannelDelete]: (_, data) =>
      onNamed(data, (name) => `${pens.cyan(`#${name}`)}  ${pens.red('channel deleted')}`),
    [Event.ThreadCreate]: (_, data) =>
      onNamed(data, (name) => `${pens.cyan(`#${name}`)}  ${pens.green('thread created')}`),
    [Event.GuildRoleCreate]: (_, data) => {
      const parsed = roleEvent.safeParse(data);
      if (parsed.success)
        onNamed(parsed.data.role, (name) => `${pens.blue(`@${name}`)}  ${pens.green('role created')}`);
    },
  };

  const anywhere: Record<string, (guild: SandboxGuild | undefined, data: unknown) => void> = {
    [Event.MessageCreate]: (guild, data) => isMessage(data) && onMessage(guild, data, ''),
    [Event.MessageUpdate]: (guild, data) => isMessage(data) && onMessage(guild, data, '(edited)'),
    [Event.MessageDelete]: onDelete,
    [Event.MessageDeleteBulk]: onDelete,
  };

  return ({ type, data, guildId }) => {
    const guild = guildId === undefined ? undefined : world.guilds.get(guildId);
    anywhere[type]?.(guild, data);
    if (guild !== undefined) inGuild[type]?.(guild, data);
  };
};

const entry = (pens: Pens, name: string, value: string) => `  ${pens.dim(name.padEnd(9))} ${value}\n`;

/** What `npm run sandbox` says first. The `curl` line stands alone, so that it can be copied as a whole. */
export const banner = (facts: {
  guild: string;
  url: string;
  sandbox: string;
  curl: string;
  color: boolean;
}): string => {
  const pens = createPens(facts.color);
  return [
    `\n  ${pens.bold('Guildhook')} ${pens.dim('with a local stand-in for Discord; no account needed')}\n\n`,
    entry(pens, 'Guild', safe(facts.guild)),
    entry(pens, 'Receiver', facts.url),
    entry(pens, 'Discord', `${facts.sandbox}  ${pens.dim('GET /state · POST /interactions')}`),
    `\n  ${pens.bold('Paste this into another terminal:')}\n\n`,
    `${facts.curl}\n\n`,
    pens.dim('  What happens in the guild appears here. Ctrl+C ends it.'),
    '\n\n',
  ].join('');
};
