import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';

/** Three variables, in the contract's form. */
const threeVariables = JSON.stringify({
  variables: [
    { name: 'User', variable: '{User}', value: 'Ann' },
    { name: 'Score', variable: '<Score>', value: 42 },
    { name: 'Place', variable: '{Place}', value: 'the great hall' },
  ],
});

/** What to send: `seconds` of it, or so many `calls`. */
export type Load = { url: string; key?: string; body?: string; connections: number } & (
  | { seconds: number }
  | { calls: number }
);

const autocannon = fileURLToPath(import.meta.resolve('autocannon'));
const report = z.object({
  requests: z.object({ average: z.number() }),
  '2xx': z.number(),
  non2xx: z.number(),
  errors: z.number(),
  duration: z.number(),
});

/** Sends calls as fast as they are answered, from a process of its own (autocannon); gives answers a second. Rejects when one is not 2xx. */
export const sendLoad = async (load: Load): Promise<number> => {
  const { url, key = 'none', body = threeVariables, connections } = load;
  const options = [
    ['-j'],
    ['-m', 'POST'],
    ['-c', String(connections)],
    'seconds' in load ? ['-d', String(load.seconds)] : ['-a', String(load.calls)],
    ['-H', 'content-type=application/json'],
    ['-H', `authorization=${key}`],
    ['-b', body],
  ];
  const { stdout } = await promisify(execFile)(process.execPath, [autocannon, ...options.flat(), url]);
  const found = report.parse(JSON.parse(stdout));
  if (found.non2xx > 0 || found.errors > 0) {
    throw new Error(`${found.non2xx} calls were not answered with 2xx, ${found.errors} not at all`);
  }
  return found['2xx'] / found.duration;
};
