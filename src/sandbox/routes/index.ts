import type { Route } from '../route.ts';
import { applicationRoutes } from './applications.ts';
import { gatewayRoutes } from './gateway.ts';
import { userRoutes } from './users.ts';

/** Every endpoint that the sandbox models, by family. Anything else is answered with 501. A new family: a file and a line. */
export const sandboxRoutes = (gatewayUrl: () => string): Route[] => [
  ...gatewayRoutes(gatewayUrl),
  ...applicationRoutes,
  ...userRoutes,
];
