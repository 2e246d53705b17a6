import { z } from 'zod';
import type { OpenDoors } from '../actions/doors.ts';
import type { Clock } from '../clock.ts';
import type { JsonObject } from '../domain/json.ts';
import { nonceOf } from '../domain/nonce.ts';
import type { Snowflake } from '../domain/snowflake.ts';
import { AppError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { Store } from '../store/repositories.ts';
import {
  addFailure,
  dueAt,
  failedToTell,
  pendingReport,
  told,
  type Failure,
  type PendingReport,
} from './failure-report-queue.ts';
import { isWorthTryingAgain } from './try-again.ts';

/** Reports failures in the guilds' log channels. */
export type FailureReports = {
  /** Takes a failure; returns at once and never throws. */
  add(failure: Failure): void;
  /** Goes on with what was not told before the program ended. */
  resume(guildIds: Snowflake[]): void;
  /** Resolves once everything so far is written down or told, as far as it can be now. */
  idle(): Promise<void>;
  /** Calls off what runs; the rest is told after the next start. */
  stop(): Promise<void>;
};

/** What {@link createFailureReports} needs. `write` makes the message (content and components) in a guild's language. */
export type FailureReportsOptions = {
  settings: Pick<Store['settings'], 'get'>;
  facts: Store['facts'];
  openDoors: OpenDoors;
  write: (report: PendingReport, locale: string | undefined) => JsonObject;
  clock: Clock;
  log: Logger;
};

/** For so long (ms) a log channel that refuses messages is left alone. */
const refusedMs = 3_600_000;

const factOf = (guildId: Snowflake) => `failure-reports:${guildId}`;

/** What another version wrote and this one cannot read is told no more. */
const readReports = (text: string | undefined): PendingReport[] => {
  if (text === undefined || text === '') return [];
  const json: unknown = JSON.parse(text);
  return z.array(pendingReport).safeParse(json).data ?? [];
};

type Target = { channel: Snowflake; locale: string | undefined };

type Guild = {
  id: Snowflake;
  /** By webhook; undefined until they were read. */
  reports: Map<string, PendingReport> | undefined;
  turn: Promise<void>;
  waiting: number;
  callOff: () => void;
};

/**
 * Gathers failures and tells each guild in its log channel: the first of a webhook at once, later ones in one message
 * every ten minutes, a suspension at once. What is to be told is written down before it is sent, and its nonce is the
 * same after a crash, so that it is told once. A guild without a log channel costs nothing. One that refuses is asked
 * again once an hour at most, and what could not be told for about a day is given up.
 */
export const createFailureReports = (options: FailureReportsOptions): FailureReports => {
  const { settings, facts, openDoors, write, clock, log } = options;
  const guilds = new Map<Snowflake, Guild>();
  const refused = new Map<string, number>();
  const controller = new AbortController();

  const inTurn = (guildId: Snowflake, task: (guild: Guild) => Promise<void>) => {
    if (controller.signal.aborted) return;
    const guild = guilds.get(guildId) ?? {
      id: guildId,
      reports: undefined,
      turn: Promise.resolve(),
      waiting: 0,
      callOff: () => undefined,
    };
    guilds.set(guildId, guild);
    guild.waiting += 1;
    guild.turn = guild.turn
      .then(() => task(guild))
      .catch((error: unknown) => log.warn({ error, guild: guildId }, 'failures could not be reported'))
      .then(() => {
        guild.waiting -= 1;
        if (guild.waiting === 0 && (guild.reports?.size ?? 0) === 0) guilds.delete(guildId);
      });
  };

  const reportsOf = async (guild: Guild) => {
    guild.reports ??= new Map(
      readReports(await facts.get(factOf(guild.id))).map((report) => [report.webhookId, report]),
    );
    return guild.reports;
  };
  const writeDown = async (guild: Guild) => {
    const reports = [...(guild.reports?.values() ?? [])];
    await facts.set(factOf(guild.id), reports.length === 0 ? '' : JSON.stringify(reports));
  };

  const targetOf = async (guildId: Snowflake): Promise<Target | undefined> => {
    const { logChannelId: channel, locale } = (await settings.get(guildId)) ?? {};
    return channel === undefined ? undefined : { channel, locale };
  };

  /** Sends one message; gives the report as it stands after that, or `undefined` when it is given up. */
  const send = async (
    guildId: Snowflake,
    report: PendingReport,
    { channel, locale }: Target,
  ): Promise<PendingReport | undefined> => {
    const later = (ms: number | undefined) => failedToTell(report, { now: clock.now(), retryAfterMs: ms });
    const refusedFor = (refused.get(channel) ?? 0) - clock.now();
    if (refusedFor > 0) return later(refusedFor);
    try {
      await openDoors(guildId, controller.signal).channel(channel, 'POST', ['messages'], {
        body: {
          ...write(report, locale),
          allowed_mentions: { parse: [] },
          nonce: nonceOf({ deliveryId: report.first, action: 'report', replay: 0 }),
          enforce_nonce: true,
        },
      });
      refused.delete(channel);
      return told(report, clock.now());
    } catch (error) {
      if (controller.signal.aborted) return report;
      if (!(error instanceof AppError)) throw error;
      const { code, detail, retryAfterMs } = error;
      if (isWorthTryingAgain(error)) return later(retryAfterMs);
      refused.set(channel, clock.now() + refusedMs);
      log.warn(
        { guild: guildId, channel, code, detail },
        'the log channel takes no messages; it is left alone for an hour',
      );
      return later(refusedMs);
    }
  };

  const tellDue = async (guild: Guild) => {
    const reports = await reportsOf(guild);
    for (const report of reports.values()) {
      if (report.dueAt > clock.now() || controller.signal.aborted) continue;
      const target = report.count === 0 ? undefined : await targetOf(guild.id);
      const left = target === undefined ? undefined : await send(guild.id, report, target);
      if (left === undefined) reports.delete(report.webhookId);
      else reports.set(report.webhookId, left);
      await writeDown(guild);
    }
    schedule(guild, reports);
  };

  const schedule = (guild: Guild, reports: Map<string, PendingReport>) => {
    guild.callOff();
    const next = dueAt([...reports.values()]);
    if (next === undefined || controller.signal.aborted) return;
    guild.callOff = clock.after(Math.max(next - clock.now(), 0), () => inTurn(guild.id, tellDue));
  };

  return {
    add(failure) {
      inTurn(failure.guildId, async (guild) => {
        if ((await targetOf(failure.guildId)) === undefined) return;
        const reports = await reportsOf(guild);
        const before = reports.get(failure.webhookId);
        const after = addFailure(before, failure, clock.now());
        reports.set(failure.webhookId, after);
        // While failures are only gathered, how many they are may wait to be written down.
        if (before === undefined || before.count === 0 || after.dueAt !== before.dueAt) await writeDown(guild);
        await tellDue(guild);
      });
    },
    resume(guildIds) {
      for (const guildId of guildIds) inTurn(guildId, tellDue);
    },
    async idle() {
      while ([...guilds.values()].some(({ waiting }) => waiting > 0))
        await Promise.all([...guilds.values()].map(({ turn }) => turn));
    },
    async stop() {
      const all = [...guilds.values()];
      for (const guild of all) {
        guild.callOff();
        const turn = guild.turn.then(async () => guild.reports && writeDown(guild));
        guild.turn = turn.catch((error: unknown) => log.warn({ error, guild: guild.id }, 'reports were not kept'));
      }
      controller.abort();
      await Promise.all(all.map(({ turn }) => turn));
    },
  };
};
