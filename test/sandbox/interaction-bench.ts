import assert from 'node:assert/strict';
import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  type APIApplicationCommand,
  type APIApplicationCommandOption,
} from 'discord-api-types/v10';
import { z } from 'zod';
import { createAttachments } from '../../src/sandbox/attachments.ts';
import { createWorld } from '../../src/sandbox/create-world.ts';
import { addDemoGuild } from '../../src/sandbox/demo-guild.ts';
import { answerInteraction } from '../../src/sandbox/interaction-callback.ts';
import { createInteractionStore } from '../../src/sandbox/interaction-store.ts';
import { createInteractions } from '../../src/sandbox/interactions.ts';
import { DiscordFault, type FormErrors } from '../../src/sandbox/route.ts';
import { createShownMessages } from '../../src/sandbox/shown-messages.ts';
import { createFakeClock } from '../fake-clock.ts';

/** What of INTERACTION_CREATE the tests look at. */
const sent = z.looseObject({ id: z.string(), token: z.string(), type: z.int(), data: z.looseObject({}) });

/** `/name` with these options in the demo guild; `permissions` as bits. */
export const makeCommand = (
  name: string,
  options: APIApplicationCommandOption[] = [],
  permissions: string | null = null,
): APIApplicationCommand => ({
  id: String(10n ** 17n + (BigInt(`0x${Buffer.from(name).toString('hex')}`) % 10n ** 16n)),
  application_id: '1456000000000000001',
  type: ApplicationCommandType.ChatInput,
  name,
  description: name,
  options,
  default_member_permissions: permissions,
  integration_types: [ApplicationIntegrationType.GuildInstall],
  version: '1',
});

/** The people's and the application's side of interactions without a network, in the demo guild with `/hello`. */
export const createBench = () => {
  const clock = createFakeClock();
  const world = createWorld({ now: clock.now });
  const guild = addDemoGuild(world);
  const word = {
    type: ApplicationCommandOptionType.String as const,
    name: 'word',
    description: 'x',
    autocomplete: true,
  };
  const hello = makeCommand('hello', [word]);
  guild.commands.set(hello.id, hello);
  const store = createInteractionStore({ world, clock });
  const shown = createShownMessages(world);
  const attachments = createAttachments(world, () => 'http://127.0.0.1:1');
  const told: z.infer<typeof sent>[] = [];
  const events: string[] = [];
  world.listen(({ type, data }) => {
    events.push(type);
    if (type === 'INTERACTION_CREATE') told.push(sent.parse(data));
  });
  const interactions = createInteractions({ world, store, shown, attachments, isConnected: () => true });
  const host = { world, store, shown };
  const last = () => told.at(-1) ?? assert.fail('nothing was told to the application');
  return {
    clock,
    world,
    guild,
    store,
    shown,
    interactions,
    host,
    events,
    last,
    /** The application's first answer to the latest interaction. */
    answer: (body: unknown) => answerInteraction(host, { id: last().id, token: last().token, body }),
    /** The owner uses `/hello`, whatever comes of it. */
    hello: (user = 'owner') => {
      const answer = interactions.invoke({ user, command: 'hello' });
      answer.catch(() => undefined);
      return answer;
    },
  };
};

/** Fails unless `act` throws a refusal of Discord with this code; gives the faults of the form. */
export const refusal = (act: () => unknown, code: number): FormErrors | undefined => {
  try {
    act();
  } catch (error) {
    assert(error instanceof DiscordFault, String(error));
    assert.equal(error.code, code, error.message);
    return error.errors;
  }
  return assert.fail(`was not refused with ${code}`);
};
