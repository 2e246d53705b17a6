import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completeListFaults } from './complete-lists.ts';
import { parseSource } from './source-file.ts';

const faults = (files: Record<string, string>) =>
  completeListFaults(Object.entries(files).map(([path, text]) => parseSource(path, text)));

test('a kind that its list imports and uses is complete; builders without a default export need no line', () => {
  assert.deepEqual(
    faults({
      'src/actions/add-role.ts': 'export default 1;',
      'src/actions/doors.ts': 'export const doors = 1;',
      'src/actions/index.ts': `import addRole from './add-role.ts'; export const kinds = [addRole];`,
    }),
    [],
  );
});

test('a kind that its list forgets is named, with the list', () => {
  const complaint = [
    'src/actions/add-role.ts is missing in src/actions/index.ts: import it there and add it to the list',
  ];
  const file = { 'src/actions/add-role.ts': 'export default 1;' };
  assert.deepEqual(faults(file), complaint);
  assert.deepEqual(faults({ ...file, 'src/actions/index.ts': 'export const kinds = [];' }), complaint);
  assert.deepEqual(
    faults({ ...file, 'src/actions/index.ts': `import addRole from './add-role.ts'; export const kinds = [];` }),
    complaint,
  );
});

test('a subcommand stands in the list of its command, and that one in the list of commands', () => {
  const files = {
    'commands/key/revoke.ts': 'export default 1;',
    'commands/key/index.ts': `import revoke from './revoke.ts'; export const key = [revoke];`,
    'commands/index.ts': `import { key } from './key/index.ts'; export const commands = [key];`,
  };
  assert.deepEqual(faults(files), []);
  assert.deepEqual(faults({ ...files, 'commands/index.ts': 'export const commands = [];' }), [
    'commands/key/index.ts is missing in commands/index.ts: import it there and add it to the list',
  ]);
  assert.deepEqual(faults({ ...files, 'commands/key/index.ts': 'export const key = [];' }), [
    'commands/key/revoke.ts is missing in commands/key/index.ts: import it there and add it to the list',
  ]);
});

test('a default export anywhere else is named', () => {
  assert.deepEqual(faults({ 'src/http/app.ts': 'export default 1;' }), [
    'src/http/app.ts has a default export; only the lists of kinds use them',
  ]);
});
