import * as schema from './console-schemas.ts';
import { showCaller } from './me.ts';
import { READ, route, type Route } from './route.ts';

/** The doors that only the console needs. */
export const consoleRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/me',
    summary: 'Who is signed in, for which shop, and the token that writes need',
    roles: [...READ, 'agency'],
    answer: schema.MeView,
    handle: ({ house, caller, at }) => showCaller(house, caller, at),
  }),
];
