import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leastBotPermissions } from '../../src/sandbox/demo-guild.ts';
import { readPage } from './pages.ts';

test('the invitation asks for what the bot of the sandbox has, and needs no privileged intent', () => {
  const { text } = readPage('README.md');
  const [, scopes, permissions] = /scope=([\w.+]+)&permissions=(\d+)/.exec(text) ?? [];
  assert.equal(scopes, 'bot+applications.commands');
  assert.equal(permissions, String(leastBotPermissions));
});
