import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { needs } from '../needs.ts';
import { call, eventually, postedIn, startProcesses } from './processes.ts';

const roles = ['receiver', 'receiver', 'worker', 'worker', 'gateway'];

describe('receivers, workers and a gateway in processes of their own', needs('redis-server'), () => {
  test('do together what one process does alone', { timeout: 90_000 }, async (context) => {
    const { sandbox, programs, interact, webhook } = await startProcesses(context, roles);
    const [one, other] = programs;
    const urls = [one?.url ?? '', other?.url ?? ''] as const;
    for (const url of urls) assert.equal((await fetch(`${url}/readyz`)).status, 200);

    const first = await webhook('first');
    const key = first.key ?? assert.fail('the first webhook shows the key');
    const at = (url: string, path = first.path) => url + path;
    assert.equal((await call(at(urls[0]), { key, message: 'hello' })).status, 200, 'known at a receiver at once');
    await eventually(() => postedIn(sandbox, [demoIds.general]).includes('hello'));

    await context.test('a call is carried out once, however often and wherever it is repeated', async () => {
      const calls = Array.from({ length: 20 }, async (_, number) =>
        call(at(urls[number % 2 === 0 ? 0 : 1]), { key, message: 'once' }),
      );
      const answers = await Promise.all(calls);
      assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
      assert.equal(new Set(answers.map(({ id }) => id)).size, 1);
      assert.equal((await call(at(urls[1]), { key, message: 'another', again: 'once' })).status, 409);
      await eventually(() => postedIn(sandbox, [demoIds.general]).includes('once'));
    });

    await context.test('what was accepted is readable at every receiver', async () => {
      const { id } = await call(at(urls[0]), { key, message: 'read me' });
      const answer = await fetch(`${urls[1]}/deliveries/${id}`, { headers: { authorization: key } });
      assert.equal(answer.status, 200);
    });

    await context.test('each webhook keeps its order', async () => {
      const second = await webhook('second', demoIds.alerts);
      for (let number = 0; number < 30; number += 1) {
        const url = urls[number % 2 === 0 ? 0 : 1];
        const both = [
          { path: first.path, message: `g${number}` },
          { path: second.path, message: `a${number}` },
        ];
        for (const { path, message } of both) assert.equal((await call(at(url, path), { key, message })).status, 200);
      }
      const numbers = Array.from({ length: 30 }, (_, number) => number);
      const channels: [string, RegExp, string][] = [
        [demoIds.general, /^g\d+$/, 'g'],
        [demoIds.alerts, /^a\d+$/, 'a'],
      ];
      for (const [channel, shape, letter] of channels) {
        const posted = () => postedIn(sandbox, [channel]).filter((content) => shape.test(content));
        await eventually(() => posted().length === 30);
        assert.deepEqual(
          posted(),
          numbers.map((number) => `${letter}${number}`),
        );
      }
    });

    await context.test('a revoked key is refused at every receiver within a second', async () => {
      for (const url of urls) assert.equal((await call(at(url), { key, message: `before ${url}` })).status, 200);
      const id = /^whk_([^_]+)_/.exec(key)?.[1] ?? assert.fail(key);
      const question = await interact({ command: 'key revoke', options: { key: id } });
      const yes = /"custom_id":"([^"]*confirm[^"]*)"/.exec(question)?.[1] ?? assert.fail(question);
      await interact({ component: yes });
      await wait(900);
      for (const url of urls) assert.equal((await call(at(url), { key, message: `after ${url}` })).status, 401);
    });

    const posted = postedIn(sandbox, [demoIds.general, demoIds.alerts]);
    assert.equal(new Set(posted).size, posted.length, 'nothing twice');
    for (const program of programs) assert.equal(await program.terminate(), 0);
  });
});
