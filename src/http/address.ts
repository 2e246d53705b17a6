import express from 'express';
import type { IncomingMessage } from 'node:http';
import { AppError } from '../errors.ts';

/** The address of a request's caller, as far as proxies are trusted to say it. */
export type AddressOf = (request: IncomingMessage) => string;

/**
 * Express' own `request.ip` under its setting `trust proxy`: https://expressjs.com/en/guide/behind-proxies.html
 * @throws AppError `invalid-settings` when `trustProxy` is not what Express understands.
 */
export const createAddressOf = (trustProxy: boolean | number | string): AddressOf => {
  const app = express();
  try {
    app.set('trust proxy', trustProxy);
  } catch (cause) {
    const message = 'must be true, false, a number of proxies, or their addresses separated by commas';
    throw new AppError('invalid-settings', `TRUST_PROXY ${message}.`, {
      cause,
      faults: [{ path: 'TRUST_PROXY', message }],
    });
  }
  return ({ socket, headers }) => {
    const address: unknown = Reflect.get(express.request, 'ip', { app, socket, headers });
    return typeof address === 'string' ? address : '';
  };
};
