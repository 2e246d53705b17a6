import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { changeRole, postMessage } from '../../src/sandbox/mutations.ts';
import type { Pinged } from '../../src/sandbox/world.ts';
import { startRest, textIn } from './start-rest.ts';

const { ann, bob, roles, general, guild: guildId } = demoIds;
const messages = `/channels/${general}/messages`;
const content = `<@${ann}> <@!${bob}> <@&${roles.onCall}> @everyone @here <@1>`;

const cases: { name: string; allowed?: unknown; pinged: Pinged | undefined }[] = [
  { name: 'left out: everybody', pinged: { everyone: true, users: [ann, bob], roles: [roles.onCall] } },
  { name: 'null: everybody', allowed: null, pinged: { everyone: true, users: [ann, bob], roles: [roles.onCall] } },
  { name: 'parse nothing: nobody', allowed: { parse: [] }, pinged: undefined },
  { name: 'empty: nobody', allowed: {}, pinged: undefined },
  { name: 'users', allowed: { parse: ['users'] }, pinged: { everyone: false, users: [ann, bob], roles: [] } },
  { name: 'roles', allowed: { parse: ['roles'] }, pinged: { everyone: false, users: [], roles: [roles.onCall] } },
  { name: 'everyone', allowed: { parse: ['everyone'] }, pinged: { everyone: true, users: [], roles: [] } },
  {
    name: 'some by id',
    allowed: { parse: [], users: [bob], roles: [roles.onCall] },
    pinged: { everyone: false, users: [bob], roles: [roles.onCall] },
  },
];

for (const { name, allowed, pinged } of cases) {
  test(`allowed_mentions ${name}, in a new message and in an edited one`, async (t) => {
    const { call, world } = await startRest(t);
    const body = { content, ...(allowed !== undefined && { allowed_mentions: allowed }) };
    const created = await call('POST', messages, { body });
    assert.deepEqual(world.ledger[0]?.pinged, pinged);
    const quiet = await call('POST', messages, { body: { content: 'quiet' } });
    const edited = await call('PATCH', `${messages}/${textIn(quiet.body, 'id')}`, { body });
    assert.deepEqual(world.ledger.at(-1)?.pinged, pinged);
    const told = pinged ?? { users: [], roles: [], everyone: false };
    for (const answer of [created.body, edited.body]) {
      assert.partialDeepStrictEqual(answer, {
        mention_everyone: told.everyone,
        mention_roles: told.roles,
        mentions: told.users.map((id) => ({ id })),
      });
    }
  });
}

test('an edit that leaves the text alone mentions nobody anew', async (t) => {
  const { call, world } = await startRest(t);
  const { body } = await call('POST', messages, { body: { content, allowed_mentions: { parse: [] } } });
  await call('PATCH', `${messages}/${textIn(body, 'id')}`, { body: { embeds: [{ title: 'x' }] } });
  assert.equal(world.ledger.at(-1)?.effect, 'message-edited');
  assert.equal(world.ledger.at(-1)?.pinged, undefined);
  assert.partialDeepStrictEqual(world.messages.get(general)?.[0], { mentions: [], mention_everyone: false });
});

test('without Mention Everyone only mentionable roles are reached', async (t) => {
  const { call, world } = await startRest(t);
  changeRole(world, { guildId, roleId: roles.everyone, permissions: 3072n });
  changeRole(world, { guildId, roleId: roles.member, mentionable: true });
  await call('POST', messages, { body: { content: `@everyone <@&${roles.onCall}> <@&${roles.member}>` } });
  assert.deepEqual(world.ledger[0]?.pinged, { everyone: false, users: [], roles: [roles.member] });
});

test('an answer notifies its author unless told otherwise', async (t) => {
  const { call, world } = await startRest(t);
  const author = world.users.get(ann);
  assert.ok(author);
  const { id } = postMessage(world, { channelId: general, author, content: 'question' });
  const answer = async (allowed_mentions: unknown) => {
    await call('POST', messages, { body: { content: 'x', message_reference: { message_id: id }, allowed_mentions } });
    return world.ledger.at(-1)?.pinged?.users ?? [];
  };
  assert.deepEqual(await answer(undefined), [ann]);
  assert.deepEqual(await answer({ parse: [] }), []);
  assert.deepEqual(await answer({ parse: [], replied_user: true }), [ann]);
});

test('texts of components count', async (t) => {
  const { call, world } = await startRest(t);
  await call('POST', messages, { body: { flags: 32_768, components: [{ type: 10, content: `<@${ann}>` }] } });
  assert.deepEqual(world.ledger[0]?.pinged, { everyone: false, users: [ann], roles: [] });
});
