import { applicationFlags } from '../gateway-payloads.ts';
import type { Route, RouteCall } from '../route.ts';

const ownApplication = ({ world }: RouteCall) => {
  const owner = [...world.guilds.values()].map(({ ownerId }) => world.users.get(ownerId)).find(Boolean) ?? world.bot;
  const { id, username, discriminator, avatar, global_name, public_flags, primary_guild } = owner;
  const flags = applicationFlags(world.privileged);
  return {
    status: 200,
    body: {
      id: world.applicationId,
      name: world.bot.username,
      icon: null,
      description: 'The application of the sandbox',
      type: null,
      verify_key: '0'.repeat(64),
      flags,
      flags_new: String(flags),
      bot_public: true,
      bot_require_code_grant: false,
      redirect_uris: [],
      interactions_endpoint_url: null,
      role_connections_verification_url: null,
      explicit_content_filter: 0,
      approximate_guild_count: world.guilds.size,
      approximate_user_install_count: 0,
      approximate_user_authorization_count: 0,
      eligible_oauth2_scopes: [],
      team: null,
      owner: { id, username, discriminator, avatar, global_name, flags: 0, public_flags, primary_guild },
      bot: world.bot,
    },
  };
};

/** The application behind the token: https://docs.discord.com/developers/resources/application */
export const applicationRoutes: Route[] = [
  { method: 'GET', path: '/applications/@me', handle: ownApplication },
  { method: 'GET', path: '/oauth2/applications/@me', handle: ownApplication },
];
