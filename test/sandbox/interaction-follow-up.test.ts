import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InteractionResponseType as Response, MessageFlags, RESTJSONErrorCodes as Code } from 'discord-api-types/v10';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import {
  answeredInteraction,
  deleteInteractionMessage,
  editInteractionMessage,
  followUp,
  messageOf,
} from '../../src/sandbox/interaction-follow-up.ts';
import { createBench, refusal } from './interaction-bench.ts';

const started = (flags = 0, type = Response.DeferredChannelMessageWithSource) => {
  const bench = createBench();
  const { host, world, last, hello, answer } = bench;
  const seen = hello();
  const find = () => answeredInteraction(host, { applicationId: world.applicationId, token: last().token });
  const respond = () => answer({ type, data: { flags, content: 'first' } });
  return { ...bench, seen, find, respond };
};

test('the token works from the first answer on, for 15 minutes', () => {
  const { find, respond, clock, host, last } = started();
  refusal(find, Code.UnknownWebhook);
  respond();
  find();
  refusal(() => answeredInteraction(host, { applicationId: '1', token: last().token }), Code.UnknownWebhook);
  clock.advance(900_000);
  find();
  clock.advance(1);
  refusal(find, Code.InvalidWebhookToken);
});

test('"thinking…" stays until the original is edited, and keeps its visibility', async () => {
  const { find, respond, host, seen } = started(MessageFlags.Ephemeral);
  respond();
  const interaction = find();
  assert.equal(messageOf(host, interaction, '@original').flags, MessageFlags.Ephemeral | MessageFlags.Loading);
  assert.equal(messageOf(host, interaction, '@original').content, '');
  const edited = editInteractionMessage(host, { interaction, id: '@original', body: { content: 'done' } });
  assert.deepEqual([edited.content, edited.flags], ['done', MessageFlags.Ephemeral]);
  assert.equal((await seen).message?.content, 'done');
});

test('the first follow-up after "thinking…" takes its place', async () => {
  const { find, respond, host, seen, world } = started();
  respond();
  const first = followUp(host, { interaction: find(), body: { content: 'one', flags: MessageFlags.Ephemeral } });
  const second = followUp(host, { interaction: find(), body: { content: 'two' } });
  assert.equal((await seen).message?.id, first.id);
  assert.equal(first.flags, 0);
  assert.deepEqual(
    world.messages.get(demoIds.general)?.map(({ id }) => id),
    [first.id, second.id],
  );
});

test('a wait without end ends with what is there', async () => {
  const { respond, clock, seen } = started();
  respond();
  clock.advance(60_000);
  assert.equal((await seen).message?.flags, MessageFlags.Loading);
});

test('edits and follow-ups are held to the rules of messages', () => {
  const { find, respond, host } = started(0, Response.ChannelMessageWithSource);
  respond();
  const interaction = find();
  const edit = (body: unknown, id = '@original') => editInteractionMessage(host, { interaction, id, body });
  const invalid = Code.InvalidFormBodyOrContentType;
  refusal(() => edit({ content: 'x'.repeat(2001) }), invalid);
  refusal(() => edit({ components: Array.from({ length: 6 }, () => ({ type: 1, components: [] })) }), invalid);
  refusal(() => edit({ content: '' }), Code.CannotSendAnEmptyMessage);
  refusal(() => edit({ content: 'x' }, demoIds.ann), Code.UnknownMessage);
  refusal(() => followUp(host, { interaction, body: {} }), Code.CannotSendAnEmptyMessage);
  refusal(() => followUp(host, { interaction, body: { embeds: [{ color: 0x1000000, title: 'x' }] } }), invalid);
  assert.equal(edit({ content: 'second' }).content, 'second');
  assert.notEqual(edit({ embeds: [{ title: 'third' }] }).edited_timestamp, null);
});

test('a message can be deleted, once', async () => {
  const { find, respond, host, seen, events } = started();
  respond();
  deleteInteractionMessage(host, find(), '@original');
  assert.deepEqual(await seen, { type: Response.DeferredChannelMessageWithSource });
  assert.equal(events.at(-1), 'MESSAGE_DELETE');
  refusal(() => deleteInteractionMessage(host, find(), '@original'), Code.UnknownMessage);
});
