import { placeOf } from './folder-line.ts';
import type { SourceFile } from './source-file.ts';

/** Packages that only some places of the program may know. `name/*` stands for a whole scope. */
const packagePlaces: Record<string, string[]> = {
  express: ['http'],
  'express-rate-limit': ['http'],
  keyv: ['store'],
  '@keyv/*': ['store'],
  'discord.js': ['discord', 'commands', 'sandbox'],
  '@discordjs/*': ['discord', 'commands', 'sandbox'],
  ws: ['sandbox'],
  bullmq: ['queue'],
  ioredis: ['queue', 'store'],
  'node:sqlite': ['queue', 'store'],
  'node:process': ['main'],
  commander: ['main'],
  pino: ['logger', 'main'],
  'prom-client': ['metrics'],
  'pino-pretty': ['logger'],
};

const packageOf = (from: string) =>
  from
    .split('/')
    .slice(0, from.startsWith('@') ? 2 : 1)
    .join('/');

const placesOf = (name: string): string[] | undefined =>
  packagePlaces[name] ?? packagePlaces[`${name.split('/')[0]}/*`] ?? packagePlaces[`node:${name}`];

/** Complains of packages imported where they may not be known, and of development packages in the program. */
export const outsideImportFaults = (files: SourceFile[], dependencies: string[]): string[] =>
  files.flatMap((file) => {
    const place = placeOf(file.path);
    if (place === undefined) return [];
    return file.imports
      .filter(({ from }) => !from.startsWith('.'))
      .flatMap(({ from, line }) => {
        const name = packageOf(from);
        const places = placesOf(name);
        if (places !== undefined && !places.includes(place)) {
          return [`${file.path}:${line} imports ${from}, which only ${places.join(', ')} may`];
        }
        if (from.startsWith('node:') || dependencies.includes(name)) return [];
        return [`${file.path}:${line} imports ${from}, which is not among package.json's dependencies`];
      });
  });
