import { answerJson, type Handler } from './exchange.ts';
import { answerProblem, createProblem } from './problem.ts';

/** `GET /healthz`: the process lives and answers. */
export const getHealth: Handler = async (exchange) => answerJson(exchange, 200, { status: 'ok' });

/** What {@link createGetReadiness} needs; `readiness` gives the reasons why not. */
export type ReadinessRoute = { readiness(): Promise<string[]>; stopping: AbortSignal };

/** `GET /readyz`: whether calls should be sent here, and the reasons when not. Whoever asks while an answer is made shares it. */
export const createGetReadiness = ({ readiness, stopping }: ReadinessRoute): Handler => {
  let asked: Promise<string[]> | undefined;
  const ask = () => {
    asked ??= readiness().finally(() => {
      asked = undefined;
    });
    return asked;
  };
  return async (exchange) => {
    const reasons = stopping.aborted ? ['The program is stopping.'] : await ask();
    if (reasons.length === 0) answerJson(exchange, 200, { status: 'ready' });
    else answerProblem(exchange, undefined, createProblem('not-ready', reasons.join(' ')));
  };
};
