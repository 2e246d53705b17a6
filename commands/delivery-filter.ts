import { deliveryStates, type DeliveryState } from '../src/domain/delivery.ts';

/** Which deliveries of a guild: of one webhook, in one state, accepted since then (ms since 1970), before that one. */
export type DeliveryFilter = {
  lane?: string | undefined;
  state?: DeliveryState | undefined;
  since?: number | undefined;
  before?: string | undefined;
};

const none = '-';
const codes = new Map(deliveryStates.map((state) => [state.slice(0, 1), state]));

/** A filter as it stands in a custom id: 46 characters at most. `since` is kept to the second. */
export const writeFilter = ({ lane, state, since, before }: DeliveryFilter): string =>
  [
    lane ?? none,
    state?.slice(0, 1) ?? none,
    since === undefined ? none : Math.floor(since / 1000).toString(36),
    before ?? none,
  ].join('.');

/** Reads a filter; what is not ours is left out. */
export const readFilter = (written: string): DeliveryFilter => {
  const [lane = none, code = none, since = none, before = none] = written.split('.');
  return {
    lane: lane === none ? undefined : lane,
    state: codes.get(code),
    since: /^[0-9a-z]{1,9}$/.test(since) ? Number.parseInt(since, 36) * 1000 : undefined,
    before: before === none ? undefined : before,
  };
};
