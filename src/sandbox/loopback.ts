import type { IncomingMessage } from 'node:http';

const isLoopback = (host: string) => {
  const url = URL.parse(`http://${host}`);
  return url !== null && /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
};

/**
 * Whether a request was meant for this machine: its Host, and its Origin where it has one, name the loopback. A web page that
 * has its name point at 127.0.0.1 (DNS rebinding) is found out by its Host.
 */
export const isFromHere = ({ headers }: Pick<IncomingMessage, 'headers'>): boolean => {
  const { host, origin } = headers;
  if (host === undefined || !isLoopback(host)) return false;
  if (origin === undefined) return true;
  const from = URL.parse(origin);
  return from !== null && isLoopback(from.host);
};
