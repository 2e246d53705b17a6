import { Agent, request } from 'node:http';
import { monotonicMs } from './monotonic.ts';

/** A steady stream of calls; addresses and keys are taken in turn. */
export type Steady = {
  urls: readonly string[];
  keys: readonly string[];
  perSecond: number;
  seconds: number;
  /** The call's number → its body. */
  body?: (call: number) => string;
};

/** What came of it: how long each call took from when it was due to its whole answer (ms), and how many had each status; 0: no answer. */
export type SteadyResult = { times: number[]; statuses: Map<number, number> };

const sockets = 256;
const defaultBody = (call: number) =>
  JSON.stringify({ variables: [{ name: 'id', variable: '{id}', value: `call${call}` }] });

/** Sends calls evenly, however long their answers take, so that a server that falls behind is seen to. Any answer counts as one. */
export const sendSteadily = async ({
  urls,
  keys,
  perSecond,
  seconds,
  body = defaultBody,
}: Steady): Promise<SteadyResult> => {
  const agent = new Agent({ keepAlive: true, maxSockets: sockets });
  const times: number[] = [];
  const statuses = new Map<number, number>();
  const total = Math.round(perSecond * seconds);
  let answered = 0;
  let allAnswered = () => {};
  const finished = new Promise<void>((resolve) => (allAnswered = resolve));
  const note = (status: number, due: number) => {
    times.push(monotonicMs() - due);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    answered += 1;
    if (answered === total) allAnswered();
  };
  const send = (call: number, due: number) => {
    const headers = { 'content-type': 'application/json', authorization: keys[call % keys.length] };
    const sent = request(urls[call % urls.length] ?? '', { method: 'POST', agent, headers }, (answer) => {
      answer.resume().once('end', () => note(answer.statusCode ?? 0, due));
    });
    sent.once('error', () => note(0, due));
    sent.end(body(call));
  };

  const startAt = monotonicMs() + 20;
  for (let call = 0; call < total; call += 1) {
    const due = startAt + (call * 1_000) / perSecond;
    while (monotonicMs() < due) {
      const left = due - monotonicMs();
      await new Promise((resolve) => (left > 1.5 ? setTimeout(resolve, left - 1) : setImmediate(resolve)));
    }
    send(call, due);
  }
  await finished;
  agent.destroy();
  return { times, statuses };
};

/** @throws Error unless every call was answered with 200. */
export const requireAll200 = ({ statuses, times }: SteadyResult): void => {
  const others = [...statuses].filter(([status]) => status !== 200);
  if (others.length === 0 && times.length > 0) return;
  throw new Error(`of ${times.length} calls ${others.map(([status, count]) => `${count} had ${status}`).join(', ')}`);
};
