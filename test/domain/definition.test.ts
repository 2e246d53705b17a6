import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callerNames, sampleValues, starterDefinition } from '../../src/domain/definition.ts';
import { webhookDefinition } from '../../src/domain/webhook.ts';

test('a starter webhook sends its message and declares what the message needs', () => {
  const message = '<user> of {server.name}: <message> <now|date:"HH"> <user.name> <order.id> {user} <@1>';
  const definition = starterDefinition({ name: 'orders', channel: '123456789012345678', message });
  assert.deepEqual(definition, {
    name: 'orders',
    variables: [{ name: 'user' }, { name: 'message' }, { name: 'order' }],
    actions: [{ kind: 'send-message', channel: '123456789012345678', content: message }],
  });
  assert.ok(webhookDefinition.safeParse(definition).success);
  assert.equal(starterDefinition({ name: 'a', description: 'b', channel: 'c', message: 'd' }).description, 'b');
});

test('names that no variable may have are not declared', () => {
  assert.deepEqual(callerNames(`<__proto__> <constructor> <${'x'.repeat(65)}> <ok>`), ['ok']);
});

test('samples are of the declared type', () => {
  const values = sampleValues({
    variables: [
      { name: 'a' },
      { name: 'n', type: 'number' },
      { name: 'b', type: 'boolean' },
      { name: 'd', default: 'x' },
      { name: 'toString' },
    ],
  });
  assert.deepEqual({ ...values }, { a: 'sample a', n: 42, b: true, d: 'x', toString: 'sample toString' });
  assert.equal(Object.getPrototypeOf(values), null);
});
