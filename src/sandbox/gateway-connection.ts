import { GatewayCloseCodes, GatewayDispatchEvents, GatewayIntentBits, GatewayOpcodes } from 'discord-api-types/v10';
import type { RawData, WebSocket } from 'ws';
import type { z } from 'zod';
import type { Clock } from '../clock.ts';
import { readFrame, type clientFrame, type identify, type requestMembers, type resume } from './gateway-frames.ts';
import { areValidIntents, privilegedIntents } from './gateway-intents.ts';
import { guildCreateData, memberChunks, readyData } from './gateway-payloads.ts';
import type { Session } from './gateway-session.ts';
import type { World } from './world.ts';

/** Sends of one connection within a minute: https://docs.discord.com/developers/events/gateway#rate-limiting */
export const sendLimit = { count: 120, windowMs: 60_000 };

/** What is held back or broken on purpose at the moment. */
export type GatewayFaults = { withhold: Set<'hello' | 'ready' | 'heartbeat-ack'> };

/** What a connection needs of its gateway. */
export type ConnectionHost = {
  world: World;
  clock: Clock;
  heartbeatMs: number;
  faults: GatewayFaults;
  /** Privileged intents that the application has. */
  privileged: number;
  url(): string;
  /** A new session, or `undefined` when it identified too soon after another or too often. */
  openSession(options: { intents: number; shard: readonly [number, number] }): Session | undefined;
  findSession(id: string): Session | undefined;
  dropSession(session: Session): void;
  /** The session goes to another connection; the one it had is closed. */
  takeSession(session: Session): void;
  /** The connection of a session has gone; it may be resumed for a while. */
  parkSession(session: Session): void;
  /** Whether the whole member list of the guild may be asked for now; otherwise the milliseconds to wait. */
  memberListWait(guildId: string): number;
};

/** One client's connection. */
export type Connection = {
  session(): Session | undefined;
  send(op: GatewayOpcodes, d: unknown): void;
  close(code: number, reason: string): void;
  /** Cuts the TCP connection without a word. */
  drop(): void;
};

/** After one of these a session is gone; after all others it can be resumed: https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes */
const endsSession = (code: number) =>
  [1000, 1001].includes(code) ||
  [
    GatewayCloseCodes.NotAuthenticated,
    GatewayCloseCodes.AuthenticationFailed,
    GatewayCloseCodes.AlreadyAuthenticated,
    GatewayCloseCodes.InvalidSeq,
    GatewayCloseCodes.InvalidShard,
    GatewayCloseCodes.ShardingRequired,
    GatewayCloseCodes.InvalidAPIVersion,
    GatewayCloseCodes.InvalidIntents,
    GatewayCloseCodes.DisallowedIntents,
  ].includes(code);

const bytesOf = (data: RawData): Buffer =>
  Array.isArray(data) ? Buffer.concat(data) : Buffer.isBuffer(data) ? data : Buffer.from(data);

