/** What goes wrong with one answer. Without `status`, `reset`, `hang`, `redirect` or `html` the true answer is given, late or damaged. */
export type FaultEffect = {
  /** `after-effect`: what was asked for happens, and only the answer is lost or false. */
  after?: 'before-effect' | 'after-effect' | undefined;
  /** Milliseconds before anything else. */
  delayMs?: number | undefined;
  /** This answer instead. */
  status?: number | undefined;
  body?: unknown;
  headers?: Record<string, string> | undefined;
  /** The connection is reset without an answer. */
  reset?: boolean | undefined;
  /** There is no answer, and the connection stays open. */
  hang?: boolean | undefined;
  /** Headers and half of the body, then nothing more. */
  hangBody?: boolean | undefined;
  /** Headers and half of the body, then the connection ends. */
  truncated?: boolean | undefined;
  /** A page of HTML with this status, as from a proxy in front of Discord. */
  html?: number | undefined;
  /** A redirect to here. */
  redirect?: string | undefined;
};

/** Which requests a fault meets, and what it does to them. */
export type FaultRule = FaultEffect & {
  method?: string | undefined;
  /** Below `/api/v10`; `*` stands for one part: `/guilds/1/members/*`. */
  path: string;
  /** How many requests it meets; 1 without it, `Infinity` for all. */
  count?: number | undefined;
  /** How many of them it lets pass first. */
  skip?: number | undefined;
};

/** Faults on demand. */
export type Faults = {
  /** Adds a rule; of several that fit a request the oldest meets it. The returned function takes it away. */
  add(rule: FaultRule): () => void;
  clear(): void;
  /** The rules that have something left to do. */
  list(): FaultRule[];
  /** The fault that meets this request, which counts as met. */
  take(method: string, path: string): FaultEffect | undefined;
};

const fits = (rule: FaultRule, method: string, path: string) => {
  if (rule.method !== undefined && rule.method !== method) return false;
  const parts = path.split('/');
  const wanted = rule.path.split('/');
  return parts.length === wanted.length && wanted.every((part, index) => part === '*' || part === parts[index]);
};

/** A list of faults, empty at first. */
export const createFaults = (): Faults => {
  let entries: { rule: FaultRule; skip: number; left: number }[] = [];
  return {
    add(rule) {
      const entry = { rule, skip: rule.skip ?? 0, left: rule.count ?? 1 };
      entries.push(entry);
      return () => {
        entries = entries.filter((other) => other !== entry);
      };
    },
    clear() {
      entries = [];
    },
    list: () => entries.map(({ rule }) => rule),
    take(method, path) {
      for (const entry of entries) {
        if (!fits(entry.rule, method, path)) continue;
        if (entry.skip > 0) {
          entry.skip -= 1;
          continue;
        }
        entry.left -= 1;
        if (entry.left <= 0) entries = entries.filter((other) => other !== entry);
        return entry.rule;
      }
      return undefined;
    },
  };
};
