import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApplicationCommandOptionType, ChannelType } from 'discord-api-types/v10';
import { commandJson } from '../../src/discord/command-json.ts';
import { createTexts } from '../../src/discord/texts.ts';

const texts = createTexts({
  en: {
    go: {
      description: 'Goes',
      there: { description: 'Goes there', options: { to: 'Where to', fast: 'How fast', in: 'Channel' } },
    },
  },
  de: { go: { 'command-name': 'geh', description: 'Geht', there: { options: { to: 'Wohin' } } } },
});

const execute = () => assert.fail('is not carried out');

test('takes descriptions and their translations from the texts', () => {
  const json = commandJson(
    {
      name: 'go',
      subcommands: [
        {
          name: 'there',
          execute,
          options: [
            {
              name: 'to',
              type: ApplicationCommandOptionType.String,
              required: true,
              maxLength: 9,
              complete: async () => [],
            },
            { name: 'fast', type: ApplicationCommandOptionType.Integer, minValue: 0, maxValue: 5 },
            { name: 'in', type: ApplicationCommandOptionType.Channel, channelTypes: [ChannelType.GuildText] },
          ],
        },
      ],
    },
    texts,
  );
  assert.deepEqual(json, {
    type: 1,
    name: 'go',
    name_localizations: { de: 'geh' },
    description: 'Goes',
    description_localizations: { de: 'Geht' },
    default_member_permissions: '32',
    contexts: [0],
    integration_types: [0],
    options: [
      {
        type: 1,
        name: 'there',
        name_localizations: {},
        description: 'Goes there',
        description_localizations: {},
        options: [
          {
            type: 3,
            name: 'to',
            description: 'Where to',
            description_localizations: { de: 'Wohin' },
            required: true,
            autocomplete: true,
            max_length: 9,
          },
          {
            type: 4,
            name: 'fast',
            description: 'How fast',
            description_localizations: {},
            required: false,
            min_value: 0,
            max_value: 5,
          },
          {
            type: 7,
            name: 'in',
            description: 'Channel',
            description_localizations: {},
            required: false,
            channel_types: [0],
          },
        ],
      },
    ],
  });
});
