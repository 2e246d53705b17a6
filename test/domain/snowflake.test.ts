import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSnowflake, snowflakeAt } from '../../src/domain/snowflake.ts';

test('a Discord id is 17 to 20 digits and nothing else', () => {
  for (const id of ['12345678901234567', '12345678901234567890']) assert.ok(isSnowflake(id));
  for (const id of ['', '1234567890123456', '123456789012345678901', '12345678901234567a', '12345678901234567\n']) {
    assert.ok(!isSnowflake(id));
  }
});

test('ids made at a time or later are not below the one of that time', () => {
  // https://docs.discord.com/developers/reference#snowflakes-snowflake-id-format-structure-left-to-right
  const [id, madeAt] = [175_928_847_299_117_063n, 1_462_015_105_796];
  assert.ok(BigInt(snowflakeAt(madeAt)) <= id && BigInt(snowflakeAt(madeAt + 1)) > id);
  assert.equal(snowflakeAt(0), '0');
});
