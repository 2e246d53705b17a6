// node docs/picture.ts: runs the sandbox, sends the call that it prints, and writes docs/sandbox.svg from what it really printed.
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { stripVTControlCharacters } from 'node:util';
import { systemClock } from '../src/clock.ts';
import { loadConfig } from '../src/config.ts';
import { silentLogger } from '../src/logger.ts';
import { startWithSandbox } from '../src/start-sandbox.ts';
import { drawTerminal } from './draw-terminal.ts';

const quietMs = 1_500;

let printed = '';
const { stop } = await startWithSandbox(loadConfig(process.env), {
  clock: systemClock,
  log: silentLogger,
  randomBytes,
  write: (text) => {
    printed += text;
  },
  color: true,
  dataDirGiven: false,
});

const plain = stripVTControlCharacters(printed);
const [, url = '', key = '', body = ''] =
  /curl -X POST '([^']+)'[^]*?Authorization: ([^']+)'[^]*?-d '([^']+)'/.exec(plain) ?? [];
const banner = printed.trim();
printed = '';
const answer = await fetch(url, {
  method: 'POST',
  headers: { authorization: key, 'content-type': 'application/json' },
  body,
});
const said = await answer.text();
await new Promise((resolve) => setTimeout(resolve, quietMs));
await stop();

const shown = `$ npm run sandbox\n\n  ${banner}\n\n$ curl …\n${said}\n\n${printed.trim()}`;
await writeFile('docs/sandbox.svg', drawTerminal(shown.replaceAll(key, 'whk_…')));
