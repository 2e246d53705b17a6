import type { Command } from '../../src/discord/command.ts';
import create from './create.ts';
import remove from './delete.ts';
import disable from './disable.ts';
import edit from './edit.ts';
import enable from './enable.ts';
import list from './list.ts';
import logs from './logs.ts';
import replay from './replay.ts';
import show from './show.ts';
import test from './test.ts';

/** `/webhook`: the guild's webhooks. */
export const webhook: Command = {
  name: 'webhook',
  subcommands: [create, list, show, edit, enable, disable, remove, test, logs, replay],
};
