import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RESTJSONErrorCodes as Code } from 'discord-api-types/v10';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { DiscordFault, type Route } from '../../src/sandbox/route.ts';
import { startRest, userAgent } from './start-rest.ts';

const messages = `/channels/${demoIds.general}/messages`;

test('an unmodified client of discord.js is served', async (t) => {
  const { rest, world } = await startRest(t);
  const me = await rest.get('/users/@me');
  assert.partialDeepStrictEqual(me, { id: world.applicationId, bot: true });
});

test('only the bot with its token gets in, and gets no hint why not', async (t) => {
  const { call, world } = await startRest(t);
  for (const authorization of ['', 'Bot wrong', world.token, `Bearer ${world.token}`, `Bot ${world.token}x`]) {
    const answer = await call('POST', messages, { headers: { authorization }, body: { content: 'x' } });
    assert.equal(answer.status, 401, authorization);
    assert.deepEqual(answer.body, { message: '401: Unauthorized', code: 0 });
  }
  assert.deepEqual(world.ledger, []);
});

test('a User-Agent that is not of a Discord bot is kept out', async (t) => {
  const { call } = await startRest(t);
  for (const agent of ['curl/8', 'DiscordBot', 'DiscordBot (https://example.com)']) {
    const answer = await call('GET', '/users/@me', { headers: { 'user-agent': agent } });
    assert.equal(answer.status, 403, agent);
    assert.partialDeepStrictEqual(answer.body, { code: Code.CloudflareIsBlockingYourRequest });
  }
  assert.equal((await call('GET', '/users/@me')).status, 200);
});

test('the API is there with and without a version', async (t) => {
  const { api, world } = await startRest(t);
  const headers = { authorization: `Bot ${world.token}`, 'user-agent': userAgent };
  for (const prefix of ['', '/v10', '/v9']) {
    assert.equal((await fetch(`${api}${prefix}/users/@me`, { headers })).status, 200, prefix);
  }
  assert.equal((await fetch(`${api}/v10/`, { headers })).status, 501);
});

test('what no route models is answered with 501 and remembered', async (t) => {
  const { call, world } = await startRest(t);
  const answer = await call('POST', `/channels/${demoIds.general}/webhooks`, { body: { name: 'x' } });
  assert.equal(answer.status, 501);
  assert.partialDeepStrictEqual(answer.body, { code: 0 });
  assert.equal((await call('POST', messages, { body: { content: 'x', sticker_ids: ['1'] } })).status, 501);
  assert.equal(world.unmodelled.length, 2);
  assert.match(world.unmodelled[0] ?? '', /^POST .*\/webhooks$/);
  assert.match(world.unmodelled[1] ?? '', /sticker_ids/);
});

test('an empty answer says nothing of a content type', async (t) => {
  const { call } = await startRest(t);
  const path = `/guilds/${demoIds.guild}/members/${demoIds.ann}/roles/${demoIds.roles.onCall}`;
  const { status, headers, body } = await call('PUT', path);
  assert.equal(status, 204);
  assert.equal(headers.get('content-type'), null);
  assert.equal(headers.get('content-length'), null);
  assert.equal(body, undefined);
});

test('an id that is none is a fault of the form', async (t) => {
  const { call } = await startRest(t);
  const { status, body } = await call('GET', '/channels/general');
  assert.equal(status, 400);
  assert.partialDeepStrictEqual(body, {
    code: Code.InvalidFormBodyOrContentType,
    errors: { channel_id: { _errors: [{ code: 'NUMBER_TYPE_COERCE' }] } },
  });
});

test('the reason reaches the ledger decoded, and is refused when too long', async (t) => {
  const { call, world } = await startRest(t);
  const path = `/guilds/${demoIds.guild}/members/${demoIds.ann}/roles/${demoIds.roles.onCall}`;
  const send = (reason: string) => call('PUT', path, { headers: { 'x-audit-log-reason': encodeURIComponent(reason) } });
  const refused = await send('ü'.repeat(513));
  assert.equal(refused.status, 400);
  assert.equal(world.ledger.length, 0);
  assert.equal((await send('Dienst für alle')).status, 204);
  assert.equal(world.ledger[0]?.reason, 'Dienst für alle');
});

test('routes can be added, with a secret in the path instead of a token', async (t) => {
  const route: Route = {
    method: 'POST',
    path: '/interactions/{interaction_id}/{interaction_token}/callback',
    auth: 'none',
    handle({ params, body }) {
      if (params['interaction_token'] !== 'secret') throw new DiscordFault(404, 10_062, 'Unknown interaction');
      return { status: 200, body: { params, body } };
    },
  };
  const { call } = await startRest(t, { routes: [route] });
  const good = await call('POST', '/interactions/1/secret/callback', {
    headers: { authorization: '' },
    body: { type: 1 },
  });
  assert.deepEqual(good.body, { params: { interaction_id: '1', interaction_token: 'secret' }, body: { type: 1 } });
  const bad = await call('POST', '/interactions/1/wrong/callback', { body: {} });
  assert.deepEqual([bad.status, bad.body], [404, { message: 'Unknown interaction', code: 10_062 }]);
});

test('a mistake in a route is a 500, not a hang', async (t) => {
  const handle = () => {
    throw new TypeError('oops');
  };
  const { call } = await startRest(t, { routes: [{ method: 'GET', path: '/mistake', handle }] });
  assert.equal((await call('GET', '/mistake')).status, 500);
});
