import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { GatewayCloseCodes, GatewayDispatchEvents, GatewayOpcodes } from 'discord-api-types/v10';
import { WebSocketServer } from 'ws';
import type { Clock } from '../clock.ts';
import type { Snowflake } from '../domain/snowflake.ts';
import { serveConnection, type Connection, type GatewayFaults } from './gateway-connection.ts';
import { guildCreateData } from './gateway-payloads.ts';
import { createSession, type Session } from './gateway-session.ts';
import { createStartLimit, type StartLimit } from './gateway-start-limit.ts';
import type { SandboxGuild, World, WorldEvent } from './world.ts';

/** How long a session without a connection can be resumed. Discord says "a few minutes". */
const resumableMs = 180_000;

/** A list of all members can be asked for once in this time: https://docs.discord.com/developers/events/gateway-events#rate-limited */
const memberListEveryMs = 30_000;

const guildCreate: string = GatewayDispatchEvents.GuildCreate;

/** What {@link createGatewayServer} needs. */
export type GatewayOptions = {
  world: World;
  clock: Clock;
  /** The address that clients are told to resume at, such as `ws://127.0.0.1:3001`. */
  url: () => string;
  /** Time between heartbeats, ms. */
  heartbeatMs?: number;
  /** Privileged intents that the application has switched on, as bits. A new application has none. */
  privileged?: number;
  /** Whether IDENTIFY is limited to one in 5 s and 1,000 in 24 h. */
  limitsStarts?: boolean;
  /** IDENTIFYs in 24 h; Discord's 1,000 unless given. */
  startsPerDay?: number;
};

/** The gateway half of the stand-in, with everything that can go wrong with the real one, on demand. */
export type GatewayServer = {
  /** For the `upgrade` event of an HTTP server. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** The answer of `GET /gateway/bot`. */
  gatewayBotAnswer(): { url: string; shards: number; session_start_limit: ReturnType<StartLimit['answer']> };
  /** Sessions of which a client is connected now, or could resume. */
  sessions(): Session[];
  /** How many clients are connected. */
  connections(): number;
  /** Closes every connection with this code, such as 4009 or 4014. */
  closeAll(code: number, reason?: string): void;
  /** Cuts every TCP connection. */
  dropAll(): void;
  /** Opcode 7: asks every client to reconnect and resume. */
  askToReconnect(): void;
  /** Opcode 9: tells every client that its session is invalid, and whether it may resume it all the same. */
  invalidateSessions(resumable: boolean): void;
  /** Holds back a part of the protocol until it is released. */
  withhold(part: 'hello' | 'ready' | 'heartbeat-ack'): void;
  /** Ends every {@link GatewayServer.withhold}. */
  release(): void;
  /** The next event is sent this many times more, as Discord may. */
  duplicateNext(times: number): void;
  /** An outage of one guild: GUILD_DELETE with `unavailable`. */
  startOutage(guildId: Snowflake): void;
  /** The guild is back. */
  endOutage(guildId: Snowflake): void;
  /** The bot was removed from the guild. */
  kickBot(guildId: Snowflake): void;
  /** The bot was added to this guild. */
  addBot(guild: SandboxGuild): void;
  /** Closes everything. */
  stop(): void;
};

