import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askFirst } from '../../commands/confirmation.ts';
import { texts } from '../../commands/texts.ts';
import { readCustomId } from '../../src/discord/custom-id.ts';
import { createFakeClock } from '../fake-clock.ts';

test('asks with a button for yes and one for no, which remember whose they are, what of, and until when', () => {
  const clock = createFakeClock(Date.UTC(2026, 5, 1));
  const { content, components } = askFirst(
    { command: 'webhook', subcommand: 'delete', id: 'AAAA', userId: '1', content: 'Sure?', yes: 'Yes' },
    { clock, text: texts.in('en') },
  );
  assert.equal(content, 'Sure?');
  const buttons = components?.[0]?.components ?? [];
  const ids = buttons.map((button) => readCustomId('custom_id' in button ? button.custom_id : ''));
  const common = { command: 'webhook', subcommand: 'delete', userId: '1', args: ['AAAA'] };
  const expiresAt = clock.now() + 5 * 60_000;
  assert.deepEqual(ids, [
    { ...common, step: 'confirm', expiresAt },
    { ...common, step: 'cancel', expiresAt },
  ]);
});
