import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InteractionResponseType as Response, MessageFlags, RESTJSONErrorCodes as Code } from 'discord-api-types/v10';
import { answerInteraction } from '../../src/sandbox/interaction-callback.ts';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { createBench, refusal } from './interaction-bench.ts';

const message = (data: object) => ({ type: Response.ChannelMessageWithSource, data });
const invalid = Code.InvalidFormBodyOrContentType;

test('an interaction is answered once', async () => {
  const { hello, answer, world } = createBench();
  const seen = hello();
  answer(message({ content: 'hi' }));
  refusal(() => answer(message({ content: 'again' })), Code.InteractionHasAlreadyBeenAcknowledged);
  assert.equal((await seen).message?.content, 'hi');
  assert.equal(world.messages.get(demoIds.general)?.length, 1);
});

test('after 3 seconds it is unknown, and its user is told', async () => {
  const { hello, answer, clock, world } = createBench();
  const seen = hello();
  clock.advance(2999);
  assert.equal(world.messages.size, 0);
  clock.advance(1);
  await assert.rejects(seen, /did not respond/);
  refusal(() => answer(message({ content: 'late' })), Code.UnknownInteraction);
  void hello();
  clock.advance(2999);
  answer(message({ content: 'in time' }));
});

test('another id or token is unknown', () => {
  const { hello, host, last } = createBench();
  void hello();
  const body = message({ content: 'hi' });
  refusal(() => answerInteraction(host, { ...last(), id: '1', body }), Code.UnknownInteraction);
  refusal(() => answerInteraction(host, { ...last(), token: 'x', body }), Code.UnknownInteraction);
});

test('a wrong answer is refused and may be put right', () => {
  const { hello, answer } = createBench();
  void hello();
  refusal(() => answer({}), invalid);
  refusal(() => answer({ type: 99 }), invalid);
  const long = refusal(() => answer(message({ content: 'x'.repeat(2001) })), invalid);
  assert.deepEqual(Object.keys(long ?? {}), ['data']);
  const title = refusal(() => answer(message({ embeds: [{ title: 'x'.repeat(257) }] })), invalid);
  assert.deepEqual(Object.keys(title ?? {}), ['data']);
  refusal(
    () => answer(message({ components: Array.from({ length: 6 }, () => ({ type: 1, components: [] })) })),
    invalid,
  );
  refusal(() => answer(message({ content: ' ' })), Code.CannotSendAnEmptyMessage);
  answer(message({ content: 'right' }));
});

test('each kind of interaction takes its own kinds of answer', async () => {
  const { hello, answer, interactions } = createBench();
  void hello();
  for (const type of [Response.Pong, Response.UpdateMessage, Response.DeferredMessageUpdate])
    refusal(() => answer({ type }), invalid);
  refusal(() => answer({ type: Response.ApplicationCommandAutocompleteResult, data: { choices: [] } }), invalid);
  const typed = interactions.autocomplete({ user: 'owner', command: 'hello', focused: 'word' });
  refusal(() => answer(message({ content: 'hi' })), invalid);
  const choices = (list: unknown[]) => ({
    type: Response.ApplicationCommandAutocompleteResult,
    data: { choices: list },
  });
  refusal(() => answer(choices(Array.from({ length: 26 }, () => ({ name: 'a', value: 'a' })))), invalid);
  refusal(() => answer(choices([{ name: 'x'.repeat(101), value: 'a' }])), invalid);
  refusal(() => answer(choices([{ name: '', value: 'a' }])), invalid);
  refusal(() => answer(choices([{ name: 'a', value: 'x'.repeat(101) }])), invalid);
  refusal(() => answer(choices([{ name: 'a', value: 1 }])), invalid);
  answer(choices([{ name: 'a', value: 'b' }]));
  assert.deepEqual((await typed).choices, [{ name: 'a', value: 'b' }]);
});

test('an ephemeral answer is in no channel; a public one names the command', async () => {
  const { hello, answer, world, events } = createBench();
  const secret = hello();
  answer(message({ content: 'psst', flags: MessageFlags.Ephemeral | MessageFlags.Crossposted }));
  assert.equal((await secret).message?.flags, MessageFlags.Ephemeral);
  assert.deepEqual([world.messages.size, events], [0, ['INTERACTION_CREATE']]);
  void hello('ann');
  answer(message({ content: 'hi <@1456000000000000013> <@&1456000000000000102>' }));
  const [posted] = world.messages.get(demoIds.general) ?? [];
  assert.equal(posted?.interaction_metadata?.user.id, demoIds.ann);
  assert.deepEqual(
    [posted.mentions.map(({ id }) => id), posted.mention_roles],
    [[demoIds.bob], []],
    'only people are notified without allowed_mentions',
  );
});

test('what the sandbox does not model is said so', () => {
  const { hello, answer } = createBench();
  void hello();
  refusal(() => answer(message({ content: 'hi', attachments: [{ id: 0, filename: 'a.txt' }] })), 0);
});
