import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GatewayDispatchEvents as Event, GatewayIntentBits as Intent } from 'discord-api-types/v10';
import { areValidIntents, isWanted, privilegedIntents, withoutContent } from '../../src/sandbox/gateway-intents.ts';

const botId = '1';
const guildId = '2';
const wants = (type: string, intents: number, guild: string | undefined = guildId, data: unknown = {}) =>
  isWanted({ type, data, guildId: guild }, intents, botId);

test('events come with their intent only; some always', () => {
  assert.equal(wants(Event.MessageCreate, Intent.GuildMessages), true);
  assert.equal(wants(Event.MessageCreate, ~Intent.GuildMessages), false);
  assert.equal(
    isWanted({ type: Event.MessageCreate, data: {}, guildId: undefined }, Intent.GuildMessages, botId),
    false,
  );
  assert.equal(
    isWanted({ type: Event.MessageCreate, data: {}, guildId: undefined }, Intent.DirectMessages, botId),
    true,
  );
  assert.equal(wants(Event.GuildRoleUpdate, Intent.Guilds), true);
  assert.equal(wants(Event.GuildBanAdd, Intent.Guilds), false);
  assert.equal(wants(Event.InteractionCreate, 0), true);
  assert.equal(wants(Event.GuildMemberUpdate, 0, guildId, { user: { id: botId } }), true);
  assert.equal(wants(Event.GuildMemberUpdate, 0, guildId, { user: { id: '9' } }), false);
});

test('only known bits are intents', () => {
  assert.equal(areValidIntents(privilegedIntents), true);
  for (const wrong of [-1, 0.5, 2 ** 30, 2 ** 40, Number.NaN]) assert.equal(areValidIntents(wrong), false);
});

const message = (more: object = {}) => ({
  type: Event.MessageCreate,
  guildId,
  data: {
    id: '5',
    author: { id: '9' },
    content: 'secret',
    embeds: [{}],
    attachments: [{}],
    components: [{}],
    mentions: [],
    ...more,
  },
});

test('without the intent for content it comes empty, except the own and what mentions the bot', () => {
  assert.partialDeepStrictEqual(withoutContent(message({ referenced_message: message().data }), botId).data, {
    id: '5',
    content: '',
    embeds: [],
    attachments: [],
    components: [],
    referenced_message: { content: '' },
  });
  for (const seen of [
    message({ author: { id: botId } }),
    message({ mentions: [{ id: botId }] }),
    { ...message(), guildId: undefined },
    { ...message(), type: Event.TypingStart },
  ])
    assert.deepEqual(withoutContent(seen, botId), seen);
});
