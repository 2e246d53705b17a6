import type { Commands } from '../src/discord/command.ts';
import { key } from './key/index.ts';
import settings from './settings.ts';
import { texts } from './texts.ts';
import { webhook } from './webhook/index.ts';

/** Every slash command: the path of its file is what a member types. */
export const commands: Commands = {
  list: [webhook, key, { name: 'settings', subcommands: [], whole: settings }],
  texts,
};
