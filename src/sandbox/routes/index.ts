import type { Route } from '../route.ts';
import { applicationRoutes } from './applications.ts';
import { channelRoutes } from './channels.ts';
import { commandRoutes } from './commands.ts';
import { gatewayRoutes, type GatewayBot } from './gateway.ts';
import { guildRoutes } from './guilds.ts';
import { memberRoutes } from './members.ts';
import { messageRoutes } from './messages.ts';
import { pinRoutes } from './pins.ts';
import { reactionRoutes } from './reactions.ts';
import { userRoutes } from './users.ts';

/** Every endpoint that the sandbox models, by family. Anything else is answered with 501. A new family: a file and a line. */
export const sandboxRoutes = (gatewayBot: () => GatewayBot): Route[] => [
  ...gatewayRoutes(gatewayBot),
  ...applicationRoutes,
  ...userRoutes,
  ...channelRoutes,
  ...messageRoutes,
  ...pinRoutes,
  ...reactionRoutes,
  ...guildRoutes,
  ...memberRoutes,
  ...commandRoutes,
];
