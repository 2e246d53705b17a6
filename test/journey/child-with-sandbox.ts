import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { createChildProgram, type ChildProgram } from './child-program.ts';
import type { Sandbox } from './program.ts';

/** Starts a sandbox and the program as a process of its own with a data directory of its own; all ends after the test. */
export const startChildWithSandbox = async (
  context: TestContext,
): Promise<{ sandbox: Sandbox; program: ChildProgram; dataDir: string }> => {
  const sandbox = await startSandbox({ port: 0, limits: 'none' });
  const dataDir = await mkdtemp(join(tmpdir(), 'guildhook-child-'));
  const program = await createChildProgram({
    DATA_DIR: dataDir,
    DISCORD_API_URL: sandbox.apiUrl,
    DISCORD_TOKEN: sandbox.token,
    DISCORD_GUILD_ID: demoIds.guild,
    RATE_LIMIT: '100000/1s',
  });
  context.after(async () => {
    await program.kill();
    await sandbox.stop();
    await rm(dataDir, { recursive: true, force: true });
  });
  await program.start();
  await Promise.all([sandbox.commandsRegistered(), program.ready()]);
  return { sandbox, program, dataDir };
};
