import { readInput } from '../src/delivery/stored.ts';
import type { Answer, CallContext } from '../src/discord/command.ts';
import { deliveryById } from './delivery-option.ts';
import { codeBlock, inCode, moment, shown } from './shown.ts';

const longestShown = 1500;

/** What a delivery of this guild was called with: its variables as JSON, in a file when there are many. */
export const payloadAnswer = async (given: string, context: CallContext): Promise<Answer> => {
  const { text } = context;
  const job = await deliveryById(given, context);
  const { variables, webhook, requestId } = readInput(job);
  const json = JSON.stringify(variables, undefined, 2);
  const heading = text('payload-answer.heading', {
    name: shown(webhook.definition.name),
    when: moment(job.createdAt),
    id: job.id,
    request: inCode(requestId),
  });
  if (json.length <= longestShown) return { content: `${heading}\n${codeBlock(json, 'json')}` };
  return {
    content: `${heading}\n${text('payload-answer.attached')}`,
    files: [{ name: 'payload.json', text: `${json}\n` }],
  };
};
