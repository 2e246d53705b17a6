import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test, type TestContext } from 'node:test';
import { GatewayIntentBits, PermissionFlagsBits } from 'discord-api-types/v10';
import { z } from 'zod';
import { systemClock } from '../src/clock.ts';
import { examine, isWell, report, type Patient } from '../src/doctor.ts';
import type { Finding } from '../src/doctor-finding.ts';
import { demoIds } from '../src/sandbox/demo-guild.ts';
import { startProgram, type Program } from './journey/program.ts';
import { temporaryFolder } from './data-dirs.ts';

const { general, alerts, roles } = demoIds;

const look = async (env: Patient['env'], changed: Partial<Patient> = {}) =>
  examine({ env, nodeVersion: 'v24.1.0', clock: systemClock, randomBytes, ...changed });

const of = (findings: Finding[], check: string) => findings.filter((finding) => finding.check === check);
const texts = (findings: Finding[]) => findings.map(({ status, text }) => `${status} ${text}`).join('\n');

/** The settings of a running program. */
const envOf = ({ app, dataDir, sandbox }: Program) => ({
  DISCORD_TOKEN: sandbox.token,
  DISCORD_API_URL: sandbox.apiUrl,
  DISCORD_GUILD_ID: demoIds.guild,
  DATA_DIR: dataDir,
  HOST: '127.0.0.1',
  PORT: new URL(app.url).port,
});

const start = async (t: TestContext) => {
  const program = await startProgram(t, { env: { DISCORD_GUILD_ID: demoIds.guild } });
  return { program, env: envOf(program) };
};

