import assert from 'node:assert/strict';
import { test } from 'node:test';
import { channelOf, messageOf, withMessage } from '../../commands/message-action.ts';
import type { WebhookDefinition } from '../../src/domain/webhook.ts';

const channel = '1456000000000000202';

const definition: WebhookDefinition = {
  name: 'n',
  variables: [{ name: 'a', description: 'kept' }, { name: 'b' }, { name: 'role' }, { name: 'extra', required: true }],
  actions: [
    { kind: 'add-role', member: '<a>', role: '<role>' },
    { kind: 'send-message', channel, content: '<a> <b>', id: 'first' },
    { kind: 'send-message', channel, content: 'second' },
  ],
};

test('the message is that of the first action that sends one', () => {
  assert.equal(messageOf(definition), '<a> <b>');
  assert.equal(channelOf(definition), `<#${channel}>`);
  const none = { ...definition, actions: [{ kind: 'add-role', member: '1', role: '2' }] };
  assert.equal(messageOf(none), undefined);
  assert.equal(channelOf(none), undefined);
  assert.equal(withMessage(none, 'x'), none);
});

test('variables follow the message; what is used elsewhere or was declared on purpose stays', () => {
  const changed = withMessage(definition, '<a> and <c>');
  assert.deepEqual(changed.variables, [
    { name: 'a', description: 'kept' },
    { name: 'role' },
    { name: 'extra', required: true },
    { name: 'c' },
  ]);
  assert.deepEqual(changed.actions[1], { kind: 'send-message', channel, content: '<a> and <c>', id: 'first' });
  assert.deepEqual(changed.actions[2], definition.actions[2]);
  assert.equal(messageOf(definition), '<a> <b>');
});
