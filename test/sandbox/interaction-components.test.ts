import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ComponentType } from 'discord-api-types/v10';
import { createWorld } from '../../src/sandbox/create-world.ts';
import { addDemoGuild, demoIds } from '../../src/sandbox/demo-guild.ts';
import { chosenValues, filledModal } from '../../src/sandbox/interaction-components.ts';
import { seat } from '../../src/sandbox/interaction-people.ts';

const world = createWorld({ now: () => Date.UTC(2026, 0, 2) });
addDemoGuild(world);
const owner = seat(world, { user: 'owner' });

test('selects of people, roles and channels take names', () => {
  const choose = (type: ComponentType, values: string[]) => chosenValues(owner, { type, custom_id: 'x' }, values);
  assert.deepEqual(choose(ComponentType.UserSelect, ['ann']), [demoIds.ann]);
  assert.deepEqual(choose(ComponentType.RoleSelect, ['On call']), [demoIds.roles.onCall]);
  assert.deepEqual(choose(ComponentType.ChannelSelect, ['#alerts']), [demoIds.alerts]);
  assert.deepEqual(choose(ComponentType.MentionableSelect, ['On call']), [demoIds.roles.onCall]);
  assert.throws(() => choose(ComponentType.UserSelect, ['nobody']), /does not offer "nobody"/);
  assert.throws(() => choose(ComponentType.UserSelect, ['ann', 'bob']), /takes 1 to 1 values/);
});

test('a button takes no values', () => {
  const button = { type: ComponentType.Button, custom_id: 'x' };
  assert.equal(chosenValues(owner, button, undefined), undefined);
  assert.throws(() => chosenValues(owner, button, ['a']), /takes no values/);
});

test('a form is sent in the shape that it was shown in, defaults included', () => {
  const select = {
    type: ComponentType.StringSelect,
    custom_id: 'size',
    required: false,
    options: [{ value: 's' }, { value: 'm', default: true }],
  };
  const modal = {
    custom_id: 'form',
    title: 'Form',
    components: [
      { type: ComponentType.TextDisplay, content: 'Fill me in' },
      { type: ComponentType.Label, label: 'Size', component: select },
      {
        type: ComponentType.ActionRow,
        components: [{ type: ComponentType.TextInput, custom_id: 'note', label: 'Note', value: 'none' }],
      },
    ],
  };
  const note = (value: string) => ({ type: ComponentType.TextInput, custom_id: 'note', value });
  assert.deepEqual(filledModal(owner, modal, {}), {
    custom_id: 'form',
    components: [
      { type: ComponentType.TextDisplay },
      { type: ComponentType.Label, component: { type: ComponentType.StringSelect, custom_id: 'size', values: ['m'] } },
      { type: ComponentType.ActionRow, components: [note('none')] },
    ],
  });
  assert.partialDeepStrictEqual(filledModal(owner, modal, { size: 's', note: 'hi' }).components.slice(1), [
    { component: { values: ['s'] } },
    { components: [note('hi')] },
  ]);
  assert.partialDeepStrictEqual(filledModal(owner, modal, { size: [] }).components[1], { component: { values: [] } });
  assert.throws(() => filledModal(owner, modal, { note: 5 }), /must be a text/);
  assert.throws(() => filledModal(owner, modal, { size: 5 }), /list of texts/);
});
