import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { pathsList } from 'discord-api-spec';
import { z } from 'zod';
import { sandboxRoutes } from '../../../src/sandbox/routes/index.ts';
import { gatewayBot } from '../start-rest.ts';

const routes = sandboxRoutes(gatewayBot);
const paramsIn = (path: string) => [...path.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) => name ?? []);

test('no endpoint is modelled twice', () => {
  const names = routes.map(({ method, path }) => `${method} ${path}`);
  assert.deepEqual(names, [...new Set(names)]);
});

test('every endpoint is one of the published list', () => {
  const published = new Set(
    Object.entries(pathsList).flatMap(([method, paths]) => paths.map((path) => `${method.toUpperCase()} ${path}`)),
  );
  const names = routes.map(({ method, path }) => `${method} ${path}`);
  assert.deepEqual(
    names.filter((name) => !published.has(name)),
    [],
  );
});

/** Discord's own description of its API, where this repository's surroundings have it. */
const described = new URL('../../../../shared/discord/openapi.json', import.meta.url);

const parameter = z.object({ name: z.string(), in: z.string() });
const operation = z.object({ parameters: z.array(parameter).optional() });
const description = z.object({
  paths: z.record(z.string(), z.looseObject({ parameters: z.array(parameter).optional() })),
});

test('every endpoint is in Discord’s description, with the same parameters', (t) => {
  if (!existsSync(described)) {
    t.diagnostic(
      'left out: ../shared/discord/openapi.json is not here; the published list above is all that is compared',
    );
    return;
  }
  const { paths } = description.parse(JSON.parse(readFileSync(described, 'utf8')));
  for (const { method, path } of routes) {
    const item = paths[path];
    assert.ok(item, `Discord does not describe ${path}`);
    const found = operation.safeParse(item[method.toLowerCase()]);
    assert.ok(found.success, `Discord does not describe ${method} ${path}`);
    const all = [...(item.parameters ?? []), ...(found.data.parameters ?? [])];
    const inPath = all.filter((one) => one.in === 'path').map(({ name }) => name);
    assert.deepEqual(paramsIn(path).toSorted(), inPath.toSorted(), `${method} ${path}`);
  }
});
