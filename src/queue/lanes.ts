/** A lane whose turn it is: with the job itself when it is still in memory, with `due` when one comes back for another attempt. */
export type Turn<Job> = { lane: string; fresh: Job | undefined; due: number | undefined };

/** Who is next. Holds no payloads but those of fresh jobs of idle lanes; the rest waits on disk. */
export type Lanes<Job> = {
  /** A job was written down at the end of its lane. `createdAt` in ms since 1970. */
  wait(lane: string, createdAt: number, fresh?: Job): void;
  /** At the start: `count` jobs wait on disk, the oldest since `createdAt`. `first`: the oldest goes even before those that are due. */
  load(waiting: { lane: string; count: number; createdAt: number; first: boolean }): void;
  /** A job that had left its lane may run again since `runAt` (ms since 1970); `seq` is its number on disk. */
  due(lane: string, seq: number, runAt: number): void;
  /** The next lane's turn, round robin; the lane is busy until {@link Lanes.end}. */
  take(): Turn<Job> | undefined;
  /** The job of this turn is in hand; `createdAt` is its own. */
  begin(turn: Turn<Job>, createdAt: number): void;
  /** The lane's job has ended or left, or could not be read: the next may go. */
  end(lane: string): void;
  /** How many wait in their lanes, and how many are due for another attempt. */
  counts(): { waiting: number; due: number };
  /** Since when (ms since 1970) the oldest job has waited that may run. One look at each lane that is not idle. */
  oldest(): number | undefined;
};

type Lane<Job> = {
  busy: boolean;
  waiting: number;
  /** When the first waiting job was created, or at the earliest. */
  since: number;
  fresh: Job | undefined;
  /** When each may run again, by its number on disk; in the order in which they go. */
  due: Map<number, number>;
  first: boolean;
};

/** Fresh jobs kept in memory, at most; beyond it they are read from disk like all others. */
const mostFresh = 256;

/** Lanes in memory: one job of a lane at a time, lanes in turn. */
export const createLanes = <Job>(): Lanes<Job> => {
  const lanes = new Map<string, Lane<Job>>();
  let ready: string[] = [];
  let nextReady = 0;
  let waiting = 0;
  let due = 0;
  let fresh = 0;

  const open = (name: string): Lane<Job> => {
    let lane = lanes.get(name);
    if (lane === undefined) {
      lane = { busy: false, waiting: 0, since: 0, fresh: undefined, due: new Map(), first: false };
      lanes.set(name, lane);
    }
    return lane;
  };
  const isEmpty = (lane: Lane<Job>) => lane.waiting === 0 && lane.due.size === 0;
  const dequeue = (): string | undefined => {
    const name = ready[nextReady];
    nextReady += 1;
    if (nextReady >= ready.length) {
      ready = [];
      nextReady = 0;
    } else if (nextReady > 1_024 && nextReady * 2 > ready.length) {
      ready = ready.slice(nextReady);
      nextReady = 0;
    }
    return name;
  };

  return {
    wait(name, createdAt, job) {
      const lane = open(name);
      const wasEmpty = isEmpty(lane);
      if (lane.waiting === 0) {
        lane.since = createdAt;
        if (!lane.busy && fresh < mostFresh && job !== undefined) {
          lane.fresh = job;
          fresh += 1;
        }
      }
      lane.waiting += 1;
      waiting += 1;
      if (wasEmpty && !lane.busy) ready.push(name);
    },
    load({ lane: name, count, createdAt, first }) {
      const lane = open(name);
      const wasEmpty = isEmpty(lane);
      lane.waiting += count;
      lane.since = createdAt;
      lane.first = first;
      waiting += count;
      if (wasEmpty && !lane.busy) ready.push(name);
    },
    due(name, seq, runAt) {
      const lane = open(name);
      if (lane.due.has(seq)) return;
      const wasEmpty = isEmpty(lane);
      lane.due.set(seq, runAt);
      due += 1;
      if (wasEmpty && !lane.busy) ready.push(name);
    },
    take() {
      const name = dequeue();
      const lane = name === undefined ? undefined : lanes.get(name);
      if (name === undefined || lane === undefined) return undefined;
      lane.busy = true;
      const [earliest] = lane.first ? [] : lane.due.keys();
      return { lane: name, fresh: earliest === undefined ? lane.fresh : undefined, due: earliest };
    },
    begin(turn, createdAt) {
      const lane = open(turn.lane);
      if (turn.due !== undefined) {
        if (lane.due.delete(turn.due)) due -= 1;
        return;
      }
      if (lane.fresh !== undefined) fresh -= 1;
      lane.fresh = undefined;
      lane.first = false;
      lane.since = createdAt;
      lane.waiting -= 1;
      waiting -= 1;
    },
    end(name) {
      const lane = open(name);
      lane.busy = false;
      if (isEmpty(lane)) lanes.delete(name);
      else ready.push(name);
    },
    counts: () => ({ waiting, due }),
    oldest() {
      let oldest = Infinity;
      for (const lane of lanes.values()) {
        const [dueSince = Infinity] = lane.due.values();
        oldest = Math.min(oldest, dueSince, lane.waiting > 0 ? lane.since : Infinity);
      }
      return oldest === Infinity ? undefined : oldest;
    },
  };
};
