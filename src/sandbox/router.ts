import type { Route } from './route.ts';

/** What the router found: a route with the parts of the path in braces, decoded. */
export type Match = { route: Route; params: Record<string, string> };

const compile = (route: Route) => {
  const parts = route.path.split('/');
  const literals = parts.filter((part) => !part.startsWith('{')).length;
  return { route, parts, literals };
};

const decode = (text: string) => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** Finds the route of a request; the one with the most fixed parts wins, so that `/users/@me` is not a user's id. */
export const createRouter = (routes: Route[]): ((method: string, path: string) => Match | undefined) => {
  const compiled = routes.map(compile).toSorted((a, b) => b.literals - a.literals);
  return (method, path) => {
    const given = path.split('/');
    for (const { route, parts } of compiled) {
      if (route.method !== method || parts.length !== given.length) continue;
      const params: Record<string, string> = {};
      const same = parts.every((part, index) => {
        const value = given[index] ?? '';
        if (!part.startsWith('{')) return part === value;
        params[part.slice(1, -1)] = decode(value);
        return value !== '';
      });
      if (same) return { route, params };
    }
    return undefined;
  };
};
