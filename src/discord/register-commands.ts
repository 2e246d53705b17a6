import { createHash } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import { jsonObject } from '../domain/json.ts';
import type { Store } from '../store/repositories.ts';
import { commandJson } from './command-json.ts';
import type { Commands } from './command.ts';
import type { DiscordRest } from './rest.ts';

/** What {@link registerCommands} needs; with `guildId` the commands are registered in that guild alone, globally otherwise. */
export type Registration = {
  rest: Pick<DiscordRest, 'request'>;
  applicationId: string;
  guildId?: string;
  commands: Commands;
  facts: Store['facts'];
};

const globalScope = 'global';
const registeredCommands = z.array(z.object({ name: z.string() }));

const pathOf = (applicationId: string, scope: string): string[] =>
  scope === globalScope
    ? ['applications', applicationId, 'commands']
    : ['applications', applicationId, 'guilds', scope, 'commands'];

/** Where a command may be used and installed can be said of global ones only. */
const withoutGlobalFields = ({
  contexts: _contexts,
  integration_types: _types,
  ...rest
}: ReturnType<typeof commandJson>) => rest;

/** Errors after which a guild cannot be asked any more: the bot was removed from it, or it is gone. */
const isGone = (error: unknown): boolean =>
  error instanceof AppError && ['missing-permission', 'unknown-guild', 'discord-refused'].includes(error.code);

/**
 * Registers the commands unless they are already as they should be: a digest among the facts tells that they have not
 * changed, and Discord that it still has them. Where they were registered elsewhere before (globally, or in another
 * guild), they are taken away there, so that nobody sees them twice. Rejects with an AppError when Discord cannot be reached.
 * https://docs.discord.com/developers/interactions/application-commands#bulk-overwrite-global-application-commands
 */
export const registerCommands = async ({
  rest,
  applicationId,
  guildId,
  commands,
  facts,
}: Registration): Promise<'registered' | 'unchanged'> => {
  const scope = guildId ?? globalScope;
  const all = commands.list.map((command) => commandJson(command, commands.texts));
  const text = JSON.stringify(scope === globalScope ? all : all.map(withoutGlobalFields));
  const digest = createHash('sha256').update(text).digest('hex');
  const fact = `commands:${applicationId}`;
  const [lastScope, lastDigest] = (await facts.get(fact))?.split(' ') ?? [];
  const namesIn = async (place: string): Promise<string[]> => {
    const path = pathOf(applicationId, place);
    const registered = registeredCommands.parse(await rest.request({ method: 'GET', path }));
    return registered.map(({ name }) => name).sort();
  };
  if (lastScope === scope && lastDigest === digest) {
    const wanted = all.map(({ name }) => name).sort();
    if (JSON.stringify(await namesIn(scope)) === JSON.stringify(wanted)) return 'unchanged';
  }

  await rest.request({
    method: 'PUT',
    path: pathOf(applicationId, scope),
    body: z.array(jsonObject).parse(JSON.parse(text)),
  });
  // A fresh data directory does not know of a registration that an earlier one made.
  const hasGlobal = lastScope === undefined && scope !== globalScope && (await namesIn(globalScope)).length > 0;
  const before = hasGlobal ? globalScope : lastScope;
  if (before !== undefined && before !== scope) {
    try {
      await rest.request({ method: 'PUT', path: pathOf(applicationId, before), body: [] });
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }
  await facts.set(fact, `${scope} ${digest}`);
  return 'registered';
};
