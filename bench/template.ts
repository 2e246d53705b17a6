import handlebars from 'handlebars';
import { fillTemplate, parseTemplate, type TextFormat } from '../src/domain/template.ts';
import type { Benchmark, Result } from './benchmark.ts';
import { interleave } from './numbers.ts';

const values: Record<string, string | number> = {
  user: 'Ann',
  score: 42,
  server: 'mail-1.example.com',
  status: 'down since this morning',
  region: 'eu-central',
  reason: 'no answer to three checks in a row',
  link: 'https://status.example.com/incidents/1001',
  count: 3,
};

const sentence = (name: string) => `The monitor says that ${name} is what it saw last, at the usual place. `;
const write = (token: (name: string) => string) =>
  Object.keys(values)
    .map((name) => sentence(token(name)))
    .join('\n');

const roundMs = 700;

/** Calls in a second of doing `work` over and over. */
const perSecond = (work: () => string): number => {
  const until = performance.now() + roundMs;
  const startedAt = performance.now();
  let done = 0;
  let length = 0;
  while (performance.now() < until) {
    for (let index = 0; index < 200; index += 1) length += work().length;
    done += 200;
  }
  if (length === 0) throw new Error('nothing was filled');
  return (done / (performance.now() - startedAt)) * 1_000;
};

const ours = (format: TextFormat) => {
  const template = parseTemplate(write((name) => `<${name}>`));
  return () => {
    const given = { ...values };
    const scope = {
      lookup: (name: string) => (Object.hasOwn(given, name) ? given[name] : undefined),
      unresolved: () => undefined,
      now: 0,
    };
    return fillTemplate(template, scope, format);
  };
};

const theirs = (noEscape: boolean) => {
  const template = handlebars.compile(
    write((name) => `{{${name}}}`),
    { noEscape },
  );
  return () => template({ ...values });
};

const compare = async (what: string, rounds: number, value: () => string, baseline: () => string): Promise<Result> => {
  perSecond(value);
  perSecond(baseline);
  const found = await interleave(rounds, {
    value: () => Promise.resolve(perSecond(value)),
    baseline: () => Promise.resolve(perSecond(baseline)),
  });
  return { what, ...found, ratio: found.value / found.baseline };
};

/** Tokens against handlebars, both taken apart once, with values made anew for each text. */
export const template: Benchmark = {
  name: 'template',
  about: 'filling eight tokens in a text of about 600 characters, against handlebars compiled',
  async run(rounds) {
    return [
      await compare('texts/s, values taken as they are', rounds, ours('plain'), theirs(true)),
      await compare('texts/s, values escaped', rounds, ours('markdown'), theirs(false)),
    ];
  },
};
