import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MessageFlags, MessageType } from 'discord-api-types/v10';
import { findPlace } from '../../src/sandbox/access.ts';
import { buildMessage, editedMessage } from '../../src/sandbox/build-message.ts';
import { createWorld } from '../../src/sandbox/create-world.ts';
import { addDemoGuild, demoIds } from '../../src/sandbox/demo-guild.ts';
import { messageFields } from '../../src/sandbox/message-fields.ts';

const build = () => {
  const world = createWorld({ now: () => 0 });
  addDemoGuild(world);
  const place = findPlace(world, demoIds.general);
  const make = (fields: unknown, more: object = {}) =>
    buildMessage({ world, place, author: world.bot, fields: messageFields.parse(fields), ...more });
  return { world, place, make };
};

test('a new message is in no channel yet', () => {
  const { world, make } = build();
  const { message } = make({ content: ' x ' });
  assert.partialDeepStrictEqual(message, {
    content: 'x',
    type: MessageType.Default,
    edited_timestamp: null,
    embeds: [],
  });
  assert.equal(world.messages.size, 0);
});

test('only flags that an author may set are kept', () => {
  const { make } = build();
  const { SuppressEmbeds, SuppressNotifications, Ephemeral, Crossposted } = MessageFlags;
  const flags = SuppressEmbeds | SuppressNotifications | Ephemeral | Crossposted;
  assert.equal(make({ content: 'x', flags }).message.flags, SuppressEmbeds | SuppressNotifications);
  assert.equal(make({ content: 'x', flags }, { allowedFlags: Ephemeral }).message.flags, Ephemeral);
});

test('an answer carries the message it answers, but not what that one answered', () => {
  const { make } = build();
  const first = make({ content: '1' }).message;
  const second = make({ content: '2' }, { repliesTo: first }).message;
  const third = make({ content: '3' }, { repliesTo: second }).message;
  assert.equal(third.type, MessageType.Reply);
  assert.equal(third.referenced_message?.content, '2');
  assert.equal(third.referenced_message?.referenced_message, undefined);
});

test('an edit keeps what it does not name, flags but for Suppress Embeds too', () => {
  const { world, place, make } = build();
  const flags = MessageFlags.SuppressNotifications;
  const old = make({ content: 'x', embeds: [{ title: 't' }], flags }).message;
  const edit = (fields: unknown) => editedMessage({ world, place, old, fields: messageFields.parse(fields) }).message;
  assert.deepEqual(edit({}), { ...old, edited_timestamp: new Date(0).toISOString() });
  assert.partialDeepStrictEqual(edit({ content: null }), { content: '', embeds: [{ title: 't' }] });
  assert.deepEqual(edit({ embeds: null }).embeds, []);
  assert.equal(edit({ flags: MessageFlags.SuppressEmbeds }).flags, flags | MessageFlags.SuppressEmbeds);
});
