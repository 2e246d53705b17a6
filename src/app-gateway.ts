import type { Clock } from './clock.ts';
import { createGateway, type Gateway, type GatewayContext } from './discord/gateway.ts';
import type { Health } from './discord/gateway-health.ts';
import type { Logger } from './logger.ts';
import type { Lease } from './store/lease.ts';

const registerAgainMs = 30_000;

/** What {@link runGateway} needs; with `lease`, one process at a time is connected. `register` registers the commands. */
export type GatewayRun = GatewayContext & {
  clock: Clock;
  log: Logger;
  lease: Lease | undefined;
  register(): Promise<unknown>;
};

/** The gateway as the program runs it. */
export type RunningGateway = {
  /** Resolves once connected with the commands registered, by this process. */
  connected: Promise<void>;
  /** A process that stands by is as well as the one that is connected. */
  health(): Health;
  stop(): Promise<void>;
};

/**
 * Connects to the gateway and registers the commands. Of several processes with the same bot one is connected and the
 * others stand by: Discord would send each of them every interaction, and each would carry it out. All of a guild's
 * commands are so carried out by one process at a time.
 */
export const runGateway = ({ lease, register, ...context }: GatewayRun): RunningGateway => {
  const { clock, log } = context;
  const standby: Health = { connected: true };
  let gateway: Gateway | undefined;
  let isStopping = false;

  const registered = async (): Promise<void> => {
    try {
      await register();
    } catch (error) {
      log.warn({ error }, 'the slash commands could not be registered; trying again');
      await new Promise<void>((resolve) => clock.after(registerAgainMs, resolve));
      if (!isStopping) await registered();
    }
  };
  const connect = async (): Promise<void> => {
    const held = await lease?.take();
    if (isStopping) return;
    const mine = createGateway(context);
    gateway = mine;
    held?.lost.addEventListener('abort', () => {
      if (isStopping) return;
      log.warn({}, 'another process may be connected to the gateway by now; letting go');
      gateway = undefined;
      mine.stop().then(connect).catch(report);
    });
    await Promise.all([mine.start(), registered()]);
  };
  const report = (error: unknown) => log.error({ error }, 'the gateway could not be reached');
  const connected = connect();
  connected.catch(report);

  return {
    connected,
    health: () => (gateway === undefined && lease !== undefined ? standby : (gateway?.health() ?? starting)),
    async stop() {
      isStopping = true;
      await gateway?.stop();
      await lease?.giveUp();
    },
  };
};

const starting: Health = { connected: false, reason: 'Guildhook has not connected to the Discord gateway yet.' };
