import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkDefinition } from '../../commands/check-definition.ts';
import { texts } from '../../commands/texts.ts';
import { starterDefinition } from '../../src/domain/definition.ts';
import { AppError } from '../../src/errors.ts';

const context = { text: texts.in('en') };
const starter = starterDefinition({ name: ' n ', channel: '1456000000000000202', message: '<a>' });

test('gives back what may be stored', () => {
  assert.deepEqual(checkDefinition(starter, context), { ...starter, name: 'n' });
});

test('names every fault at once, those of actions too', () => {
  const wrong = {
    ...starter,
    name: '',
    description: 'x'.repeat(501),
    actions: [{ kind: 'send-message', content: 'x' }, { kind: 'nope' }],
  };
  assert.throws(
    () => checkDefinition(wrong, context),
    (error) => {
      assert(error instanceof AppError);
      assert.equal(error.code, 'invalid-request');
      const paths = (error.faults ?? []).map(({ path }) => path);
      assert.deepEqual(paths, ['name', 'description', 'actions.0.channel', 'actions.1.kind']);
      return true;
    },
  );
});
