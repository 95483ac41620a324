import { customerCalls } from '../../../server/http/customer-schemas.ts';
import { routes } from '../../../server/http/routes.ts';
import type { Call } from './stand.ts';

/**
 * Is this a call that our service takes? The path is a route, query and body fit its schema. Throws
 * what is wrong, so that an extension cannot drift away from the service.
 */
export function assertKnown(call: Call): void {
  const doors = [
    ...routes.map((route) => ({ ...route, path: `/api/v1${route.path}` })),
    ...customerCalls,
  ];
  const route = doors.find(
    ({ method, path }) => method === call.method.toLowerCase() && fits(path, call.path),
  );
  if (route === undefined) throw new Error(`the service has no ${call.method} ${call.path}`);
  route.query?.parse(Object.fromEntries(call.query));
  route.body?.parse(call.body);
}

const fits = (pattern: string, path: string): boolean =>
  new RegExp(`^${pattern.replace(':id', '\\d+')}$`).test(path);