/** Discord's gateway over WebSocket, JSON, without compression: https://docs.discord.com/developers/events/gateway */
export const createGatewayServer = ({
  world,
  clock,
  url,
  heartbeatMs = 41_250,
  privileged = 0,
  limitsStarts = true,
  startsPerDay = 1000,
}: GatewayOptions): GatewayServer => {
  // Larger payloads than Discord's are let in, so that they can be refused with its own close code.
  const server = new WebSocketServer({ noServer: true, maxPayload: 1_048_576 });
  const connections = new Set<Connection>();
  const sessions = new Map<string, Session>();
  const expiries = new Map<string, () => void>();
  const memberListsAt = new Map<Snowflake, number>();
  const faults: GatewayFaults = { withhold: new Set() };
  const startLimit = createStartLimit({ clock, enforced: limitsStarts, total: startsPerDay });
  let copies = 0;
  const newSecret = () => createHash('sha256').update(`${world.nextId()}:${world.random()}`).digest('hex');

  const keepSession = ({ id }: Session) => {
    expiries.get(id)?.();
    expiries.delete(id);
  };
  const dropSession = (session: Session) => {
    keepSession(session);
    sessions.delete(session.id);
  };
  const closeAll = (code: number, reason = '') => {
    for (const connection of connections) connection.close(code, reason);
  };
  const deliver = (event: WorldEvent) => {
    const times = 1 + copies;
    copies = 0;
    for (const session of sessions.values()) for (let n = 0; n < times; n++) session.receive(event);
  };
  const deliverGuild = (guild: SandboxGuild) => {
    for (const session of sessions.values())
      session.receive({
        type: GatewayDispatchEvents.GuildCreate,
        data: guildCreateData(world, guild, session.intents),
        guildId: guild.id,
      });
  };
  const stopListening = world.listen((event) => {
    // What a session sees of a guild depends on its intents, so its own payload is built for each.
    const guild = event.type === guildCreate && world.guilds.get(event.guildId ?? '');
    if (guild) deliverGuild(guild);
    else deliver(event);
  });

  const openSession = ({ intents, shard }: { intents: number; shard: readonly [number, number] }) => {
    const start = startLimit.take();
    if (start === 'exhausted') {
      // https://docs.discord.com/developers/events/gateway#session-start-limit: every session ends and the token is reset.
      world.token = `${world.token.split('.').at(0) ?? ''}.Greset.${newSecret()}`;
      sessions.clear();
      closeAll(GatewayCloseCodes.AuthenticationFailed, 'Authentication failed.');
    }
    if (start !== 'ok') return undefined;
    const session = createSession({ id: newSecret().slice(0, 32), intents, shard, world });
    sessions.set(session.id, session);
    return session;
  };

  const host = {
    world,
    clock,
    heartbeatMs,
    faults,
    privileged,
    url,
    openSession,
    findSession: (id: string) => sessions.get(id),
    dropSession,
    takeSession(session: Session) {
      keepSession(session);
      for (const connection of connections)
        if (connection.session() === session) connection.close(GatewayCloseCodes.UnknownError, 'Resumed elsewhere.');
    },
    parkSession(session: Session) {
      keepSession(session);
      expiries.set(
        session.id,
        clock.after(resumableMs, () => dropSession(session)),
      );
    },
    memberListWait(guildId: Snowflake) {
      const last = memberListsAt.get(guildId);
      const wait = last === undefined ? 0 : Math.max(0, last + memberListEveryMs - clock.now());
      if (wait === 0) memberListsAt.set(guildId, clock.now());
      return wait;
    },
  };

  return {
    handleUpgrade(request, socket, head) {
      server.handleUpgrade(request, socket, head, (client) => {
        const asked = new URL(request.url ?? '/', 'ws://sandbox').searchParams;
        const version = asked.get('v');
        if (version !== '10') return client.close(GatewayCloseCodes.InvalidAPIVersion, 'Invalid API version.');
        if ((asked.get('encoding') ?? 'json') !== 'json' || asked.has('compress'))
          return client.close(GatewayCloseCodes.DecodeError, 'The sandbox speaks JSON without compression.');
        const connection = serveConnection(client, host);
        connections.add(connection);
        client.on('close', () => connections.delete(connection));
        return undefined;
      });
    },
    gatewayBotAnswer: () => ({ url: url(), shards: 1, session_start_limit: startLimit.answer() }),
    sessions: () => [...sessions.values()],
    connections: () => connections.size,
    closeAll,
    dropAll() {
      for (const connection of connections) connection.drop();
    },
    askToReconnect() {
      for (const connection of connections) connection.send(GatewayOpcodes.Reconnect, null);
    },
    invalidateSessions(resumable) {
      if (!resumable) sessions.clear();
      for (const connection of connections) connection.send(GatewayOpcodes.InvalidSession, resumable);
    },
    withhold: (part) => faults.withhold.add(part),
    release: () => faults.withhold.clear(),
    duplicateNext(times) {
      copies = times;
    },
    startOutage(guildId) {
      const guild = world.guilds.get(guildId);
      if (!guild) return;
      guild.unavailable = true;
      world.dispatch({ type: GatewayDispatchEvents.GuildDelete, data: { id: guildId, unavailable: true }, guildId });
    },
    endOutage(guildId) {
      const guild = world.guilds.get(guildId);
      if (!guild) return;
      guild.unavailable = false;
      world.dispatch({ type: GatewayDispatchEvents.GuildCreate, data: { id: guildId }, guildId });
    },
    kickBot(guildId) {
      if (!world.guilds.delete(guildId)) return;
      world.dispatch({ type: GatewayDispatchEvents.GuildDelete, data: { id: guildId }, guildId });
    },
    addBot(guild) {
      world.guilds.set(guild.id, guild);
      world.dispatch({ type: GatewayDispatchEvents.GuildCreate, data: { id: guild.id }, guildId: guild.id });
    },
    stop() {
      stopListening();
      for (const cancel of expiries.values()) cancel();
      for (const connection of connections) connection.drop();
      server.close();
    },
  };
};
