import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { suite, test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';

const bin = fileURLToPath(new URL('../../bin/guildhook.js', import.meta.url));
const readme = fileURLToPath(new URL('../../README.md', import.meta.url));

const readyFacts = z.strictObject({
  url: z.url(),
  botId: z.string(),
  guildId: z.string(),
  sandbox: z.url(),
  webhook: z.strictObject({ id: z.string(), url: z.url() }),
  key: z.string(),
});
const state = z.object({
  channels: z.array(z.object({ name: z.string(), messages: z.array(z.object({ content: z.string() })) })),
});

/** Starts what `npm run sandbox` starts, on free ports; `until` waits for something printed. */
const startSandboxProgram = (t: TestContext, env: Record<string, string> = {}) => {
  const child = spawn(process.execPath, ['--no-warnings', bin, 'sandbox'], {
    env: { PATH: process.env['PATH'], PORT: '0', SANDBOX_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  const until = async (wanted: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const found = wanted.exec(out);
      if (found !== null) return found;
      if (child.exitCode !== null) throw new Error(`it ended: ${out}${errors}`);
      await once(child.stdout, 'data');
    }
  };
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    return child.exitCode;
  };
  t.after(stop);
  return { until, stop, printed: () => out, errors: () => errors };
};

const shell = async (line: string, env: Record<string, string> = {}): Promise<string> =>
  (await promisify(execFile)('sh', ['-c', line], { env: { PATH: process.env['PATH'], ...env } })).stdout;

const messagesOf = async (sandbox: string): Promise<string[]> => {
  const { channels } = state.parse(await (await fetch(`${sandbox}/state`)).json());
  return channels.flatMap(({ messages }) => messages.map(({ content }) => content));
};

suite('npm run sandbox', () => {
  test('the curl line that it prints, pasted, makes the message appear', async (t) => {
    const program = startSandboxProgram(t);
    const [curl] = await program.until(/^curl .*$/m);
    assert.match(await shell(curl), /"status":"queued"/);
    await program.until(/#general.*Ann scored 42 points/);
    assert.equal(await program.stop(), 0);
    assert.equal(program.errors(), '');
  });

  test('SANDBOX_QUIET=1 prints one line for scripts and nothing after it', async (t) => {
    const program = startSandboxProgram(t, { SANDBOX_QUIET: '1' });
    const [, json = ''] = await program.until(/^ready (.*)\n/m);
    const ready = readyFacts.parse(JSON.parse(json));
    assert.equal(ready.webhook.url, `${ready.url}/webhook/${ready.botId}/${ready.webhook.id}`);

    // A client as BotGhost's documentation describes it: the key alone in the header, three fields a variable.
    const answer = await fetch(`${ready.webhook.url}?wait=true`, {
      method: 'POST',
      headers: { Authorization: ready.key, 'Content-Type': 'application/json' },
      body: JSON.stringify({
        variables: [
          { name: 'User', variable: '{User}', value: 'Bob' },
          { name: 'Score', variable: '{Score}', value: '7' },
        ],
      }),
    });
    assert.equal(answer.status, 200);
    assert.deepEqual(await messagesOf(ready.sandbox), ['**Bob** scored 7 points :tada:']);
    assert.equal(await program.stop(), 0);
    assert.equal(program.printed(), `ready ${json}\n`);
  });

  test("the README's curl lines work as they stand", async (t) => {
    const program = startSandboxProgram(t, { SANDBOX_QUIET: '1' });
    const [, json = ''] = await program.until(/^ready (.*)\n/m);
    const { url, webhook, key } = readyFacts.parse(JSON.parse(json));
    const blocks = [...readFileSync(readme, 'utf8').matchAll(/^```sh\n(curl [^]*?)```$/gm)].map(
      ([, block = '']) => block,
    );
    assert.ok(blocks.length >= 3);
    const env = { WEBHOOK_URL: webhook.url, KEY: key, GUILDHOOK_URL: url, DELIVERY_ID: '' };
    for (const block of blocks) {
      const answer: unknown = JSON.parse(
        await shell(block.replaceAll('curl ', 'curl --silent --fail-with-body '), env),
      );
      const { id, status } = z.object({ id: z.string(), status: z.string() }).parse(answer);
      assert.ok(status === 'queued' || status === 'done', `${block} → ${status}`);
      env.DELIVERY_ID = id;
    }
  });

  test('with a DATA_DIR a restart keeps webhook and earlier keys', async (t) => {
    const folder = (await shell('mktemp -d')).trim();
    t.after(() => shell(`rm -rf '${folder}'`));
    const start = async () => {
      const program = startSandboxProgram(t, { SANDBOX_QUIET: '1', DATA_DIR: folder });
      const [, json = ''] = await program.until(/^ready (.*)\n/m);
      return { program, ready: readyFacts.parse(JSON.parse(json)) };
    };
    const first = await start();
    await first.program.stop();
    const second = await start();
    assert.equal(second.ready.webhook.id, first.ready.webhook.id);
    const { status } = await fetch(second.ready.webhook.url, {
      method: 'POST',
      headers: { authorization: first.ready.key },
    });
    assert.equal(status, 200);
  });
});

suite('npm start', () => {
  test('without a token it stops at once, says where to get one and names the sandbox', async () => {
    const child = spawn(process.execPath, ['--no-warnings', bin], {
      env: { PATH: process.env['PATH'] },
      cwd: '/',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    await once(child, 'close');
    assert.equal(child.exitCode, 1);
    assert.match(errors, /DISCORD_TOKEN.*discord\.com\/developers.*npm run sandbox/s);
  });

  test('wrong settings are all named at once', async () => {
    const env = { PATH: process.env['PATH'], DISCORD_TOKEN: 'x', PORT: 'no', RATE_LIMIT: 'no' };
    const child = spawn(process.execPath, ['--no-warnings', bin], { env, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    await once(child, 'close');
    assert.equal(child.exitCode, 1);
    assert.match(errors, /PORT must be.*RATE_LIMIT must be/s);
  });
});
