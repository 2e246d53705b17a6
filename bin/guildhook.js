#!/usr/bin/env node
// Starts src/main.ts with Node 24 or newer: this process itself when it is one, otherwise the Node that `npm ci` brought along.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

const wanted = 24;
const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const brought = fileURLToPath(
  new URL(`../node_modules/.bin/node${process.platform === 'win32' ? '.cmd' : ''}`, import.meta.url),
);

if (Number(process.versions.node.split('.')[0]) >= wanted) {
  // A start takes a third less time when the code was compiled before: https://nodejs.org/api/module.html#module-compile-cache
  module.enableCompileCache?.();
  await import(new URL('../src/main.ts', import.meta.url).href);
} else if (existsSync(brought)) {
  const child = spawn(brought, [main, ...process.argv.slice(2)], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
} else {
  process.stderr.write(
    `Guildhook needs Node ${wanted} or newer; this is ${process.version}. Run "npm ci" in this folder: it brings Node ${wanted} along.\n`,
  );
  process.exit(1);
}
