import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLogger, hideSecrets } from '../src/logger.ts';

const key = 'whk_AbCdEfGhIjKl_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLM';
// Assembled, so that no scanner takes it for a real token.
const botToken = ['MTIzNDU2Nzg5MDEyMzQ1Njc4', 'GabcdE', 'abcdefghijklmnopqrstuvwxyz0123456789AB'].join('.');
const interactionUrl = `https://discord.com/api/v10/interactions/123456789012345678/${'aW50ZXJhY3Rpb246'.repeat(4)}/callback`;

const linesOf = (write: (log: ReturnType<typeof createLogger>) => void): string => {
  let text = '';
  write(createLogger({ level: 'debug', destination: { write: (line) => void (text += line) } }));
  return text;
};

test('fields named like secrets are redacted, however deep', () => {
  const text = linesOf((log) => {
    log.info({ token: 'aaa', headers: { authorization: 'bbb' }, request: { headers: { authorization: 'ccc' } } }, 'x');
    log.child({ secret: 'ddd' }).warn({ key: 'eee' }, 'y');
  });
  for (const secret of ['aaa', 'bbb', 'ccc', 'ddd', 'eee']) assert.ok(!text.includes(secret), secret);
  assert.ok(text.includes('[redacted]'));
});

test("a key's public id may be logged, the key may not", () => {
  const text = linesOf((log) => {
    log.info({ key: 'AbCdEfGhIjKl' }, 'x');
    log.info({ key, nested: { key: 'ZbCdEfGhIjKl' } }, 'y');
  });
  assert.ok(text.includes('"key":"AbCdEfGhIjKl"'));
  assert.ok(!text.includes(key) && !text.includes('ZbCdEfGhIjKl'));
});

test('an error is logged without the secrets that its text, stack, url or body hold', () => {
  const error = Object.assign(new Error(`no route ${interactionUrl} for ${botToken}`, { cause: new Error(key) }), {
    url: interactionUrl,
    requestBody: { json: { content: key } },
  });
  const text = linesOf((log) => log.error({ error }, 'failed'));
  for (const secret of [key, botToken, 'aW50ZXJhY3Rpb246']) assert.ok(!text.includes(secret), secret);
  assert.ok(text.includes('no route'));
});

test('what looks like a secret is hidden in any text, and nothing else', () => {
  assert.equal(hideSecrets(`a ${key} b`), 'a [redacted] b');
  assert.equal(hideSecrets(`a ${botToken} b`), 'a [redacted] b');
  assert.ok(!hideSecrets(interactionUrl).includes('aW50'));
  const harmless = 'delivery 7Hq2 of webhook abc went to channel 123456789012345678 in 1.25 s';
  assert.equal(hideSecrets(harmless), harmless);
});

test('a line is one JSON object with its level, its time and the fields of its parents', () => {
  const line: unknown = JSON.parse(
    linesOf((log) => log.child({ delivery: 'd1' }).info({ state: 'done' }, 'delivery ended')),
  );
  assert.ok(typeof line === 'object' && line !== null);
  assert.equal(Reflect.get(line, 'delivery'), 'd1');
  assert.equal(Reflect.get(line, 'state'), 'done');
  assert.equal(Reflect.get(line, 'msg'), 'delivery ended');
});
