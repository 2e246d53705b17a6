import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { openDemoDoors, refusal } from './open-doors.ts';

const nowhere = '1456000000000009999';
const { elsewhere } = demoIds;

test('a channel is proven to be in the guild once, and then remembered', async (t) => {
  const { doors, asked } = await openDemoDoors(t);
  for (let times = 0; times < 3; times += 1) {
    await doors.channel(demoIds.alerts, 'POST', ['messages'], { body: { content: 'hello' } });
  }
  assert.deepEqual(asked, [
    `GET /channels/${demoIds.alerts}`,
    ...Array<string>(3).fill(`POST /channels/${demoIds.alerts}/messages`),
  ]);
});

test("another guild's channel is word for word one that does not exist, and is never written to", async (t) => {
  const { doors, open, asked, world } = await openDemoDoors(t);
  const send = (id: string) => refusal(doors.channel(id, 'POST', ['messages'], { body: { content: 'hello' } }));
  const unknown = await send(nowhere);
  assert.equal(unknown.code, 'unknown-channel');
  for (const id of [elsewhere.lounge, demoIds.guild, 'not-an-id', '', '..', '%2e%2e']) {
    const error = await send(id);
    assert.deepEqual([error.code, error.detail, error.faults], [unknown.code, unknown.detail, undefined], id);
  }
  await open(elsewhere.guild).channel(elsewhere.lounge, 'POST', ['messages'], { body: { content: 'theirs' } });
  assert.equal((await send(elsewhere.lounge)).detail, unknown.detail, 'also when its home is known already');
  assert.deepEqual(
    world.ledger.map(({ content }) => content),
    ['theirs'],
  );
  assert.equal(asked.filter((call) => call.startsWith('POST')).length, 1);
});

test('no path leads out of the guild', async (t) => {
  const { doors, world } = await openDemoDoors(t);
  const out = [
    ['..', '..', 'channels', elsewhere.lounge, 'messages'],
    ['.', 'messages'],
    ['', 'messages'],
    [`../../channels/${elsewhere.lounge}/messages`],
    ['%2e%2e', '%2e%2e', 'channels', elsewhere.lounge, 'messages'],
    [`..%2f..%2fchannels%2f${elsewhere.lounge}%2fmessages`],
  ];
  for (const path of out) {
    await refusal(doors.guild('POST', path, { body: { content: 'out' } }));
    await refusal(doors.channel(demoIds.alerts, 'POST', path, { body: { content: 'out' } }));
    await refusal(doors.dm(demoIds.ann, 'POST', path, { body: { content: 'out' } }));
  }
  assert.ok(!world.ledger.some(({ content }) => content !== undefined));
});

test('threads are doors like channels', async (t) => {
  const { doors, world } = await openDemoDoors(t);
  await doors.channel(demoIds.thread, 'POST', ['messages'], { body: { content: 'in a thread' } });
  assert.equal(world.ledger[0]?.target, demoIds.thread);
});

test('direct messages reach members only', async (t) => {
  const { doors, asked, world } = await openDemoDoors(t);
  for (const id of [elsewhere.eve, nowhere, 'ann', '..']) {
    const error = await refusal(doors.dm(id, 'POST', ['messages'], { body: { content: 'hello' } }));
    assert.equal(error.code, 'unknown-member', id);
  }
  assert.equal((await refusal(doors.dm(world.bot.id, 'POST', ['messages'], {}))).code, 'cannot-dm');
  assert.ok(!asked.includes('POST /users/@me/channels'));
  await doors.dm(demoIds.ann, 'POST', ['messages'], { body: { content: 'hello' } });
  await doors.dm(demoIds.ann, 'POST', ['messages'], { body: { content: 'again' } });
  assert.deepEqual(
    world.ledger.flatMap(({ content }) => content ?? []),
    ['hello', 'again'],
  );
  assert.equal(asked.filter((call) => call === 'POST /users/@me/channels').length, 1);
  assert.equal(asked.filter((call) => call.endsWith(`members/${demoIds.ann}`)).length, 1);
});

