import type { Clock } from '../clock.ts';
import type { QueueStats } from '../queue/job-engine.ts';

const writeProbeEveryMs = 5_000;
const farBehindMs = 5 * 60_000;

/** What readiness is judged by. */
export type ReadinessContext = {
  clock: Clock;
  facts: { set(name: string, value: string): Promise<void> };
  /** What to say when it cannot; the data directory's words without it. */
  cannotWrite?: string | undefined;
  /** Without it nothing is carried out here, and how far behind others are is not judged. */
  queue?: () => QueueStats;
  /** Without it the gateway is another process' business. */
  gateway?: () => { connected: boolean; reason?: string };
  discord: () => { tokenRejected: boolean; brakedUntil: number | undefined };
};

/** Why the program is not ready, in words; nothing when it is: it can write, is connected to the gateway and is not far behind. */
export const createReadiness = ({
  clock,
  facts,
  cannotWrite = 'The data directory cannot be written to: check free space and permissions.',
  queue,
  gateway,
  discord,
}: ReadinessContext): (() => Promise<string[]>) => {
  let probedAt = Number.NEGATIVE_INFINITY;
  let writable = true;

  const canWrite = async () => {
    if (clock.now() - probedAt < writeProbeEveryMs && writable) return true;
    probedAt = clock.now();
    writable = await facts.set('write-probe', String(probedAt)).then(
      () => true,
      () => false,
    );
    return writable;
  };

  return async () => {
    const reasons: string[] = [];
    if (!(await canWrite())) reasons.push(cannotWrite);
    const { connected, reason } = gateway?.() ?? { connected: true };
    if (!connected) reasons.push(reason ?? 'Not connected to the Discord gateway.');
    if (discord().tokenRejected) reasons.push('Discord rejects the bot token: set a new DISCORD_TOKEN.');
    const behindMs = queue?.().oldestMs ?? 0;
    if (behindMs > farBehindMs) reasons.push(`Deliveries are ${Math.round(behindMs / 1000)} s behind.`);
    return reasons;
  };
};
