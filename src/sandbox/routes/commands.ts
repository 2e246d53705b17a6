import {
  ApplicationCommandCreateRequestSchema,
  ApplicationCommandPatchRequestPartialSchema,
  ApplicationCommandUpdateRequestSchema,
} from 'discord-api-spec/zod';
import {
  ApplicationCommandType,
  ApplicationIntegrationType,
  RESTJSONErrorCodes,
  type APIApplicationCommand,
} from 'discord-api-types/v10';
import { z } from 'zod';
import { missingAccess } from '../access.ts';
import { commandFaults, commandFields, withNumericPermissions, type CommandFields } from '../command-rules.ts';
import { invalidForm, parseBody } from '../parse-body.ts';
import { record } from '../record.ts';
import { DiscordFault, param, type Route, type RouteAnswer, type RouteCall } from '../route.ts';

/** https://docs.discord.com/developers/interactions/application-commands#registering-a-command */
const maxSlashCommands = 100;

/** The commands that the path speaks of: global ones, or a guild's. */
const scopeOf = (call: RouteCall) => {
  const { world, params } = call;
  if (param(call, 'application_id') !== world.applicationId) {
    const { NotAuthorizedToPerformThisActionOnThisApplication: code } = RESTJSONErrorCodes;
    throw new DiscordFault(403, code, 'You are not authorized to perform this action on this application');
  }
  const guildId = params['guild_id'];
  if (guildId === undefined) return { commands: world.commands, target: world.applicationId, guildId };
  const guild = world.guilds.get(guildId);
  if (guild === undefined || !guild.members.has(world.bot.id)) throw missingAccess();
  return { commands: guild.commands, target: guildId, guildId };
};

const commandOf = (call: RouteCall) => {
  const command = scopeOf(call).commands.get(param(call, 'command_id'));
  if (command !== undefined) return command;
  throw new DiscordFault(404, RESTJSONErrorCodes.UnknownApplicationCommand, 'Unknown application command');
};

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value, (_, part: unknown) => part ?? undefined));

const build = (call: RouteCall, fields: CommandFields, old?: APIApplicationCommand): APIApplicationCommand => {
  const { world } = call;
  const { guildId } = scopeOf(call);
  const { default_member_permissions: permissions, options } = fields;
  const facts = {
    application_id: world.applicationId,
    type: fields.type ?? ApplicationCommandType.ChatInput,
    name: fields.name,
    name_localizations: fields.name_localizations ?? null,
    description: fields.description ?? '',
    description_localizations: fields.description_localizations ?? null,
    default_member_permissions: permissions === null || permissions === undefined ? null : String(permissions),
    dm_permission: fields.dm_permission ?? true,
    contexts: fields.contexts ?? null,
    integration_types: fields.integration_types ?? [ApplicationIntegrationType.GuildInstall],
    nsfw: fields.nsfw ?? false,
    ...(options?.length && { options }),
    ...(guildId !== undefined && { guild_id: guildId }),
  };
  const made = { ...facts, id: old?.id ?? world.nextId() };
  const isSame =
    old !== undefined && JSON.stringify(plain({ ...made, version: old.version })) === JSON.stringify(plain(old));
  return isSame ? old : { ...made, version: world.nextId() };
};

const holdToRules = (list: CommandFields[], isList: boolean) => {
  const faults = list.flatMap((fields, index) => commandFaults(fields, isList ? [index] : []));
  const keys = list.map(({ type, name }) => `${type ?? ApplicationCommandType.ChatInput}:${name}`);
  keys.forEach((key, index) => {
    if (keys.indexOf(key) === index) return;
    const message = 'Application command names must be unique';
    faults.push({ path: [index], code: 'APPLICATION_COMMANDS_DUPLICATE_NAME', message });
  });
  if (faults.length > 0) throw invalidForm(faults);
  const slash = list.filter(
    ({ type }) => (type ?? ApplicationCommandType.ChatInput) === ApplicationCommandType.ChatInput,
  );
  if (slash.length > maxSlashCommands) {
    const { MaximumNumberOfApplicationCommandsReached: code } = RESTJSONErrorCodes;
    throw new DiscordFault(400, code, `Maximum number of application commands reached (${maxSlashCommands})`);
  }
};

