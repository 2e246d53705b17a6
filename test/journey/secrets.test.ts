import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createLogger } from '../../src/logger.ts';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { createSkippingClock } from '../skipping-clock.ts';
import { startProgram } from './program.ts';

const minuteMs = 60_000;
const metricsToken = 'metrics-canary-0123456789';

/** How a secret may look in an output: as it is, in hex, percent-encoded, and base64 at each of its three offsets. */
const formsOf = (secret: string): string[] => {
  const base64 = [0, 1, 2].flatMap((offset) => {
    const whole = Buffer.from('x'.repeat(offset) + secret);
    const inner = whole.toString('base64').slice(offset === 0 ? 0 : 4, -4);
    return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')];
  });
  const hex = Buffer.from(secret).toString('hex');
  const everyByte = hex.replaceAll(/../g, (byte) => `%${byte}`);
  return [
    secret,
    hex,
    hex.toUpperCase(),
    encodeURIComponent(secret),
    everyByte,
    JSON.stringify(secret).slice(1, -1),
    ...base64,
  ];
};

const findIn = (output: Buffer, secrets: ReadonlyMap<string, string>): string[] =>
  [...secrets].flatMap(([name, secret]) =>
    formsOf(secret).flatMap((form, at) => (output.includes(form) ? [`${name} (form ${at})`] : [])),
  );

