import type { DestinationStream } from 'pino';
import { prettyFactory } from 'pino-pretty';

/** Writes each JSON line to `destination` as one line for people. */
export const pretty = (destination: DestinationStream): DestinationStream => {
  const format = prettyFactory({
    colorize: true,
    translateTime: 'SYS:HH:MM:ss.l',
    ignore: 'pid,hostname',
    singleLine: true,
  });
  return { write: (line) => destination.write(format(line)) };
};
