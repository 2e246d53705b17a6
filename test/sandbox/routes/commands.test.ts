import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RESTJSONErrorCodes as Code } from 'discord-api-types/v10';
import { z } from 'zod';
import { sandboxApplicationId } from '../../../src/sandbox/create-world.ts';
import { demoIds } from '../../../src/sandbox/demo-guild.ts';
import { removeBot } from '../../../src/sandbox/mutations.ts';
import { fieldIn, startRest } from '../start-rest.ts';

const global = `/applications/${sandboxApplicationId}/commands`;
const inGuild = `/applications/${sandboxApplicationId}/guilds/${demoIds.guild}/commands`;

const command = z.looseObject({ id: z.string(), version: z.string(), name: z.string() });
const commands = z.array(command);

const ping = { name: 'ping', description: 'Answers' };
const pong = { name: 'pong', description: 'Answers too', name_localizations: { de: 'pong' } };

for (const [scope, path] of Object.entries({ global, 'of a guild': inGuild })) {
  test(`commands ${scope}: set, list, keep their ids, and get a new version when changed`, async (t) => {
    const { call, world, guild } = await startRest(t);
    const set = async (body: unknown) => commands.parse((await call('PUT', path, { body })).body);
    const first = await set([ping, pong]);
    assert.deepEqual(
      first.map(({ name }) => name),
      ['ping', 'pong'],
    );
    assert.equal((scope === 'global' ? world.commands : guild.commands).size, 2);
    assert.equal((scope === 'global' ? guild.commands : world.commands).size, 0);
    const second = await set([ping, { ...pong, description: 'Changed' }]);
    assert.deepEqual(second[0], first[0]);
    assert.equal(second[1]?.id, first[1]?.id);
    assert.notEqual(second[1]?.version, first[1]?.version);
    assert.deepEqual((await set([])).length, 0);
    assert.deepEqual(
      world.ledger.map(({ effect }) => effect),
      ['commands-set', 'commands-set', 'commands-set'],
    );
  });
}

test('one command: created, created again, read, edited, deleted', async (t) => {
  const { call } = await startRest(t);
  const created = await call('POST', inGuild, { body: ping });
  assert.equal(created.status, 201);
  const { id } = command.parse(created.body);
  const again = await call('POST', inGuild, { body: { ...ping, description: 'Again' } });
  assert.deepEqual([again.status, command.parse(again.body).id], [200, id]);
  const edited = await call('PATCH', `${inGuild}/${id}`, { body: { default_member_permissions: '32' } });
  assert.partialDeepStrictEqual(edited.body, { description: 'Again', default_member_permissions: '32' });
  assert.deepEqual((await call('GET', `${inGuild}/${id}`)).body, edited.body);
  assert.equal((await call('DELETE', `${inGuild}/${id}`)).status, 204);
  const gone = await call('GET', `${inGuild}/${id}`);
  assert.equal(gone.status, 404);
  assert.partialDeepStrictEqual(gone.body, { code: Code.UnknownApplicationCommand });
});

test('lists show localizations only when asked for', async (t) => {
  const { call } = await startRest(t);
  await call('PUT', global, { body: [pong] });
  const [plain] = commands.parse((await call('GET', global)).body);
  assert.equal(fieldIn(plain, 'name_localizations'), undefined);
  const [full] = commands.parse((await call('GET', `${global}?with_localizations=true`)).body);
  assert.deepEqual(full?.['name_localizations'], { de: 'pong' });
});

test("another application's commands, and those of a guild without the bot", async (t) => {
  const { call, world } = await startRest(t);
  const foreign = await call('PUT', '/applications/1456000000000000009/commands', { body: [ping] });
  assert.equal(foreign.status, 403);
  removeBot(world, demoIds.guild);
  const left = await call('PUT', inGuild, { body: [ping] });
  assert.equal(left.status, 403);
  assert.partialDeepStrictEqual(left.body, { code: Code.MissingAccess });
});

test('nothing is set when one command is at fault', async (t) => {
  const { call, world } = await startRest(t);
  const { status, body } = await call('PUT', global, { body: [ping, { name: 'Bad Name', description: 'x' }] });
  assert.equal(status, 400);
  assert.partialDeepStrictEqual(body, {
    errors: { 1: { name: { _errors: [{ code: 'APPLICATION_COMMAND_INVALID_NAME' }] } } },
  });
  assert.equal(world.commands.size, 0);
  const many = Array.from({ length: 101 }, (_, index) => ({ name: `c${index}`, description: 'x' }));
  const refused = await call('PUT', global, { body: many });
  assert.partialDeepStrictEqual(refused.body, { code: Code.MaximumNumberOfApplicationCommandsReached });
});