test(
  'no secret is in the log, in an answer, in a message or on disk, whatever goes wrong',
  { timeout: 60_000 },
  async (context) => {
    const clock = createSkippingClock();
    let logged = '';
    const log = createLogger({ level: 'debug', destination: { write: (line) => void (logged += line) } });
    const program = await startProgram(context, {
      outside: { clock, log },
      env: { METRICS_TOKEN: metricsToken },
    });
    const { sandbox, app } = program;
    const { faults, world } = sandbox;
    const secrets = new Map([
      ['bot token', sandbox.token],
      ['key', program.key],
      ['metrics token', metricsToken],
    ]);
    const take = faults.take.bind(faults);
    faults.take = (method, path) => {
      const [, token] = /^\/(?:interactions|webhooks)\/\d+\/([^/]+)/.exec(path) ?? [];
      if (token !== undefined) secrets.set(`interaction token ${secrets.size}`, token);
      return take(method, path);
    };

    let answers = '';
    const ask = async (path: string, init: RequestInit = {}) => {
      const response = await fetch(app.url + path, init);
      answers += `${response.status} ${JSON.stringify([...response.headers])} ${await response.text()}\n`;
    };
    const webhook = await program.webhook();
    const path = `/webhook/${app.applicationId}/${webhook.id}`;
    const wrongKey = program.key.replace(/.{8}$/, 'AAAAAAAA');
    secrets.set('wrong key', wrongKey);
    const basic = Buffer.from(`someone:${program.key}`).toString('base64');
    const body = JSON.stringify({ variables: [{ name: 'message', variable: '{message}', value: 'hi' }] });
    const authorizations = [
      program.key,
      `Bearer ${program.key}`,
      `Basic ${basic}`,
      wrongKey,
      `Nonsense ${program.key}`,
    ];
    const post = (authorization: string, text = body, to = path) =>
      ask(to, { method: 'POST', body: text, headers: { authorization, 'content-type': 'application/json' } });
    const everything = async () => {
      for (const authorization of authorizations) await post(authorization);
      await post(program.key, '{"variables":');
      await post(program.key, '{"variables":[{"name":1}]}');
      await post(program.key, body, `${path}/${program.key}`);
      await post(program.key, body, `${path}x`);
      await ask(path, { method: 'PUT', headers: { authorization: program.key } });
      await ask(`/deliveries/nothing`, { headers: { authorization: `Bearer ${program.key}` } });
      await ask('/metrics', { headers: { authorization: `Bearer ${metricsToken}` } });
      await ask('/metrics', { headers: { authorization: `Bearer ${metricsToken}x` } });
      for (const open of ['/healthz', '/readyz', '/', `/${program.key}`]) await ask(open);
    };

    let shown = '';
    const command = async (name: string, options: Record<string, unknown>) => {
      const answer = await sandbox.interactions
        .invoke({ user: 'owner', command: name, options })
        .then((given) => JSON.stringify(given.message), String);
      // The one who made a key is shown it, once; nobody else and nothing later.
      const key = /whk_\w+/.exec(name === 'key create' ? answer : '')?.[0];
      if (key !== undefined) secrets.set(`key of ${name} ${secrets.size}`, key);
      shown += key === undefined ? answer : answer.replaceAll(key, '');
    };
    const commands = async () => {
      await command('key create', { label: `made ${secrets.size}` });
      await command('key list', {});
      await command('webhook show', { webhook: webhook.id });
      await command('webhook test', { webhook: webhook.id, variables: 'message=hi' });
      await command('webhook logs', {});
      await command('webhook show', { webhook: 'nothing' });
    };

    await everything();
    await commands();
    const troubles = [
      { status: 500, body: { message: 'no', code: 0 } },
      { html: 502 },
      { status: 401, body: {} },
      { status: 403, body: { message: 'Missing Permissions', code: 50_013 } },
      { status: 429, headers: { 'retry-after': '1' }, body: {} },
      { reset: true },
      { truncated: true },
      { redirect: 'http://127.0.0.1:1/' },
    ];
    for (const trouble of troubles) {
      for (const at of ['/channels/*/messages', '/interactions/*/*/callback', '/webhooks/*/*/messages/*']) {
        faults.add({ path: at, count: 2, ...trouble });
      }
      await everything();
      await clock.pass(20_000, 1_000);
    }
    await commands();
    world.token = 'another.token.now';
    await post(program.key);
    await clock.pass(minuteMs, 1_000);
    sandbox.gateway.closeAll(4004);
    await clock.pass(2_000);
    await ask('/readyz');

    assert.ok(logged.length > 2_000 && answers.length > 5_000 && shown.length > 500);
    assert.ok([...secrets.keys()].some((name) => name.startsWith('interaction')));
    assert.ok([...secrets.keys()].some((name) => name.startsWith('key of')));
    const messages = JSON.stringify([...world.messages.values()].flat());
    const outputs = new Map([
      ['the log', Buffer.from(logged)],
      ['an answer', Buffer.from(answers)],
      ['an answer to a command', Buffer.from(shown)],
      ['a message', Buffer.from(messages)],
    ]);
    for (const name of readdirSync(program.dataDir)) {
      outputs.set(`the file ${name}`, readFileSync(join(program.dataDir, name)));
    }
    assert.ok(outputs.has('the file jobs.db') && outputs.has('the file store.db'));
    const found = [...outputs].flatMap(([where, output]) =>
      findIn(output, secrets).map((what) => `${what} in ${where}`),
    );
    assert.deepEqual(found, []);
    for (const [name, secret] of secrets) {
      for (const form of formsOf(secret)) assert.ok(form.length >= 8, `${name} is looked for as ${form}`);
    }
    assert.ok(messages.includes(demoIds.general));
  },
);

test('what is looked for would be found', () => {
  const secrets = new Map([['it', 'canary-0123456789']]);
  const hex = Buffer.from('canary-0123456789').toString('hex');
  for (const offset of [0, 1, 2, 3]) {
    const text = Buffer.from(`${'-'.repeat(offset)}canary-0123456789 and more`).toString('base64');
    assert.equal(findIn(Buffer.from(text), secrets).length > 0, true, String(offset));
  }
  for (const text of [`a canary-0123456789!`, hex]) assert.ok(findIn(Buffer.from(text), secrets).length > 0);
  assert.deepEqual(findIn(Buffer.from('canary-012345678'), secrets), []);
});
