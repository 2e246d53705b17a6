// npm run bench [-- name…]: measures, prints ratios against baselines run in the same minute, writes nothing.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { accept } from './accept.ts';
import { backlog } from './backlog.ts';
import type { Benchmark } from './benchmark.ts';
import { deadChannel } from './dead-channel.ts';
import { engines } from './engines.ts';
import { flood } from './flood.ts';
import { latency } from './latency.ts';
import { memory } from './memory.ts';
import { recovery } from './recovery.ts';
import { slow } from './slow.ts';
import { start } from './start.ts';
import { stored } from './stored.ts';
import { sustained } from './sustained.ts';
import { formatResults } from './table.ts';
import { template } from './template.ts';

const benchmarks: readonly Benchmark[] = [
  accept,
  latency,
  memory,
  start,
  template,
  backlog,
  sustained,
  flood,
  slow,
  deadChannel,
  stored,
  recovery,
  engines,
];

const longestMs = 40 * 60_000;

const say = (text: string) => void process.stdout.write(`${text}\n`);

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string' }, minutes: { type: 'string' } },
});
const rounds = Number(values.rounds ?? 3);
const minutes = Number(values.minutes ?? 1);
const unknown = positionals.filter((name) => !benchmarks.some((benchmark) => benchmark.name === name));
if (unknown.length > 0 || !Number.isInteger(rounds) || rounds < 2 || !(minutes > 0 && minutes <= 60)) {
  say(
    'npm run bench -- [--rounds 3] [--minutes 1] [name…]     at least two rounds; how long a steady load lasts. Names:',
  );
  for (const { name, about } of benchmarks) say(`  ${name.padEnd(14)}${about}`);
  process.exit(1);
}

setTimeout(
  () => {
    say('Took too long; given up.');
    process.exit(1);
  },
  longestMs + minutes * 60_000,
).unref();

say(
  `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}; compare ratios, not numbers of different runs.`,
);
for (const { name, about, run } of benchmarks) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  say(`\n${name}: ${about}`);
  const results = await run(rounds, minutes);
  say(formatResults(results));
}
