import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadConfig } from '../src/config.ts';
import { AppError } from '../src/errors.ts';

const faultsOf = (env: Record<string, string>): string[] => {
  try {
    loadConfig(env);
  } catch (error) {
    assert.ok(error instanceof AppError);
    assert.equal(error.code, 'invalid-settings');
    for (const { path, message } of error.faults ?? []) assert.ok(error.detail.includes(`${path} ${message}`));
    return (error.faults ?? []).map(({ path }) => path);
  }
  return [];
};

test('an empty environment gives the documented defaults', () => {
  const config = loadConfig({});
  assert.equal(config.discordApiUrl, 'https://discord.com/api');
  assert.equal(config.port, 3000);
  assert.equal(config.maxBodyBytes, 262_144);
  assert.deepEqual(config.rateLimit, { max: 100, windowMs: 10_000 });
  assert.equal(config.deliveryRetentionMs, 7 * 86_400_000);
});

test('every wrong setting is named at once, and no value is repeated', () => {
  const env = {
    PORT: '70000',
    DISCORD_GUILD_ID: 'my server',
    RATE_LIMIT: 'lots',
    DELIVERY_RETENTION: '7 days',
    LOG_LEVEL: 'loud',
    ENCRYPTION_KEY: 'c2hvcnQ=',
    PUBLIC_URL: 'ftp://files.example',
    MAX_BODY_BYTES: '-1',
  };
  assert.deepEqual(faultsOf(env).sort(), Object.keys(env).sort());
  assert.throws(
    () => loadConfig({ ENCRYPTION_KEY: 'c2VjcmV0LXZhbHVl' }),
    (error) => error instanceof AppError && !error.detail.includes('c2VjcmV0LXZhbHVl'),
  );
});

test('an empty value counts as not set', () => {
  assert.equal(loadConfig({ PORT: '', DISCORD_TOKEN: '' }).discordToken, undefined);
});

test('durations and rates are read in all their units', () => {
  for (const [text, ms] of [
    ['500ms', 500],
    ['10s', 10_000],
    ['30m', 1_800_000],
    ['12h', 43_200_000],
    ['7d', 604_800_000],
  ] as const) {
    assert.equal(loadConfig({ DELIVERY_RETENTION: text }).deliveryRetentionMs, ms);
    assert.deepEqual(loadConfig({ RATE_LIMIT: `5/${text}` }).rateLimit, { max: 5, windowMs: ms });
  }
  for (const text of ['0d', '7', 'd', '99999d', '1e3s', '-1s', '7D']) {
    assert.deepEqual(faultsOf({ DELIVERY_RETENTION: text }), ['DELIVERY_RETENTION']);
  }
  for (const text of ['0/10s', '100', '100/', '/10s', '1.5/10s'])
    assert.deepEqual(faultsOf({ RATE_LIMIT: text }), ['RATE_LIMIT']);
});

test('addresses lose their trailing slash', () => {
  assert.equal(
    loadConfig({ DISCORD_API_URL: 'http://127.0.0.1:3780/api/' }).discordApiUrl,
    'http://127.0.0.1:3780/api',
  );
});

test('TRUST_PROXY takes what Express takes', () => {
  assert.equal(loadConfig({}).trustProxy, false);
  assert.equal(loadConfig({ TRUST_PROXY: 'off' }).trustProxy, false);
  assert.equal(loadConfig({ TRUST_PROXY: 'true' }).trustProxy, true);
  assert.equal(loadConfig({ TRUST_PROXY: '1' }).trustProxy, 1);
  assert.equal(loadConfig({ TRUST_PROXY: 'loopback, 10.0.0.0/8' }).trustProxy, 'loopback, 10.0.0.0/8');
});

test('roles of their own need Redis, and Redis needs a key that all processes share', () => {
  assert.deepEqual(loadConfig({}).roles, ['all']);
  assert.deepEqual(faultsOf({ ROLE: 'receiver' }), ['REDIS_URL']);
  assert.deepEqual(faultsOf({ REDIS_URL: 'redis://127.0.0.1:6379' }), ['ENCRYPTION_KEY']);
  assert.deepEqual(faultsOf({ REDIS_URL: 'http://127.0.0.1' }), ['REDIS_URL']);
  assert.deepEqual(faultsOf({ ROLE: 'boss' }), ['ROLE']);
  const ENCRYPTION_KEY = Buffer.alloc(32, 7).toString('base64');
  const config = loadConfig({ ROLE: 'receiver, worker', REDIS_URL: 'rediss://cache.example:6379/1', ENCRYPTION_KEY });
  assert.deepEqual(config.roles, ['receiver', 'worker']);
});
