import { Agent, request } from 'node:http';
import { monotonicMs } from './monotonic.ts';

/** A call to be sent at its time, however long earlier ones take. */
export type Call = { url: string; body: string };

/**
 * Sends `calls` at `perSecond`, evenly, without waiting for answers; gives when each was due to be sent (ms,
 * {@link monotonicMs}), so that a sender that falls behind counts as delay. Rejects when an answer is not 2xx.
 */
export const sendOpenLoop = async (
  calls: readonly Call[],
  { perSecond, key }: { perSecond: number; key: string },
): Promise<number[]> => {
  const agent = new Agent({ keepAlive: true, maxSockets: 512 });
  const headers = { 'content-type': 'application/json', authorization: key };
  const answers: Promise<void>[] = [];
  const dueAt: number[] = [];
  const startAt = monotonicMs() + 20;

  const send = ({ url, body }: Call) =>
    new Promise<void>((resolve, reject) => {
      const sent = request(url, { method: 'POST', agent, headers }, (answer) => {
        answer.resume().once('end', () => {
          if (answer.statusCode === 200) resolve();
          else reject(new Error(`a call was answered with ${answer.statusCode}`));
        });
      });
      sent.once('error', reject);
      sent.end(body);
    });

  for (const [index, call] of calls.entries()) {
    const due = startAt + (index * 1_000) / perSecond;
    while (monotonicMs() < due) {
      const left = due - monotonicMs();
      await new Promise((resolve) => (left > 1.5 ? setTimeout(resolve, left - 1) : setImmediate(resolve)));
    }
    dueAt.push(due);
    const answer = send(call);
    answer.catch(() => undefined);
    answers.push(answer);
  }
  await Promise.all(answers);
  agent.destroy();
  return dueAt;
};
