import { viewDelivery } from '../delivery/view.ts';
import { AppError } from '../errors.ts';
import type { JobEngine } from '../queue/job-engine.ts';
import type { Admit } from './admit.ts';
import { answerJson, type Handler } from './exchange.ts';

/** What {@link createGetDelivery} needs. */
export type GetDeliveryContext = { engine: Pick<JobEngine, 'get'>; admit: Pick<Admit, 'key'> };

/** `GET /deliveries/{id}`: how a delivery stands, for a key that may see it; for any other key it does not exist. */
export const createGetDelivery =
  ({ engine, admit }: GetDeliveryContext): Handler =>
  async (exchange) => {
    const { guildId, webhookIds } = await admit.key(exchange);
    const id = String(exchange.request.params.id);
    const job = await engine.get(id);
    const mayBeSeen = job?.guildId === guildId && (webhookIds === undefined || webhookIds.includes(job.lane));
    if (!mayBeSeen) {
      throw new AppError('delivery-not-found', 'No delivery of your server has this id, or it ended too long ago.');
    }
    exchange.about.delivery = id;
    exchange.about.webhook = job.lane;
    answerJson(exchange, 200, viewDelivery(job));
  };
