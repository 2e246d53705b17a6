import { ApplicationCommandOptionType } from 'discord-api-types/v10';
import type { Subcommand } from '../../src/discord/command.ts';
import { sampleValues } from '../../src/domain/definition.ts';
import { AppError } from '../../src/errors.ts';
import { viewDelivery } from '../../src/delivery/view.ts';
import { parseAssignments } from '../test-values.ts';
import { testReport } from '../test-report.ts';
import { findWebhook, webhookOption } from '../webhook-option.ts';

const longestWaitMs = 10_000;
const longestVariables = 4000;

const test: Subcommand = {
  name: 'test',
  options: [
    webhookOption({ required: true }),
    { name: 'variables', type: ApplicationCommandOptionType.String, maxLength: longestVariables },
  ],
  async execute(interaction, context) {
    const { accept, engine, guildId, newId } = context;
    const webhook = await findWebhook(interaction.options.getString('webhook', true), context);
    const given = parseAssignments(interaction.options.getString('variables') ?? '', context);
    const samples = Object.entries(sampleValues(webhook.definition));
    const madeUp = samples.filter(([name]) => !Object.hasOwn(given, name));
    const variables = Object.assign(given, Object.fromEntries(madeUp));

    const { id } = await accept(webhook, { variables, fingerprint: '', requestId: newId(16), test: true });
    const job = await engine.settled(id, longestWaitMs);
    if (job === undefined) throw new AppError('delivery-not-found', context.text('webhook.test.gone', { id }));
    return { content: testReport({ webhook, delivery: viewDelivery(job), madeUp, guildId }, context) };
  },
};

export default test;
