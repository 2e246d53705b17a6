import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createWorld } from '../../src/sandbox/create-world.ts';
import { addDemoGuild, demoIds } from '../../src/sandbox/demo-guild.ts';
import { createPens, drawMarkup, personName, safe } from '../../src/sandbox/print-text.ts';

const world = createWorld({ now: () => Date.UTC(2026, 0, 2) });
const guild = addDemoGuild(world);
const draw = (text: string, color = false) => drawMarkup({ text, world, guild, pens: createPens(color) });

test('nothing that could move the cursor or turn text around gets through', () => {
  assert.equal(safe('a\u001b[31mb\u0007\u202ec\u009bd\r\ne\tf\rg'), 'a[31mbcd\ne f\ng');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.doesNotMatch(draw(text), /(?!\n)[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]/u);
    }),
  );
});

test('mentions show names, times are written out', () => {
  const text = `<@${demoIds.ann}> <@&${demoIds.roles.onCall}> <#${demoIds.alerts}> <#1> <t:1767225600:R> <a:wave:123> \\*x\\*`;
  assert.equal(draw(text), '@Ann @On call #alerts #1 2026-01-01 00:00 :wave: *x*');
  assert.equal(draw('<t:9999999999999>'), '9999999999999');
});

test('bold and the like are drawn in colour and left out without', () => {
  assert.equal(draw('**b** ~~s~~ *i* 2*3*4'), 'b s i 2*3*4');
  assert.equal(draw('**b**', true), '\u001b[1mb\u001b[22m');
});

test('people go by nickname, display name, username', () => {
  assert.equal(personName(world, guild, demoIds.owner), '@Olivia Owner');
  const ann = guild.members.get(demoIds.ann) ?? assert.fail();
  ann.nick = 'Annie\u001b';
  assert.equal(personName(world, guild, demoIds.ann), '@Annie');
  ann.nick = null;
  assert.equal(personName(world, undefined, world.bot.id), '@Guildhook');
  assert.equal(personName(world, guild, '1'), '@1');
});

test('pens without colour draw nothing', () => {
  const plain = createPens(false);
  assert.equal(plain.rgb(0xff0000, 'x') + plain.bold('y'), 'xy');
  assert.equal(createPens(true).rgb(0x010203, 'x'), '\u001b[38;2;1;2;3mx\u001b[39m');
});
