import { ApplicationCommandOptionType } from 'discord-api-types/v10';
import { readInput } from '../src/delivery/stored.ts';
import type { CallContext, Choice, Option } from '../src/discord/command.ts';
import { AppError } from '../src/errors.ts';
import type { Job } from '../src/queue/job-engine.ts';
import { fitting } from './completion.ts';
import { shown } from './shown.ts';
import { stateName } from './delivery-state.ts';

const longestTyped = 100;
const mostSuggested = 25;

/** Such as `2026-06-01 12:00:00 UTC`: a suggestion cannot show the reader's own time. */
const utc = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

/** The option `delivery`, which completes the guild's latest deliveries: time, webhook and state. */
export const deliveryOption: Option = {
  name: 'delivery',
  type: ApplicationCommandOptionType.String,
  required: true,
  maxLength: longestTyped,
  complete: async (typed, { engine, guildId, text }): Promise<Choice[]> => {
    const latest = await engine.list({ guildId, limit: mostSuggested });
    const choices = latest.map((job) => ({
      name: [utc(job.createdAt), readInput(job).webhook.definition.name, stateName(job.state, { text })].join(' · '),
      value: job.id,
    }));
    return fitting(choices, typed, ({ name, value }) => `${name} ${value}`);
  },
};

/** The delivery of this guild with that id; `delivery-not-found` for one of another guild too. */
export const deliveryById = async (given: string, { engine, guildId, text }: CallContext): Promise<Job> => {
  const job = await engine.get(given.trim());
  if (job === undefined || job.guildId !== guildId) {
    throw new AppError('delivery-not-found', text('delivery-option.not-found', { given: shown(given) }));
  }
  return job;
};
