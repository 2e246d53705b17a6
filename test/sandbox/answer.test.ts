import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { until } from '../fake-clock.ts';
import { startRest } from './start-rest.ts';

const path = `/channels/${demoIds.general}/messages`;
const body = { content: 'x' };

test('a status instead of the answer, before or after the effect', async (t) => {
  const { call, faults, world } = await startRest(t);
  faults.add({ path, status: 500 });
  assert.equal((await call('POST', path, { body })).status, 500);
  assert.equal(world.ledger.length, 0);
  faults.add({ path, after: 'after-effect', status: 502, body: { code: 0 }, headers: { 'x-by': 'test' } });
  const lost = await call('POST', path, { body });
  assert.deepEqual([lost.status, lost.body, lost.headers.get('x-by')], [502, { code: 0 }, 'test']);
  assert.equal(world.ledger.length, 1);
  assert.equal((await call('POST', path, { body })).status, 200);
});

test('a reset connection, before or after the effect', async (t) => {
  const { call, faults, world } = await startRest(t);
  faults.add({ path, reset: true });
  await assert.rejects(call('POST', path, { body }));
  assert.equal(world.ledger.length, 0);
  faults.add({ path, after: 'after-effect', reset: true });
  await assert.rejects(call('POST', path, { body }));
  assert.equal(world.ledger.length, 1);
});

test('a page of HTML, as from a proxy', async (t) => {
  const { fetchRaw, faults } = await startRest(t);
  faults.add({ path, html: 429, headers: { 'retry-after': '3' } });
  const response = await fetchRaw('GET', path);
  assert.equal(response.status, 429);
  assert.match(response.headers.get('content-type') ?? '', /^text\/html/);
  assert.equal(response.headers.get('retry-after'), '3');
  assert.match(await response.text(), /^<!DOCTYPE html>/);
});

test('a redirect', async (t) => {
  const { fetchRaw, faults } = await startRest(t);
  faults.add({ path, redirect: 'https://example.com/' });
  const response = await fetchRaw('GET', path);
  assert.deepEqual([response.status, response.headers.get('location')], [302, 'https://example.com/']);
});

test('a body that is cut off', async (t) => {
  const { fetchRaw, faults, world } = await startRest(t);
  faults.add({ path, truncated: true });
  const response = await fetchRaw('POST', path, { body });
  assert.equal(response.status, 200);
  await assert.rejects(response.text());
  assert.equal(world.ledger.length, 1);
});

test('a body that never ends', async (t) => {
  const { fetchRaw, faults } = await startRest(t);
  faults.add({ path, hangBody: true });
  const control = new AbortController();
  const response = await fetchRaw('GET', path, { signal: control.signal });
  assert.equal(response.status, 200);
  const reading = response.text();
  control.abort();
  await assert.rejects(reading, { name: 'AbortError' });
});

test('no answer at all', async (t) => {
  const { fetchRaw, faults, world } = await startRest(t);
  faults.add({ path, hang: true, after: 'after-effect' });
  const control = new AbortController();
  const asking = fetchRaw('POST', path, { body, signal: control.signal });
  await until(() => world.ledger.length === 1);
  control.abort();
  await assert.rejects(asking, { name: 'AbortError' });
});

test('a late answer is the true one', async (t) => {
  const { call, faults, clock, world } = await startRest(t);
  faults.add({ path, delayMs: 20_000 });
  const asking = call('POST', path, { body });
  await until(() => clock.pending() === 1);
  assert.equal(world.ledger.length, 0);
  clock.advance(20_000);
  assert.equal((await asking).status, 200);
  assert.equal(world.ledger.length, 1);
});
