import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ApplicationCommandOptionType as Type,
  ChannelType,
  type APIApplicationCommandBasicOption,
} from 'discord-api-types/v10';
import { createAttachments } from '../../src/sandbox/attachments.ts';
import { createWorld } from '../../src/sandbox/create-world.ts';
import { addDemoGuild, demoIds } from '../../src/sandbox/demo-guild.ts';
import { seat } from '../../src/sandbox/interaction-people.ts';
import { readValue, type Resolved } from '../../src/sandbox/interaction-values.ts';

const world = createWorld({ now: () => Date.UTC(2026, 0, 2) });
addDemoGuild(world, { elsewhere: true });
const attachments = createAttachments(world, () => 'http://127.0.0.1:1');
const common = { name: 'it', description: 'x' };

const read = (option: APIApplicationCommandBasicOption, value: unknown) => {
  const resolved: Resolved = {};
  return {
    value: readValue({ world, seat: seat(world, { user: 'ann' }), resolved, attachments }, option, value),
    resolved,
  };
};
const refuses = (option: APIApplicationCommandBasicOption, value: unknown, why: RegExp) =>
  assert.throws(() => read(option, value), why);

test('texts, numbers and truths are taken as a client would take them', () => {
  const text = { ...common, type: Type.String as const, min_length: 2, max_length: 3 };
  assert.equal(read(text, 12).value, '12');
  refuses(text, 'x', /at least 2 characters/);
  refuses(text, 'long', /at most 3 characters/);
  refuses(text, true, /must be a text/);
  refuses({ ...common, type: Type.String }, 'x'.repeat(6001), /at most 6000/);
  const whole = { ...common, type: Type.Integer as const, min_value: 1, max_value: 9 };
  assert.equal(read(whole, '5').value, 5);
  for (const wrong of ['', 'five', 1.5, null]) refuses(whole, wrong, /whole number/);
  refuses(whole, 0, /at least 1/);
  refuses({ ...common, type: Type.Number, max_value: 9 }, 9.5, /at most 9/);
  refuses({ ...common, type: Type.Number }, Number.NaN, /must be a number/);
  assert.equal(read({ ...common, type: Type.Boolean }, 'true').value, true);
  refuses({ ...common, type: Type.Boolean }, 'yes', /true or false/);
});

test('only what is offered can be chosen', () => {
  const option = { ...common, type: Type.String as const, choices: [{ name: 'A', value: 'a' }] };
  assert.equal(read(option, 'a').value, 'a');
  refuses(option, 'A', /must be one of a/);
});

test('channels come with their permissions; hidden, foreign and unfit ones do not come', () => {
  const option = { ...common, type: Type.Channel as const, channel_types: [ChannelType.GuildText as const] };
  const { value, resolved } = read(option, '#alerts');
  assert.equal(value, demoIds.alerts);
  assert.partialDeepStrictEqual(resolved.channels?.[demoIds.alerts], { name: 'alerts', type: ChannelType.GuildText });
  for (const hidden of ['staff-only', demoIds.elsewhere.lounge, 'nowhere']) refuses(option, hidden, /sees no channel/);
  refuses(option, 'announcements', /kind of channel/);
});

test('people and roles come resolved', () => {
  const bob = read({ ...common, type: Type.User }, 'bob');
  assert.equal(bob.value, demoIds.bob);
  assert.deepEqual(
    [Object.keys(bob.resolved.users ?? {}), Object.keys(bob.resolved.members ?? {})],
    [[demoIds.bob], [demoIds.bob]],
  );
  const eve = read({ ...common, type: Type.User }, `<@${demoIds.elsewhere.eve}>`);
  assert.equal(eve.resolved.members, undefined, 'not a member here');
  refuses({ ...common, type: Type.User }, 'nobody', /no user "nobody"/);
  refuses({ ...common, type: Type.Role }, 'nothing', /no role "nothing"/);
  assert.equal(read({ ...common, type: Type.Mentionable }, 'On call').value, demoIds.roles.onCall);
  assert.equal(read({ ...common, type: Type.Mentionable }, 'ann').value, demoIds.ann);
});

test('a file comes with an address', () => {
  const { value, resolved } = read({ ...common, type: Type.Attachment }, { filename: 'a.yaml', content: 'name: x' });
  assert.partialDeepStrictEqual(resolved.attachments?.[String(value)], { filename: 'a.yaml', size: 7 });
  refuses({ ...common, type: Type.Attachment }, 'a.yaml', /must be a file/);
});
