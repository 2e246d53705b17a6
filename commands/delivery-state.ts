import { deliveryStates, type DeliveryState } from '../src/domain/delivery.ts';
import type { CallContext, Choice } from '../src/discord/command.ts';
import { AppError } from '../src/errors.ts';
import { fitting, folded } from './completion.ts';

/** How each state looks at a glance. */
export const stateMarks: Record<DeliveryState, string> = {
  queued: '⏳',
  done: '✅',
  partial: '⚠️',
  failed: '❌',
  ignored: '⏭️',
  ambiguous: '❓',
};

/** A state in the reader's language. */
export const stateName = (state: DeliveryState, { text }: Pick<CallContext, 'text'>): string =>
  text(`delivery-state.${state}`);

/** Suggests states for what is typed so far. */
export const completeState = async (typed: string, context: Pick<CallContext, 'text'>): Promise<Choice[]> =>
  fitting(
    deliveryStates.map((state) => ({ name: stateName(state, context), value: state })),
    typed,
    ({ name }) => name,
  );

/** The state that was chosen, or typed by hand in English or the reader's language; `invalid-request` otherwise. */
export const findState = (given: string, context: Pick<CallContext, 'text'>): DeliveryState => {
  const found = deliveryStates.find((state) => [state, folded(stateName(state, context))].includes(folded(given)));
  if (found !== undefined) return found;
  const all = deliveryStates.map((state) => stateName(state, context)).join(', ');
  throw new AppError('invalid-request', context.text('delivery-state.unknown', { all }));
};
