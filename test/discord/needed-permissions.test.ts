import assert from 'node:assert/strict';
import { test } from 'node:test';
import { neededPermissions, roleOf } from '../../src/discord/needed-permissions.ts';

const here = { inThread: false };

test('sending needs what the message holds', () => {
  const send = (body: Parameters<typeof neededPermissions>[0]['body'], inThread = false) =>
    neededPermissions({ method: 'POST', path: ['messages'], body }, { inThread });
  assert.deepEqual(send({ content: 'x', embeds: [] }), ['ViewChannel', 'SendMessages']);
  assert.deepEqual(send({ embeds: [{}] }), ['ViewChannel', 'SendMessages', 'EmbedLinks']);
  assert.deepEqual(send({ message_reference: {} }, true), [
    'ViewChannel',
    'SendMessagesInThreads',
    'ReadMessageHistory',
  ]);
});

test('deleting, roles, and what is not known', () => {
  assert.deepEqual(neededPermissions({ method: 'DELETE', path: ['messages', '1'] }, here), [
    'ViewChannel',
    'ManageMessages',
  ]);
  for (const method of ['PUT', 'DELETE'] as const) {
    assert.deepEqual(neededPermissions({ method, path: ['members', '1', 'roles', '2'] }, undefined), ['ManageRoles']);
  }
  assert.deepEqual(neededPermissions({ method: 'PATCH', path: [] }, undefined), []);
  assert.deepEqual(neededPermissions({ method: 'PATCH', path: ['messages', '1'] }, here), ['ViewChannel']);
});

test('the role of a call is found', () => {
  assert.equal(roleOf({ method: 'PUT', path: ['members', '1', 'roles', '2'] }), '2');
  assert.equal(roleOf({ method: 'PUT', path: ['bans', '1'] }), undefined);
});