const find = (commands: Map<string, APIApplicationCommand>, { name, type }: CommandFields) =>
  [...commands.values()].find(
    (command) => command.name === name && command.type === (type ?? ApplicationCommandType.ChatInput),
  );

const localizations = new Set(['name_localizations', 'description_localizations']);
const leaveOut = (key: string, value: unknown) => (localizations.has(key) ? undefined : value);

/** Lists leave localizations out unless `with_localizations=true`: https://docs.discord.com/developers/interactions/application-commands#localization */
const listCommands = (call: RouteCall): RouteAnswer => {
  const commands = [...scopeOf(call).commands.values()];
  const keep = call.query.get('with_localizations') === 'true';
  const body: unknown = keep ? commands : JSON.parse(JSON.stringify(commands, leaveOut));
  return { status: 200, body: z.array(z.looseObject({})).parse(body) };
};

const list = z.array(commandFields);

const setCommands = (call: RouteCall): RouteAnswer => {
  const { commands, target } = scopeOf(call);
  const given = z.array(z.unknown()).safeParse(call.body);
  const published = z.array(z.any().pipe(ApplicationCommandUpdateRequestSchema));
  const fields = parseBody(published, given.success ? given.data.map(withNumericPermissions) : call.body, list);
  holdToRules(fields, true);
  const made = fields.map((command) => build(call, command, find(commands, command)));
  commands.clear();
  for (const command of made) commands.set(command.id, command);
  record(call, { target, effect: 'commands-set' });
  return { status: 200, body: made };
};

const createCommand = (call: RouteCall): RouteAnswer => {
  const { commands, target } = scopeOf(call);
  const fields = parseBody(ApplicationCommandCreateRequestSchema, withNumericPermissions(call.body), commandFields);
  const old = find(commands, fields);
  const others = [...commands.values()].filter((command) => command !== old);
  holdToRules([fields], false);
  holdToRules([...others.map(({ name, type, description }) => ({ name, type, description })), fields], true);
  const made = build(call, fields, old);
  commands.set(made.id, made);
  record(call, { target, effect: 'command-created' });
  return { status: old === undefined ? 201 : 200, body: made };
};

const editCommand = (call: RouteCall): RouteAnswer => {
  const { commands, target } = scopeOf(call);
  const old = commandOf(call);
  const body = withNumericPermissions(call.body);
  const changes = parseBody(ApplicationCommandPatchRequestPartialSchema, body, commandFields.partial());
  const fields = commandFields.parse({ ...old, ...changes });
  holdToRules([fields], false);
  const made = build(call, fields, old);
  commands.set(made.id, made);
  record(call, { target, effect: 'command-edited' });
  return { status: 200, body: made };
};

const deleteCommand = (call: RouteCall): RouteAnswer => {
  const { commands, target } = scopeOf(call);
  commands.delete(commandOf(call).id);
  record(call, { target, effect: 'command-deleted' });
  return { status: 204 };
};

const routesBelow = (all: string): Route[] => [
  { method: 'GET', path: all, handle: listCommands },
  { method: 'PUT', path: all, handle: setCommands },
  { method: 'POST', path: all, handle: createCommand },
  { method: 'GET', path: `${all}/{command_id}`, handle: (call) => ({ status: 200, body: commandOf(call) }) },
  { method: 'PATCH', path: `${all}/{command_id}`, handle: editCommand },
  { method: 'DELETE', path: `${all}/{command_id}`, handle: deleteCommand },
];

/** Commands, global and of a guild: https://docs.discord.com/developers/interactions/application-commands */
export const commandRoutes: Route[] = [
  ...routesBelow('/applications/{application_id}/commands'),
  ...routesBelow('/applications/{application_id}/guilds/{guild_id}/commands'),
];
