import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MessageFlags, MessageType, RESTJSONErrorCodes as Code } from 'discord-api-types/v10';
import { MessageResponseSchema } from 'discord-api-spec/zod';
import { z } from 'zod';
import {
  editedInteractionMessage,
  holdMessageToRules,
  interactionMessage,
  requireModelled,
} from '../../src/sandbox/interaction-message.ts';
import { createBench, refusal } from './interaction-bench.ts';

const opened = () => {
  const bench = createBench();
  void bench.hello();
  const interaction = bench.store.byToken(bench.last().token) ?? assert.fail();
  return { ...bench, interaction };
};

test('an answer is a message as Discord describes it', () => {
  const { world, interaction } = opened();
  const first = interactionMessage({ world, interaction, fields: { content: 'hi' } });
  assert.equal(first.type, MessageType.ChatInputCommand);
  assert.deepEqual(z.safeParse(MessageResponseSchema, first).error?.issues, undefined);
  interaction.originalId = first.id;
  const second = interactionMessage({ world, interaction, fields: { content: 'more' } });
  assert.equal(second.type, MessageType.Reply);
  assert.equal(second.interaction_metadata?.original_response_message_id, first.id);
});

test('"thinking…" may be empty, nothing else', () => {
  const { world, interaction } = opened();
  const thinking = interactionMessage({ world, interaction, fields: {}, loading: true });
  assert.equal(thinking.flags, MessageFlags.Loading);
  refusal(() => interactionMessage({ world, interaction, fields: {} }), Code.CannotSendAnEmptyMessage);
  const done = editedInteractionMessage({ world, interaction, old: thinking, fields: { content: 'done' } });
  assert.deepEqual([done.flags, done.edited_timestamp], [0, null]);
});

test('faults are told below the prefix', () => {
  const invalid = Code.InvalidFormBodyOrContentType;
  const long = { content: 'x'.repeat(2001) };
  assert.deepEqual(Object.keys(refusal(() => holdMessageToRules(long, 'data'), invalid) ?? {}), ['data']);
  assert.deepEqual(Object.keys(refusal(() => holdMessageToRules(long, undefined), invalid) ?? {}), ['content']);
  holdMessageToRules({ content: 'fine' }, 'data');
});

test('empty lists of what is not modelled pass', () => {
  requireModelled({ attachments: [], poll: null });
  requireModelled(undefined);
  refusal(() => requireModelled({ poll: {} }), 0);
});
