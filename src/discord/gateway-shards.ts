import { Collection } from '@discordjs/collection';
import {
  managerToFetchingStrategyOptions,
  WebSocketShard,
  WebSocketShardEvents,
  WebSocketShardStatus,
  type IContextFetchingStrategy,
  type IShardingStrategy,
  type WebSocketManager,
} from '@discordjs/ws';
import type { GatewayBackoff } from './gateway-backoff.ts';

/**
 * Runs all shards in this process, as the library's own strategy does, but slows down when connecting keeps failing,
 * and does not take a first connection that fails for the end of everything.
 */
export const createShards = (manager: WebSocketManager, backoff: GatewayBackoff): IShardingStrategy => {
  const shards = new Collection<number, WebSocketShard>();
  let destroyed = false;
  const never = new Promise<never>(() => undefined);

  return {
    async spawn(shardIds) {
      const options = await managerToFetchingStrategyOptions(manager);
      const context: IContextFetchingStrategy = {
        options,
        async retrieveSessionInfo(shardId) {
          // A shard asks for its session before it connects, and then again with every event.
          if (shards.get(shardId)?.status === WebSocketShardStatus.Idle) await backoff.beforeConnect(shardId);
          // A shard that paused before connecting again goes on although it was destroyed meanwhile.
          if (destroyed && !shards.has(shardId)) return never;
          return manager.options.retrieveSessionInfo(shardId);
        },
        updateSessionInfo: (shardId, info) => manager.options.updateSessionInfo(shardId, info),
        waitForIdentify: backoff.beforeIdentify,
      };
      for (const shardId of shardIds) {
        const shard = new WebSocketShard(context, shardId);
        shard.on(WebSocketShardEvents.Closed, (event) =>
          manager.emit(WebSocketShardEvents.Closed, { ...event, shardId }),
        );
        shard.on(WebSocketShardEvents.Debug, (event) =>
          manager.emit(WebSocketShardEvents.Debug, { ...event, shardId }),
        );
        shard.on(WebSocketShardEvents.Dispatch, (event) =>
          manager.emit(WebSocketShardEvents.Dispatch, { ...event, shardId }),
        );
        shard.on(WebSocketShardEvents.Error, (event) =>
          manager.emit(WebSocketShardEvents.Error, { ...event, shardId }),
        );
        shard.on(WebSocketShardEvents.Hello, () => manager.emit(WebSocketShardEvents.Hello, { shardId }));
        shard.on(WebSocketShardEvents.Ready, (event) =>
          manager.emit(WebSocketShardEvents.Ready, { ...event, shardId }),
        );
        shard.on(WebSocketShardEvents.Resumed, () => manager.emit(WebSocketShardEvents.Resumed, { shardId }));
        shard.on(WebSocketShardEvents.HeartbeatComplete, (event) =>
          manager.emit(WebSocketShardEvents.HeartbeatComplete, { ...event, shardId }),
        );
        shards.set(shardId, shard);
      }
    },
    connect() {
      // It rejects when the first connection fails, but goes on connecting by itself unless the close was fatal.
      for (const shard of shards.values()) shard.connect().catch(() => undefined);
    },
    async destroy(options) {
      destroyed = true;
      await Promise.all(shards.map((shard) => shard.destroy({ ...options })));
      shards.clear();
    },
    async send(shardId, payload) {
      await shards.get(shardId)?.send(payload);
    },
    fetchStatus: () => shards.mapValues(({ status }) => status),
  };
};