suite('doctor', () => {
  test('a running program in good order is well, and nothing in its directory is changed', async (t) => {
    const { program, env } = await start(t);
    await program.webhook({
      actions: [
        { kind: 'send-message', channel: 'alerts', content: 'hi' },
        { kind: 'send-message', channel: '<where>', content: 'hi' },
        { kind: 'add-role', member: '<user_id>', role: 'On call' },
      ],
    });
    const before = readdirSync(program.dataDir).sort();
    const findings = await look(env);
    assert.deepEqual(readdirSync(program.dataDir).sort(), before);
    assert.ok(isWell(findings), texts(findings));
    assert.match(texts(of(findings, 'server')), /^good .*: 1 webhooks, nothing is missing for them$/);
    assert.match(texts(of(findings, 'gateway')), /^good reachable, \d+ of 1000 session starts left; .* 1 shard$/);
    assert.match(texts(of(findings, 'commands')), /^good all 3 are registered$/);
    assert.match(texts(of(findings, 'data')), /deliveries: 0 waiting/);
    assert.match(texts(of(findings, 'disk')), /ms until it is on disk[^]*MiB free/);
    assert.match(texts(of(findings, 'intents')), /no privileged intent is on/);
    assert.match(texts(of(findings, 'address')), /good the bot runs and answers[^]*warning PUBLIC_URL is not set/);
    assert.match(texts(of(findings, 'clock')), /^good/);
    assert.deepEqual(program.sandbox.unmodelled, []);
    assert.ok(!JSON.stringify(findings).includes(program.sandbox.token));
  });

  test('what a webhook lacks is told once, with where to click and which webhooks suffer', async (t) => {
    const { program, env } = await start(t);
    const guild = program.sandbox.world.guilds.get(demoIds.guild) ?? assert.fail();
    const channel = guild.channels.get(alerts) ?? assert.fail();
    Object.assign(channel, {
      permission_overwrites: [{ id: roles.bot, type: 0, allow: '0', deny: String(PermissionFlagsBits.SendMessages) }],
    });
    const send = { kind: 'send-message', content: 'hi' };
    await program.webhook({ name: 'one', actions: [{ ...send, channel: `<#${alerts}>` }] });
    await program.webhook({
      name: 'two',
      actions: [
        { ...send, channel: 'alerts' },
        { ...send, channel: general },
      ],
    });
    await program.webhook({ name: 'three', actions: [{ kind: 'add-role', member: '<user>', role: 'Admin' }] });
    await program.webhook({ name: 'four', actions: [{ ...send, channel: 'nowhere' }] });
    const findings = await look(env);
    assert.ok(!isWell(findings));
    const found = texts(of(findings, 'server'));
    assert.match(found, /bad .*: the bot lacks Send Messages in #alerts \(webhooks: one, two\)/);
    assert.match(found, /bad .*: the role Admin is not below the bot’s highest role, .* \(webhooks: three\)/);
    assert.match(found, /bad .*nowhere.* \(webhooks: four\)/);
    assert.equal(of(findings, 'server').length, 3);
    assert.ok(of(findings, 'server').some(({ advice }) => advice?.startsWith('Edit Channel → Permissions')));
  });

  test('a permission that is missing everywhere, a guild that is not there, and commands that are not registered', async (t) => {
    const { program, env } = await start(t);
    const guild = program.sandbox.world.guilds.get(demoIds.guild) ?? assert.fail();
    for (const role of guild.roles.values()) role.permissions = '0';
    guild.commands.clear();
    await program.webhook({ actions: [{ kind: 'remove-role', member: '<user>', role: '<role>' }] });
    const findings = await look(env);
    assert.match(texts(of(findings, 'server')), /bad .*: the bot lacks Manage Roles \(webhooks/);
    assert.match(texts(of(findings, 'commands')), /warning not registered: \/webhook, \/key, \/settings/);
    const away = await look({ ...env, DISCORD_GUILD_ID: '1456000000000000999' });
    assert.match(texts(of(away, 'server')), /bad the bot is not in server 1456000000000000999/);
    assert.match(of(away, 'server')[0]?.advice ?? '', /oauth2\/authorize\?client_id=/);
    const all = await look({ ...env, DISCORD_GUILD_ID: undefined });
    assert.match(texts(of(all, 'server')), /bad .*Manage Roles[^]*good 1 servers have no webhooks/);
  });

  test('a wrong token, a clock that is off, and starts that are used up', async (t) => {
    const { program, env } = await start(t);
    const findings = await look({ ...env, DISCORD_TOKEN: `${program.sandbox.token}x` });
    assert.match(texts(of(findings, 'token')), /^bad Discord does not know it$/);
    assert.match(of(findings, 'token')[0]?.advice ?? '', /Reset Token/);
    const late = await look(env, { clock: { ...systemClock, now: () => Date.now() - 90_000 } });
    assert.match(texts(of(late, 'clock')), /^warning (89|90|91) seconds behind Discord’s$/);
    const headers = { 'user-agent': 'DiscordBot (test, 1)' };
    const known: unknown = await (await fetch(`${env.DISCORD_API_URL}/v10/gateway`, { headers })).json();
    const { url } = z.object({ url: z.string() }).parse(known);
    const gateway = async (changed: { url?: string; remaining?: number }) => {
      const { remaining = 1_000 } = changed;
      const session_start_limit = { total: 1_000, remaining, reset_after: 90_000, max_concurrency: 1 };
      const body = { url: changed.url ?? url, shards: 1, session_start_limit };
      program.sandbox.faults.add({ path: '/gateway/bot', status: 200, body });
      return of(await look(env), 'gateway').map(({ status, text }) => `${status} ${text}`)[0];
    };
    assert.equal(await gateway({ url: 'ws://127.0.0.1:1' }), 'bad ws://127.0.0.1:1 does not answer');
    assert.equal(await gateway({ remaining: 0 }), 'bad 0 of 1000 session starts left');
    assert.equal(await gateway({ remaining: 99 }), 'warning 99 of 1000 session starts left');
  });

  test('privileged intents that are on do no harm', async (t) => {
    const { program, env } = await start(t);
    program.sandbox.world.privileged = GatewayIntentBits.MessageContent;
    assert.match(texts(of(await look(env), 'intents')), /^good Message Content is on, which does no harm/);
  });

  test('without token and with wrong settings every fault is told, and the rest is looked at all the same', async (t) => {
    const dataDir = temporaryFolder(t);
    writeFileSync(join(dataDir, 'closed.txt'), 'It has moved.\n');
    const env = {
      PORT: 'many',
      ROLE: 'worker',
      RATE_LIMIT: 'x',
      DATA_DIR: dataDir,
      ENCRYPTION_KEY: 'secret-but-short',
    };
    const findings = await look(env, { nodeVersion: 'v20.11.0' });
    assert.match(texts(of(findings, 'node')), /bad Node v20\.11\.0 is too old/);
    const settings = texts(of(findings, 'settings'));
    for (const name of ['PORT', 'RATE_LIMIT', 'ENCRYPTION_KEY', 'REDIS_URL'])
      assert.match(settings, new RegExp(`bad ${name} must be`));
    assert.match(texts(of(findings, 'token')), /bad DISCORD_TOKEN is not set/);
    assert.match(texts(of(findings, 'data')), /bad it is closed: It has moved\./);
    assert.match(texts(of(findings, 'disk')), /good .* can be written/);
    assert.match(texts(of(findings, 'address')), /warning the bot does not answer/);
    assert.ok(!JSON.stringify(findings).includes('secret-but-short'));
  });

  test('a public address that leads elsewhere, or nowhere, is told; one that is right is fine', async (t) => {
    const { program, env } = await start(t);
    const addressOf = async (publicUrl: string) => texts(of(await look({ ...env, PUBLIC_URL: publicUrl }), 'address'));
    assert.match(
      await addressOf('http://localhost:9'),
      /warning PUBLIC_URL is http:\/\/localhost:9, which works on this machine alone/,
    );
    const nowhere = await addressOf('http://guildhook.invalid');
    assert.match(
      nowhere,
      /warning .*keys travel unencrypted[^]*bad http:\/\/guildhook\.invalid does not reach the bot/,
    );
    await program.app.stop();
    assert.match(await addressOf('https://guildhook.invalid'), /warning https:\/\/guildhook\.invalid is not answered/);
  });

  test('a damaged store is told, and what is readable is still looked at', async (t) => {
    const dataDir = temporaryFolder(t);
    writeFileSync(
      join(dataDir, 'store.db'),
      'not a database at all, but longer than a header of one hundred bytes would be'.repeat(9),
    );
    const findings = await look({ DATA_DIR: dataDir, PORT: '1' });
    assert.match(texts(of(findings, 'data')), /bad The store .* is not a SQLite file/);
    assert.match(of(findings, 'data').at(-1)?.advice ?? '', /restore/);
  });

  test('a report has a line for each finding, with what to do below it', () => {
    const findings: Finding[] = [
      { check: 'a', status: 'good', text: 'fine' },
      { check: 'b', status: 'warning', text: 'hm', advice: 'look' },
    ];
    assert.deepEqual(report(findings), ['✔ a: fine', '⚠ b: hm', '    → look']);
    assert.ok(isWell(findings));
    assert.ok(!isWell([{ check: 'c', status: 'bad', text: 'no' }]));
    assert.deepEqual(report([{ check: 'c', status: 'bad', text: 'no' }]), ['✖ c: no']);
  });
});
