import { GatewayCloseCodes } from 'discord-api-types/v10';
import { AppError } from '../errors.ts';
import { tokenRejected } from './token-latch.ts';

const refused = (detail: string) => () => new AppError('discord-refused', detail);

/** https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes */
const fatal: Partial<Record<number, () => AppError>> = {
  [GatewayCloseCodes.AuthenticationFailed]: () => tokenRejected(),
  [GatewayCloseCodes.InvalidShard]: refused('Discord refused how the bot is divided into shards. Restart Guildhook.'),
  [GatewayCloseCodes.ShardingRequired]: refused(
    'The bot is in more servers than one connection may serve. Restart Guildhook, so that it asks again how many it needs.',
  ),
  [GatewayCloseCodes.InvalidAPIVersion]: refused(
    "Discord no longer offers the version of the gateway that this Guildhook speaks. Install Guildhook's latest version.",
  ),
  [GatewayCloseCodes.InvalidIntents]: refused(
    "Discord does not know the intents that this Guildhook asks for. Install Guildhook's latest version.",
  ),
  [GatewayCloseCodes.DisallowedIntents]: refused(
    'Discord does not allow this bot the intents it asks for. Switch them on in the Developer Portal (Bot → Privileged Gateway Intents) and restart Guildhook.',
  ),
};

/** What a close of the gateway means that must not be answered by connecting again; `undefined` for all others. */
export const fatalClose = (code: number): AppError | undefined => fatal[code]?.();
