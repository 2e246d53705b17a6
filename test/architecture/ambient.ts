import { placeOf } from './folder-line.ts';
import type { SourceFile } from './source-file.ts';

/** Files that may take time and chance from the machine, each with its reason; everything else is handed them. */
const takesTimeAndChance: Record<string, string> = {
  'src/clock.ts': 'it is the clock',
  'src/app.ts': 'the composition root hands them out',
  'src/main.ts': 'starts and stops the process',
};

const timeAndChance = new Set([
  'Date.now',
  'Math.random',
  'performance.now',
  'AbortSignal.timeout',
  'crypto.randomUUID',
]);
const timers = new Set(['setTimeout', 'setInterval']);

/** Complains of `process` outside main, and of time and chance taken from the machine instead of an argument. */
export const ambientFaults = (files: SourceFile[]): string[] =>
  files.flatMap((file) => {
    const faults: string[] = [];
    const place = placeOf(file.path);
    if (place === undefined) return faults;
    const complain = (position: number, what: string) => faults.push(`${file.path}:${file.line(position)} ${what}`);
    const injected = takesTimeAndChance[file.path] === undefined;
    const names = new Set<number>();
    file.visit({
      Property: (node) => !node.computed && !node.shorthand && names.add(node.key.start),
      TSPropertySignature: (node) => names.add(node.key.start),
      MemberExpression: (node) => {
        if (node.computed || node.property.type !== 'Identifier') return;
        names.add(node.property.start);
        const name = node.object.type === 'Identifier' ? `${node.object.name}.${node.property.name}` : '';
        if (injected && timeAndChance.has(name)) complain(node.start, `takes ${name} itself; have it handed in`);
      },
      NewExpression: (node) => {
        const isNow = node.callee.type === 'Identifier' && node.callee.name === 'Date' && node.arguments.length === 0;
        if (injected && isNow) complain(node.start, 'takes the time itself; have a Clock handed in');
      },
      Identifier: (node) => {
        if (names.has(node.start)) return;
        names.add(node.start);
        if (node.name === 'process' && place !== 'main')
          complain(node.start, 'uses process, which only src/main.ts may');
        if (injected && timers.has(node.name)) complain(node.start, `uses ${node.name}; have a Clock handed in`);
      },
    });
    return faults;
  });
