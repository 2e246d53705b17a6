import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allowedMentions } from '../../src/actions/allowed-mentions.ts';
import type { MentionPolicy } from '../../src/domain/webhook.ts';
import { AppError } from '../../src/errors.ts';
import { known, recordingDoors, type Failures } from './recording-doors.ts';

const allowed = async (mentions?: MentionPolicy, failures?: Failures) => {
  const notes: string[] = [];
  const doors = recordingDoors(failures);
  const result = await allowedMentions({ doors, mentions, note: (text) => void notes.push(text) });
  return { result, notes, calls: doors.calls.map(({ door }) => door) };
};

const nobody = { parse: [], users: [], roles: [], replied_user: false };

test('nobody is pinged unless the webhook says so', async () => {
  for (const policy of [undefined, {}, { everyone: false, users: [], roles: [] }]) {
    assert.deepEqual(await allowed(policy), { result: nobody, notes: [], calls: [] });
  }
});

test('users by id and roles by id or name are, and everyone when it is said', async () => {
  const { result, calls } = await allowed({
    everyone: true,
    users: ['100000000000000001', '<@100000000000000002>', '<@!100000000000000001>'],
    roles: ['<@&100000000000000003>', 'On call', 'on call'],
  });
  assert.deepEqual(result, {
    parse: ['everyone'],
    users: ['100000000000000001', '100000000000000002'],
    roles: ['100000000000000003', known.role],
    replied_user: false,
  });
  assert.deepEqual(calls, ['resolveRole On call', 'resolveRole on call']);
});

test('at most a hundred of each, as Discord refuses more', async () => {
  const ids = Array.from({ length: 150 }, (_, index) => `1000000000000000${String(index).padStart(3, '0')}`);
  const { result } = await allowed({ users: ids, roles: ids });
  assert.deepEqual([result.users.length, result.roles.length], [100, 100]);
});

test('what is not there costs a note, not the message', async () => {
  const gone = new AppError('unknown-role', 'gone');
  const { result, notes } = await allowed({ users: ['Ann'], roles: ['Old'] }, { resolveRole: gone });
  assert.deepEqual(result, nobody);
  assert.deepEqual(notes, [
    'mentions: "Ann" is no user id, so nobody is pinged by it.',
    'mentions: there is no role "Old", so it is not pinged.',
  ]);
});

test('any other fault is passed on', async () => {
  const away = new AppError('discord-unavailable', 'away');
  await assert.rejects(allowed({ roles: ['Old'] }, { resolveRole: away }), (error) => error === away);
});
