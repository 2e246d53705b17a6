import type { Command } from '../../src/discord/command.ts';
import create from './create.ts';
import list from './list.ts';
import regenerate from './regenerate.ts';
import revoke from './revoke.ts';

/** `/key`: what callers prove themselves with. */
export const key: Command = { name: 'key', subcommands: [create, list, regenerate, revoke] };
