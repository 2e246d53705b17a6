import type { Route } from '../route.ts';

/** Where the gateway is: https://docs.discord.com/developers/events/gateway#get-gateway-bot */
export const gatewayRoutes = (gatewayUrl: () => string): Route[] => [
  {
    method: 'GET',
    path: '/gateway',
    auth: 'none',
    handle: () => ({ status: 200, body: { url: gatewayUrl() } }),
  },
  {
    method: 'GET',
    path: '/gateway/bot',
    handle: () => ({
      status: 200,
      body: {
        url: gatewayUrl(),
        shards: 1,
        session_start_limit: { total: 1000, remaining: 999, reset_after: 86_400_000, max_concurrency: 1 },
      },
    }),
  },
];
