/**
 * How long callers may take (ms), and how much they may open and send. Node's own are too loose for the open internet: a
 * minute for headers, five for a body, any number of connections. https://nodejs.org/api/http.html#class-httpserver
 */
export const httpLimits = {
  /** For all headers, from the first moment of the connection. */
  headersMs: 10_000,
  /** For the whole request. */
  requestMs: 15_000,
  /** How often the two are looked at. */
  checkMs: 1000,
  /** Longer than the minute for which proxies usually keep a connection, so that they close first. */
  idleMs: 65_000,
  headerBytes: 16_384,
  headers: 200,
  connections: 10_000,
  requestsPerConnection: 100_000,
};

/** The limits of a receiver. */
export type HttpLimits = typeof httpLimits;
