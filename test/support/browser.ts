/** A browser as far as the API sees one: it keeps the cookie and sends the token of its session. */
import type { Answer, World } from './world.ts';

export interface Browser {
  login(email: string, password: string, code?: string): Promise<Answer & { cookie: string }>;
  get(path: string): Promise<Answer>;
  send(
    method: string,
    path: string,
    more?: { body?: unknown; csrf?: string | null },
  ): Promise<Answer>;
  cookie(): string;
}

export function makeBrowser(world: World): Browser {
  let cookie = '';
  let csrfToken = '';
  const headersOf = (csrf: string | null): Record<string, string> => ({
    cookie,
    ...(csrf === null ? {} : { 'x-csrf-token': csrf }),
  });
  return {
    cookie: () => cookie,
    async login(email, password, code) {
      const answer = await fetch(`${world.url}/api/v1/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email, password, ...(code === undefined ? {} : { code }) }),
      });
      const body = (await answer.json()) as Answer['body'];
      const set = answer.headers.get('set-cookie') ?? '';
      if (answer.status === 200) {
        cookie = set.split(';')[0] ?? '';
        csrfToken = String(body['csrfToken']);
      }
      const type = answer.headers.get('content-type') ?? '';
      return { status: answer.status, type, body, cookie: set };
    },
    get: (path) => world.call('GET', `/api/v1${path}`, { headers: headersOf(null) }),
    send: (method, path, { body, csrf = csrfToken } = {}) =>
      world.call(method, `/api/v1${path}`, {
        headers: headersOf(csrf),
        ...(body === undefined ? {} : { body }),
      }),
  };
}
