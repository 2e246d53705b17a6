import assert from 'node:assert/strict';
import { test } from 'node:test';
import { texts } from '../../commands/texts.ts';
import { errorAnswer, nextSteps } from '../../src/discord/error-answer.ts';
import { AppError, errorCodes } from '../../src/errors.ts';
import { silentLogger, type LogFields } from '../../src/logger.ts';

const setUp = () => {
  const lines: LogFields[] = [];
  const log = { ...silentLogger, error: (fields: LogFields) => void lines.push(fields) };
  return { lines, context: { text: texts.in('en'), log, newId: () => 'REF12345' } };
};

test('for every error it says what to do next', () => {
  const { context } = setUp();
  for (const code of errorCodes) {
    const { content } = errorAnswer(new AppError(code, 'What is wrong.'), context);
    assert.notEqual(texts.own('en', nextSteps[code]), undefined, code);
    if (code !== 'internal') assert.match(content, /^⚠️ What is wrong\.\n➡️ \S/, code);
  }
});

test('names every fault of the input', () => {
  const { context } = setUp();
  const faults = Array.from({ length: 12 }, (_, index) => ({ path: `f${index}`, message: 'is wrong' }));
  const { content } = errorAnswer(new AppError('invalid-request', 'Wrong.', { faults }), context);
  assert.match(content, /- `f0` is wrong\n.*`f1`/);
  assert.match(content, /`f9`/);
  assert.doesNotMatch(content, /`f10`/);
});

test('of an error of our own it shows a reference, under which the log has the rest', () => {
  const { lines, context } = setUp();
  for (const error of [new Error('secret detail'), new AppError('internal', 'secret detail'), 'secret detail']) {
    const { content } = errorAnswer(error, context);
    assert.match(content, /REF12345/);
    assert.doesNotMatch(content, /secret detail/);
    assert.deepEqual(lines.pop(), { error, reference: 'REF12345' });
  }
});
