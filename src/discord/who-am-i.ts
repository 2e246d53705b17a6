import { z } from 'zod';
import type { DiscordRest } from './rest.ts';

const application = z.object({ id: z.string() });
const user = z.object({ id: z.string(), username: z.string() });

/** Whose token it is: the application's and the bot's ids (old bots have two), and the bot's name. Rejects as {@link DiscordRest.request} does. */
export const whoAmI = async (rest: DiscordRest): Promise<{ applicationId: string; botId: string; name: string }> => {
  const [app, bot] = await Promise.all([
    rest.request({ method: 'GET', path: ['applications', '@me'] }),
    rest.request({ method: 'GET', path: ['users', '@me'] }),
  ]);
  const { id: botId, username: name } = user.parse(bot);
  return { applicationId: application.parse(app).id, botId, name };
};
