import assert from 'node:assert/strict';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { z } from 'zod';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { temporaryFolder } from '../data-dirs.ts';
import { createChildProgram } from './child-program.ts';
import { runCommand } from './command-line.ts';

const diagnosis = z.object({
  ok: z.boolean(),
  findings: z.array(z.object({ check: z.string(), status: z.enum(['good', 'warning', 'bad']) }).loose()),
});

suite('the command line', () => {
  test('help names every command; what is wrong is told with where to look', async () => {
    const help = await runCommand(['help'], {});
    assert.equal(help.code, 0);
    for (const name of ['sandbox', 'doctor', 'backup', 'restore', 'migrate'])
      assert.match(help.printed, new RegExp(`^  ${name} `, 'm'));
    for (const args of [['restore'], ['doctr'], ['doctor', '--jsn']]) {
      const { code, errors } = await runCommand(args, {});
      assert.equal(code, 1, args.join(' '));
      assert.match(errors, /npm start -- help/);
    }
  });

  test('doctor beside a running program is well, and says so to people and machines', async (t) => {
    const sandbox = await startSandbox({ port: 0, limits: 'none' });
    const env = {
      DATA_DIR: join(temporaryFolder(t), 'data'),
      DISCORD_API_URL: sandbox.apiUrl,
      DISCORD_TOKEN: sandbox.token,
      DISCORD_GUILD_ID: demoIds.guild,
      METRICS_TOKEN: 'a-secret-for-the-metrics',
    };
    const program = await createChildProgram(env);
    t.after(async () => {
      await program.kill();
      await sandbox.stop();
    });
    await program.start();
    await Promise.all([sandbox.commandsRegistered(), program.ready()]);
    const here = { ...env, HOST: '127.0.0.1', PORT: new URL(program.url).port };
    const shown = await runCommand(['doctor'], here);
    assert.equal(shown.code, 0, shown.printed + shown.errors);
    assert.match(shown.printed, /^✔ token: /m);
    assert.match(shown.printed, /^⚠ address: PUBLIC_URL is not set.*\n {4}→ Set PUBLIC_URL/m);
    const { code, printed } = await runCommand(['doctor', '--json'], here);
    const { ok, findings } = diagnosis.parse(JSON.parse(printed));
    assert.deepEqual([code, ok, findings.filter(({ status }) => status === 'bad')], [0, true, []]);
    for (const secret of [env.DISCORD_TOKEN, env.METRICS_TOKEN])
      assert.ok(!`${printed}${shown.printed}`.includes(secret));
  });

  test('doctor without a token ends with 1', async (t) => {
    const { code, printed } = await runCommand(['doctor', '--json'], { DATA_DIR: temporaryFolder(t), PORT: '1' });
    assert.deepEqual([code, diagnosis.parse(JSON.parse(printed)).ok], [1, false]);
  });
});
