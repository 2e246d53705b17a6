import { visiblePlace } from '../access.ts';
import { param, type Route, type RouteAnswer, type RouteCall } from '../route.ts';

const getChannel = (call: RouteCall): RouteAnswer => ({
  status: 200,
  body: visiblePlace(call.world, param(call, 'channel_id')).channel,
});

/** Channels and threads: https://docs.discord.com/developers/resources/channel */
export const channelRoutes: Route[] = [{ method: 'GET', path: '/channels/{channel_id}', handle: getChannel }];
