import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { createAccept } from '../../src/delivery/accept.ts';
import { createCarryOut } from '../../src/delivery/carry-out.ts';
import { createReplay } from '../../src/delivery/replay.ts';
import type { Webhook } from '../../src/domain/webhook.ts';
import { silentLogger } from '../../src/logger.ts';
import { createSqliteEngine } from '../../src/queue/engines/sqlite.ts';
import type { Job } from '../../src/queue/job-engine.ts';
import { createFakeClock } from '../fake-clock.ts';
import { createFakeDoors, type DoorCall } from './fake-doors.ts';

const guildId = '123456789012345678';
const channel = '223456789012345678';

/** A webhook that sends `one`, `two` and `three`. */
export const threeMessages: Webhook = {
  id: 'abcdefghijklmnop',
  guildId,
  enabled: true,
  revision: 1,
  createdAt: 0,
  createdBy: guildId,
  definition: {
    name: 'three',
    variables: [],
    actions: ['one', 'two', 'three'].map((content) => ({ kind: 'send-message', channel, content })),
  },
};

const fieldOf = ({ body }: DoorCall, name: string): unknown =>
  typeof body === 'object' && body !== null && !Array.isArray(body) ? body[name] : undefined;

/** Accepting, carrying out and replaying over a real engine; `fault` may throw when a message is about to be sent. */
export const createReplayBench = async (t: TestContext) => {
  const dir = mkdtempSync(join(tmpdir(), 'guildhook-'));
  const clock = createFakeClock();
  const engine = await createSqliteEngine({
    file: join(dir, 'jobs.db'),
    clock,
    log: silentLogger,
    idempotencyRetentionMs: 1_000,
  });
  t.after(async () => {
    await engine.stop(0);
    rmSync(dir, { recursive: true });
  });
  let ids = 0;
  const newId = () => `delivery-${(ids += 1)}`;
  const faults: { refuse: (content: unknown) => void } = { refuse: () => undefined };
  const sent: { content: unknown; nonce: unknown }[] = [];
  const { open } = createFakeDoors((call) => {
    const content = fieldOf(call, 'content');
    faults.refuse(content);
    sent.push({ content, nonce: fieldOf(call, 'nonce') });
    return { id: String(900000000000000000n + BigInt(sent.length)), channel_id: channel };
  });
  const accept = createAccept({ engine, newId });
  const settled = async (id: string): Promise<Job> => {
    const job = await engine.settled(id, 60_000);
    assert(job !== undefined);
    return job;
  };
  return {
    engine,
    faults,
    sent,
    texts: () => sent.map(({ content }) => content),
    replay: createReplay({ engine, newId, log: silentLogger }),
    start: () => engine.start(createCarryOut({ openDoors: open, clock, random: () => 0.5, log: silentLogger })),
    settled,
    async deliver() {
      const { id } = await accept(threeMessages, { variables: {}, fingerprint: '', requestId: 'r1' });
      return settled(id);
    },
    accept: () => accept(threeMessages, { variables: {}, fingerprint: '', requestId: 'r1' }),
  };
};
