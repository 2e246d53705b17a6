// One key that calls far more often than it may, whatever it is answered.
import { z } from 'zod';
import { sendSteadily } from '../steady.ts';
import { serveParent } from './answers.ts';

const env = z
  .object({ FLOOD_URL: z.string(), FLOOD_KEY: z.string(), FLOOD_PER_SECOND: z.coerce.number() })
  .parse(process.env);

const flood = {
  urls: [env.FLOOD_URL],
  keys: [env.FLOOD_KEY],
  perSecond: env.FLOOD_PER_SECOND,
};
const counts = new Map<number, number>();
const go = async (): Promise<void> => {
  const { statuses } = await sendSteadily({ ...flood, seconds: 1 });
  for (const [status, count] of statuses) counts.set(status, (counts.get(status) ?? 0) + count);
  await go();
};
void go();

serveParent({ ready: {}, answers: { statuses: () => Object.fromEntries(counts) }, stop: async () => undefined });
