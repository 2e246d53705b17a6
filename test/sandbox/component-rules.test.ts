import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ButtonStyle, ComponentType, MessageFlags, TextInputStyle } from 'discord-api-types/v10';
import { componentFaults, modalFaults } from '../../src/sandbox/component-rules.ts';

const button = (id: string, more: object = {}) => ({
  type: ComponentType.Button,
  style: ButtonStyle.Primary,
  custom_id: id,
  label: 'ok',
  ...more,
});
const row = (...components: object[]) => ({ type: ComponentType.ActionRow, components });
const select = (more: object = {}) => ({
  type: ComponentType.StringSelect,
  custom_id: 'pick',
  options: [{ value: 'a' }, { value: 'b' }],
  ...more,
});
const codes = (...components: object[]) => componentFaults({ components }).map(({ code }) => code);

test('fit components have no faults', () => {
  assert.deepEqual(codes(row(button('a'), button('b')), row(select({ max_values: 2 }))), []);
  assert.deepEqual(
    codes(row(button('x', { style: ButtonStyle.Link, custom_id: null, url: 'https://example.com' }))),
    [],
  );
  assert.deepEqual(componentFaults({}), []);
});

test('what does not fit is named', () => {
  assert.deepEqual(codes(...Array.from({ length: 6 }, (_, n) => row(button(`${n}`)))), ['BASE_TYPE_BAD_LENGTH']);
  assert.deepEqual(codes(row(button('a')), row(button('a'))), ['COMPONENT_CUSTOM_ID_DUPLICATED']);
  assert.deepEqual(codes(row(button('a'), select())), ['COMPONENT_LAYOUT_WIDTH_EXCEEDED']);
  assert.deepEqual(codes(row(button('a', { label: '' }))), ['BASE_TYPE_REQUIRED']);
  assert.deepEqual(codes(row(button('', {}))), ['BASE_TYPE_REQUIRED']);
  assert.deepEqual(codes(row(button('a', { url: 'https://example.com' }))), ['COMPONENT_CUSTOM_ID_AND_URL_EXCLUSIVE']);
  assert.deepEqual(codes(row(select({ options: [{ value: 'a' }, { value: 'a' }] }))), [
    'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED',
  ]);
  assert.deepEqual(codes(row(select({ max_values: 3 }))), ['SELECT_COMPONENT_MAX_VALUES_TOO_LARGE']);
  assert.deepEqual(codes(row(select({ min_values: 2 }))), ['SELECT_COMPONENT_MIN_VALUES_GREATER_THAN_MAX']);
  const defaults = [
    { value: 'a', default: true },
    { value: 'b', default: true },
  ];
  assert.deepEqual(codes(row(select({ options: defaults }))), ['SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES']);
});

test('other top-level components need the flag of components V2', () => {
  const text = { type: ComponentType.TextDisplay, content: 'hi' };
  assert.deepEqual(codes(text), ['UNION_TYPE_CHOICES']);
  assert.deepEqual(componentFaults({ components: [text], flags: MessageFlags.IsComponentsV2 }), []);
});

const input = (id: string, more: object = {}) => ({
  type: ComponentType.TextInput,
  custom_id: id,
  style: TextInputStyle.Short,
  ...more,
});
const label = (component: object) => ({ type: ComponentType.Label, label: 'L', component });
const modalCodes = (...components: object[]) => modalFaults(components).map(({ code }) => code);

test('a form has at most five parts, each input a label in one place', () => {
  assert.deepEqual(modalCodes(label(input('a')), row(input('b', { label: 'B' }))), []);
  assert.deepEqual(modalCodes(...Array.from({ length: 6 }, (_, n) => label(input(`${n}`)))), ['BASE_TYPE_BAD_LENGTH']);
  assert.deepEqual(modalCodes(row(input('a'))), ['BASE_TYPE_REQUIRED']);
  assert.deepEqual(modalCodes(label(input('a', { label: 'twice' }))), ['BASE_TYPE_EXCLUSIVE']);
  assert.deepEqual(modalCodes(row(input('a', { label: 'A' }), input('b', { label: 'B' }))), [
    'COMPONENT_LAYOUT_WIDTH_EXCEEDED',
  ]);
  assert.deepEqual(modalCodes(label(input('a')), label(input('a'))), ['COMPONENT_CUSTOM_ID_DUPLICATED']);
  assert.deepEqual(modalCodes(label(input('a', { min_length: 5, max_length: 4 }))), [
    'TEXT_INPUT_MIN_LENGTH_GREATER_THAN_MAX',
  ]);
  assert.deepEqual(modalCodes(label(input('a', { max_length: 2, value: 'long' }))), ['BASE_TYPE_MAX_LENGTH']);
});
