import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InteractionResponseType, InteractionType } from 'discord-api-types/v10';
import { findPlace } from '../../src/sandbox/access.ts';
import { createWorld } from '../../src/sandbox/create-world.ts';
import { addDemoGuild, demoIds } from '../../src/sandbox/demo-guild.ts';
import { createInteractionStore } from '../../src/sandbox/interaction-store.ts';
import { createFakeClock } from '../fake-clock.ts';

const demo = () => {
  const clock = createFakeClock();
  const world = createWorld({ now: clock.now });
  addDemoGuild(world);
  const store = createInteractionStore({ world, clock });
  const type = InteractionType.ApplicationCommand;
  const place = findPlace(world, demoIds.general);
  const facts = { type, user: world.bot, place, command: 'x', sourceId: undefined };
  return { clock, store, open: () => store.open(facts) };
};

test('each has a token of its own', () => {
  const { store, open } = demo();
  const [one, two] = [open().interaction, open().interaction];
  assert.notEqual(one.token, two.token);
  assert.equal(store.byToken(two.token), two);
  assert.equal(store.byToken('x'), undefined);
});

test('without an answer within 3 s it expires; the first answer is what counts', async () => {
  const { clock, open } = demo();
  const silent = open();
  clock.advance(3000);
  await assert.rejects(silent.answer, { code: 'request-timeout', detail: 'The application did not respond' });
  assert.equal(silent.interaction.expired, true);
  const answered = open();
  const type = InteractionResponseType.Modal;
  answered.interaction.responded = type;
  answered.interaction.settleLater(false, () => ({ type }));
  clock.advance(3000);
  answered.interaction.settle({ type: InteractionResponseType.Pong });
  assert.deepEqual(await answered.answer, { type });
});

test('they are forgotten once their token is over', () => {
  const { clock, store, open } = demo();
  const { interaction, answer } = open();
  answer.catch(() => undefined);
  clock.advance(900_001);
  open().answer.catch(() => undefined);
  assert.equal(store.byToken(interaction.token), undefined);
});
