import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { ActionContext, ActionKind } from '../../src/actions/action-kind.ts';
import { actionKinds, checkDraft, findAction, parseFields } from '../../src/actions/index.ts';
import { fillFields, isMarkdownPath } from '../../src/domain/fill.ts';
import type { Json, JsonObject } from '../../src/domain/json.ts';
import { isPermissionFlag } from '../../src/domain/permissions.ts';
import { AppError, type ErrorCode } from '../../src/errors.ts';
import { recordingDoors, type Failures } from '../actions/recording-doors.ts';

const folder = new URL('../../src/actions/', import.meta.url);
const kindFiles = readdirSync(folder).filter((file) =>
  /^export default /m.test(readFileSync(new URL(file, folder), 'utf8')),
);

test('folder and list agree', () => {
  assert.deepEqual(actionKinds.map(({ kind }) => `${kind}.ts`).sort(), kindFiles.sort());
});

test('no kind is found by what an object inherits', () => {
  for (const name of ['', 'constructor', '__proto__', 'send_message']) assert.equal(findAction(name), undefined);
});

const sample = '100000000000000009';
const nonce = 'n'.repeat(24);

const fillExample = ({ example, markdown }: ActionKind, value: unknown = sample): JsonObject =>
  fillFields(example, {
    isMarkdown: (path) => isMarkdownPath(markdown, path),
    scope: {
      lookup: (name) => (name === 'now' ? undefined : value),
      unresolved: () => assert.fail('a token of the example is not known'),
      now: 0,
    },
  });

const runExample = async (kind: ActionKind, failures: Failures = {}) => {
  const doors = recordingDoors(failures);
  const notes: string[] = [];
  const context: ActionContext = {
    doors,
    nonce,
    mentions: undefined,
    note: (text) => void notes.push(text),
  };
  const result = await kind.run(parseFields(kind.kind, fillExample(kind)), context);
  return { result, notes, calls: doors.calls };
};

const pathsOf = (json: Json, prefix = ''): string[] =>
  typeof json === 'object' && json !== null
    ? Object.entries(json).flatMap(([name, inner]) => pathsOf(inner, `${prefix}${prefix && '.'}${name}`))
    : [prefix];

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

for (const kind of actionKinds) {
  describe(kind.kind, () => {
    test('is what its list and its file call it, and says what it does', () => {
      assert.equal(findAction(kind.kind), kind);
      assert.match(kind.summary, /^[A-Z].*\.$/);
      for (const permission of kind.permissions) assert.ok(isPermissionFlag(permission), permission);
      assert.equal(new Set(kind.permissions).size, kind.permissions.length);
    });

    test('keeps its own example, which fills, parses and runs', async () => {
      assert.deepEqual(checkDraft({ kind: kind.kind, ...kind.example }), []);
      const { result, calls } = await runExample(kind);
      assert.ok(Object.keys(result).length > 0);
      assert.ok(calls.some(({ method }) => method !== undefined));
      for (const { path = [] } of calls) assert.ok(path.every((segment) => segment !== '' && !/^\.+$/.test(segment)));
    });

    test('has an example with a token in it', () => {
      assert.match(JSON.stringify(kind.example), /<[a-z]/);
    });

    test('refuses fields that it does not know, in the definition and when it runs', () => {
      const written = { ...fillExample(kind), nonsense: true };
      assert.deepEqual(
        checkDraft({ kind: kind.kind, ...written }).map(({ path }) => path),
        ['nonsense'],
      );
      assert.throws(
        () => parseFields(kind.kind, written),
        (error) =>
          error instanceof AppError &&
          error.code === 'invalid-action' &&
          error.detail.includes(kind.kind) &&
          error.faults?.[0]?.path === 'nonsense',
      );
    });

    test('refuses an action without fields, naming each that is missing', () => {
      const faults = checkDraft({ kind: kind.kind });
      assert.ok(faults.length > 0);
      for (const { path, message } of faults)
        assert.ok(path !== '' && message !== '' && !message.startsWith('Invalid'), message);
    });

    test('has markdown in fields that its example shows', () => {
      const paths = pathsOf(kind.example);
      for (const pattern of kind.markdown) {
        assert.ok(
          paths.some((path) => isMarkdownPath([pattern], path)),
          pattern,
        );
      }
      assert.equal(kind.markdown.length > 0, paths.includes('content'));
    });

    test('mentions nobody by default, and sends with a nonce what would be sent twice', async () => {
      const { calls } = await runExample(kind);
      for (const { method, request } of calls) {
        const body = request?.body;
        if (!isObject(body)) continue;
        assert.deepEqual('allowed_mentions' in body && body.allowed_mentions, {
          parse: [],
          users: [],
          roles: [],
          replied_user: false,
        });
        if (method !== 'POST') continue;
        assert.equal(kind.repeating, 'nonce');
        assert.ok('nonce' in body && 'enforce_nonce' in body && body.enforce_nonce === true);
        assert.equal(body.nonce, nonce);
      }
      assert.equal(
        kind.repeating === 'nonce',
        calls.some(({ method }) => method === 'POST'),
      );
    });

    test('passes on unchanged what a door refuses', async () => {
      const { calls } = await runExample(kind);
      const used = new Set(calls.map(({ door }) => door.split(' ')[0]));
      const codes: ErrorCode[] = [
        'discord-unavailable',
        'discord-rate-limited',
        'missing-permission',
        'discord-refused',
        'unknown-channel',
      ];
      const doorNames = ['guild', 'channel', 'dm', 'resolveChannel', 'resolveRole', 'resolveMember'] as const;
      for (const door of doorNames.filter((name) => used.has(name))) {
        for (const code of codes) {
          const refusal = new AppError(code, 'as the door said', { retryAfterMs: 7 });
          await assert.rejects(runExample(kind, { [door]: refusal }), (error) => error === refusal);
        }
      }
    });

    test('whatever the values are, only texts of its request differ', async () => {
      const shape = (json: unknown): unknown =>
        Array.isArray(json)
          ? json.map(shape)
          : isObject(json)
            ? Object.entries(json).map(([name, inner]) => [name, shape(inner)])
            : 0;
      for (const value of ['"},{"x":1', '<@1> @everyone', '{"a":1}', '__proto__', 'x'.repeat(9_000)]) {
        assert.deepEqual(shape(fillExample(kind, value)), shape(kind.example));
      }
    });
  });
}
