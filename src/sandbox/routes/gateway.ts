import type { RESTGetAPIGatewayBotResult } from 'discord-api-types/v10';
import type { Route } from '../route.ts';

/** What `GET /gateway/bot` answers. */
export type GatewayBot = RESTGetAPIGatewayBotResult;

/** Where the gateway is: https://docs.discord.com/developers/events/gateway#get-gateway-bot */
export const gatewayRoutes = (gatewayBot: () => GatewayBot): Route[] => [
  { method: 'GET', path: '/gateway', auth: 'none', handle: () => ({ status: 200, body: { url: gatewayBot().url } }) },
  { method: 'GET', path: '/gateway/bot', handle: () => ({ status: 200, body: gatewayBot() }) },
];