/** Speaks Discord's gateway protocol with one client. */
export const serveConnection = (socket: WebSocket, host: ConnectionHost): Connection => {
  const { world, clock, faults } = host;
  let session: Session | undefined;
  let detach: () => boolean = () => false;
  let closedWith: number | undefined;
  let sends: number[] = [];
  let stopWaiting: (() => void) | undefined;

  const send = (op: GatewayOpcodes, d: unknown) => socket.send(JSON.stringify({ op, d, s: null, t: null }));
  const close = (code: number, reason: string) => {
    closedWith ??= code;
    socket.close(code, reason);
  };
  const attach = (to: Session) => {
    session = to;
    detach = to.attach((frame) => socket.send(frame));
  };
  const expectHeartbeat = () => {
    stopWaiting?.();
    stopWaiting = clock.after(host.heartbeatMs * 2, () =>
      close(GatewayCloseCodes.SessionTimedOut, 'Session timed out.'),
    );
  };
  const isToken = (token: string) => token.replace(/^Bot /, '') === world.token;

  const onIdentify = ({ token, intents, shard = [0, 1] }: z.infer<typeof identify>) => {
    if (session) return close(GatewayCloseCodes.AlreadyAuthenticated, 'Already authenticated.');
    if (!isToken(token)) return close(GatewayCloseCodes.AuthenticationFailed, 'Authentication failed.');
    const [index, count] = shard;
    if (index < 0 || index >= count) return close(GatewayCloseCodes.InvalidShard, 'Invalid shard.');
    if (!areValidIntents(intents)) return close(GatewayCloseCodes.InvalidIntents, 'Invalid intent(s).');
    if ((intents & privilegedIntents & ~host.privileged) !== 0)
      return close(GatewayCloseCodes.DisallowedIntents, 'Disallowed intent(s).');
    const opened = host.openSession({ intents, shard });
    // One IDENTIFY too many has reset the token, which closes this connection too.
    if (!opened) return isToken(token) ? send(GatewayOpcodes.InvalidSession, false) : undefined;
    if (faults.withhold.has('ready')) return undefined;
    attach(opened);
    opened.push(
      GatewayDispatchEvents.Ready,
      readyData({ world, session: opened, url: host.url(), privileged: host.privileged }),
    );
    for (const guild of world.guilds.values())
      opened.receive({
        type: GatewayDispatchEvents.GuildCreate,
        data: guildCreateData(world, guild, intents),
        guildId: guild.id,
      });
    return undefined;
  };

  const onResume = ({ token, session_id: id, seq }: z.infer<typeof resume>) => {
    if (session) return close(GatewayCloseCodes.AlreadyAuthenticated, 'Already authenticated.');
    if (!isToken(token)) return close(GatewayCloseCodes.AuthenticationFailed, 'Authentication failed.');
    const known = host.findSession(id);
    if (!known) return send(GatewayOpcodes.InvalidSession, false);
    if (seq > known.seq()) {
      host.dropSession(known);
      return close(GatewayCloseCodes.InvalidSeq, 'Invalid seq.');
    }
    host.takeSession(known);
    attach(known);
    if (known.replay(seq)) return known.push(GatewayDispatchEvents.Resumed, { _trace: ['["guildhook-sandbox"]'] });
    host.dropSession(known);
    session = undefined;
    return send(GatewayOpcodes.InvalidSession, false);
  };

  const onRequestMembers = (asker: Session, request: z.infer<typeof requestMembers>) => {
    const guild = world.guilds.get(request.guild_id);
    if (!guild || guild.unavailable) return;
    const wantsAll = request.user_ids === undefined && request.query === '' && request.limit === 0;
    // Without the intent Discord does not answer: https://docs.discord.com/developers/events/gateway-events#request-guild-members
    if (wantsAll && (asker.intents & GatewayIntentBits.GuildMembers) === 0) return;
    const waitMs = wantsAll ? host.memberListWait(guild.id) : 0;
    if (waitMs > 0) {
      asker.push(GatewayDispatchEvents.RateLimited, {
        opcode: GatewayOpcodes.RequestGuildMembers,
        retry_after: waitMs / 1000,
        meta: { guild_id: guild.id, ...(request.nonce !== undefined && { nonce: request.nonce }) },
      });
      return;
    }
    for (const chunk of memberChunks(guild, request)) asker.push(GatewayDispatchEvents.GuildMembersChunk, chunk);
  };

  const onFrame = (frame: z.infer<typeof clientFrame>) => {
    if (frame.op === GatewayOpcodes.Heartbeat) {
      expectHeartbeat();
      return faults.withhold.has('heartbeat-ack') ? undefined : send(GatewayOpcodes.HeartbeatAck, null);
    }
    if (frame.op === GatewayOpcodes.Identify) return onIdentify(frame.d);
    if (frame.op === GatewayOpcodes.Resume) return onResume(frame.d);
    if (!session) return close(GatewayCloseCodes.NotAuthenticated, 'Not authenticated.');
    if (frame.op === GatewayOpcodes.RequestGuildMembers) return onRequestMembers(session, frame.d);
    return undefined;
  };

  socket.on('message', (data) => {
    if (closedWith !== undefined) return;
    const now = clock.now();
    sends = [...sends.filter((at) => now - at < sendLimit.windowMs), now];
    if (sends.length > sendLimit.count) return close(GatewayCloseCodes.RateLimited, 'Rate limited.');
    const read = readFrame(bytesOf(data));
    if ('frame' in read) return onFrame(read.frame);
    return read.problem === 'unknown opcode'
      ? close(GatewayCloseCodes.UnknownOpcode, 'Unknown opcode.')
      : close(GatewayCloseCodes.DecodeError, 'Error while decoding payload.');
  });
  socket.on('close', (code) => {
    stopWaiting?.();
    if (!session || !detach()) return;
    if (endsSession(closedWith ?? code)) host.dropSession(session);
    else host.parkSession(session);
  });
  socket.on('error', () => socket.terminate());

  if (!faults.withhold.has('hello')) send(GatewayOpcodes.Hello, { heartbeat_interval: host.heartbeatMs });
  expectHeartbeat();
  return { session: () => session, send, close, drop: () => socket.terminate() };
};
