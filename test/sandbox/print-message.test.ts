import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ButtonStyle, ComponentType, type APIMessage } from 'discord-api-types/v10';
import { findPlace } from '../../src/sandbox/access.ts';
import { buildMessage } from '../../src/sandbox/build-message.ts';
import { createWorld } from '../../src/sandbox/create-world.ts';
import { addDemoGuild, demoIds } from '../../src/sandbox/demo-guild.ts';
import { messageLines } from '../../src/sandbox/print-message.ts';
import { createPens } from '../../src/sandbox/print-text.ts';

const world = createWorld({ now: () => Date.UTC(2026, 0, 2) });
const guild = addDemoGuild(world);

const lines = (fields: Parameters<typeof buildMessage>[0]['fields'], color = false) => {
  const place = findPlace(world, demoIds.general);
  const { message }: { message: APIMessage } = buildMessage({ world, place, author: world.bot, fields });
  return messageLines({ world, guild, pens: createPens(color) }, message);
};

test('an embed is drawn with a bar, its fields and its footer', () => {
  const embed = {
    color: 0xe01e5a,
    author: { name: 'CI' },
    title: 'Deploy',
    description: 'one\ntwo',
    fields: [
      { name: 'Host', value: 'a', inline: true },
      { name: 'Port', value: '1', inline: true },
      { name: 'Log', value: 'x\ny' },
    ],
    footer: { text: 'end' },
    timestamp: '2026-01-01T10:00:00.000Z',
  };
  assert.deepEqual(lines({ content: 'hi', embeds: [embed] }), [
    'hi',
    '▌ CI',
    '▌ Deploy',
    '▌ one',
    '▌ two',
    '▌ Host a   Port 1',
    '▌ Log x',
    '▌ y',
    '▌ end · 2026-01-01 10:00',
  ]);
  assert(lines({ embeds: [embed] }, true)[0]?.startsWith('\u001b[38;2;224;30;90m▌\u001b[39m '));
});

test('buttons are drawn, and nothing is never an empty line', () => {
  const button = {
    type: ComponentType.Button as const,
    style: ButtonStyle.Primary as const,
    label: 'Go',
    custom_id: 'go',
  };
  const components = [{ type: ComponentType.ActionRow as const, components: [button] }];
  assert.deepEqual(lines({ content: 'hi', components }), ['hi', '[ Go ]']);
  assert.deepEqual(lines({}), ['(nothing to show)']);
});

test('long messages are cut', () => {
  const long = lines({ content: Array.from({ length: 30 }, (_, n) => `line ${n}`).join('\n') });
  assert.equal(long.length, 12);
  assert.equal(long.at(-1), '… 19 more lines');
  assert.equal(lines({ content: 'x'.repeat(700) })[0]?.length, 601);
});
