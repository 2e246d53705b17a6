import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSnowflake } from '../../src/domain/snowflake.ts';

test('a Discord id is 17 to 20 digits and nothing else', () => {
  for (const id of ['12345678901234567', '12345678901234567890']) assert.ok(isSnowflake(id));
  for (const id of ['', '1234567890123456', '123456789012345678901', '12345678901234567a', '12345678901234567\n']) {
    assert.ok(!isSnowflake(id));
  }
});
