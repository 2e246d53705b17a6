import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completeState, findState } from '../../commands/delivery-state.ts';
import { texts } from '../../commands/texts.ts';

const english = { text: texts.in('en') };
const german = { text: texts.in('de') };

test('suggests and finds states in the reader’s language, and in English always', async () => {
  assert.deepEqual(await completeState('Teil', german), [{ name: 'teilweise erledigt', value: 'partial' }]);
  assert.equal((await completeState('', english)).length, 6);
  for (const given of ['partial', ' Teilweise erledigt ', 'PARTIAL']) assert.equal(findState(given, german), 'partial');
});

test('says which there are', () => {
  assert.throws(() => findState('lost', english), { code: 'invalid-request', message: /done in part/ });
});