test('channels resolve by id, mention and name, within the guild only', async (t) => {
  const { doors } = await openDemoDoors(t);
  for (const reference of [demoIds.alerts, `<#${demoIds.alerts}>`, '#alerts', 'alerts', ' Alerts ']) {
    assert.equal(await doors.resolveChannel(reference), demoIds.alerts, reference);
  }
  assert.equal(await doors.resolveChannel('Planning'), demoIds.thread);
  assert.equal(await doors.resolveChannel('Text channels'), demoIds.category);
  for (const reference of [elsewhere.lounge, `<#${elsewhere.lounge}>`, 'lounge', nowhere, '', '#']) {
    assert.equal((await refusal(doors.resolveChannel(reference))).code, 'unknown-channel', reference);
  }
});

test('roles resolve by id, mention and name, within the guild only', async (t) => {
  const { doors } = await openDemoDoors(t);
  const { onCall, everyone } = demoIds.roles;
  for (const reference of [onCall, `<@&${onCall}>`, '@On call', 'On call', 'on CALL']) {
    assert.equal(await doors.resolveRole(reference), onCall, reference);
  }
  assert.equal(await doors.resolveRole('@everyone'), everyone);
  for (const reference of [elsewhere.roles.moderator, 'Moderator', nowhere, '']) {
    assert.equal((await refusal(doors.resolveRole(reference))).code, 'unknown-role', reference);
  }
});

test('members resolve by id, mention and exact username', async (t) => {
  const { doors } = await openDemoDoors(t);
  for (const reference of [demoIds.ann, `<@${demoIds.ann}>`, `<@!${demoIds.ann}>`, 'ann', '@ann', 'Ann']) {
    assert.equal(await doors.resolveMember(reference), demoIds.ann, reference);
  }
  for (const reference of ['an', 'eve', '', '@', 'nobody']) {
    assert.equal((await refusal(doors.resolveMember(reference))).code, 'unknown-member', reference);
  }
});

test('of two channels of one name neither is chosen, and both ids are named', async (t) => {
  const { doors, guild } = await openDemoDoors(t);
  const deploys = guild.channels.get(demoIds.deploys);
  assert.ok(deploys);
  deploys.name = 'alerts';
  const error = await refusal(doors.resolveChannel('alerts'));
  assert.equal(error.code, 'invalid-action');
  assert.ok(error.detail.includes(demoIds.alerts) && error.detail.includes(demoIds.deploys), error.detail);
});

test('lists are shared, kept for a while, and looked up again for a new name or when something changed', async (t) => {
  const { doors, forget, asked, guild, clock } = await openDemoDoors(t);
  const lists = () => asked.filter((call) => call.endsWith('/channels')).length;
  await Promise.all(Array.from({ length: 20 }, () => doors.resolveChannel('alerts')));
  assert.equal(lists(), 1);

  const alerts = guild.channels.get(demoIds.alerts);
  assert.ok(alerts);
  alerts.name = 'alarms';
  await refusal(doors.resolveChannel('alarms'));
  assert.equal(lists(), 1, 'a wrong name does not ask again each time');
  clock.advance(5_000);
  assert.equal(await doors.resolveChannel('alarms'), demoIds.alerts);
  assert.equal(lists(), 2);

  alerts.name = 'sirens';
  forget(demoIds.guild, { channelId: demoIds.alerts });
  assert.equal(await doors.resolveChannel('sirens'), demoIds.alerts);
  await refusal(doors.resolveChannel('alarms'));
});

test('an outage is not taken for absence', async (t) => {
  const { doors, faults } = await openDemoDoors(t);
  faults.add({ path: '/channels/*', status: 503, count: Infinity });
  faults.add({ path: '/guilds/*/channels', status: 503, count: Infinity });
  const error = await refusal(doors.channel(demoIds.alerts, 'POST', ['messages'], { body: { content: 'x' } }));
  assert.equal(error.code, 'discord-unavailable');
  assert.equal((await refusal(doors.resolveChannel('alerts'))).code, 'discord-unavailable');
});

test('the signal calls a look-up off without spoiling it for others', async (t) => {
  const { open, faults } = await openDemoDoors(t);
  faults.add({ path: '/guilds/*/roles', hang: true });
  const stop = new AbortController();
  const pending = refusal(open(demoIds.guild, stop.signal).resolveRole('On call'));
  stop.abort();
  assert.equal((await pending).code, 'stopping');
});
