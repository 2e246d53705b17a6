import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { callExample, urlOf } from '../../commands/call-example.ts';
import type { Webhook } from '../../src/domain/webhook.ts';

const context = { publicUrl: () => 'https://hooks.example.org', botId: () => '1456000000000000001' };
const key = 'whk_aaaaaaaaaaaa_secret';

const webhookWith = (value: string): Webhook => ({
  id: 'AAAAAAAAAAAAAAAA',
  guildId: '1456000000000000100',
  enabled: true,
  revision: 1,
  createdAt: 0,
  createdBy: '1456000000000000010',
  definition: {
    name: 'n',
    variables: [
      { name: 'a', default: value },
      { name: 'n', type: 'number' },
    ],
    actions: [{ kind: 'send-message', channel: 'c', content: '<a>' }],
  },
});

/** What `curl` would be given, were the line pasted into a shell. */
const pasted = (line: string) => {
  const script = `curl() { for word in "$@"; do printf '%s\\0' "$word"; done; }\n${line}`;
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
};

test('the curl line says the same as URL, headers and body', () => {
  const webhook = webhookWith('x');
  const { url, body, curl } = callExample(webhook, { key, context });
  assert.equal(url, urlOf(webhook, context));
  assert.equal(url, 'https://hooks.example.org/webhook/1456000000000000001/AAAAAAAAAAAAAAAA');
  assert.deepEqual(pasted(curl), [
    '-X',
    'POST',
    url,
    '-H',
    `Authorization: ${key}`,
    '-H',
    'Content-Type: application/json',
    '-d',
    body,
  ]);
  assert.deepEqual(JSON.parse(body), {
    variables: [
      { name: 'a', variable: '{a}', value: 'x' },
      { name: 'n', variable: '{n}', value: 42 },
    ],
  });
});

test('no value breaks out of the shell’s quotes or of the block of code', () => {
  for (const value of [`it's`, `'; echo pwned; '`, '$(id) `id` ${HOME} !!', '"\\"', 'a\nb', '```', '\\', '%s']) {
    const { body, curl } = callExample(webhookWith(value), { key, context });
    const words = pasted(curl);
    assert.equal(words.length, 9, value);
    assert.equal(words[8], body);
    assert(!curl.includes('\n') && !curl.includes('`'));
    const sent: unknown = JSON.parse(body);
    assert.deepEqual(sent, {
      variables: [
        { name: 'a', variable: '{a}', value },
        { name: 'n', variable: '{n}', value: 42 },
      ],
    });
  }
});
