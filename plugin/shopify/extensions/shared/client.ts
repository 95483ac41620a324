/** How an extension asks our service: with the token that Shopify gives it, and in plain answers. */

/** What went wrong, in the words a screen needs. */
export type ProblemKind = 'denied' | 'refused' | 'unreachable';

/** An answer that is none. `detail` is the sentence of our service, where it gave one. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly kind: ProblemKind;
  readonly detail: string | null;
  constructor(kind: ProblemKind, detail: string | null = null) {
    super(detail ?? kind);
    this.kind = kind;
    this.detail = detail;
  }
}

/** Our API as an extension sees it. */
export interface Door {
  get<T>(path: string): Promise<T>;
  /** `key` makes a repeated call count once: the same key never does the same thing twice. */
  post<T>(path: string, body: unknown, key: string): Promise<T>;
  remove(path: string): Promise<void>;
}

interface Sent {
  body?: string;
  headers?: Readonly<Record<string, string>>;
}

/** Longer than any answer takes, shorter than a person waits. */
const TIMEOUT_MS = 15_000;

/**
 * A door at `base`: empty where Shopify itself resolves relative addresses against the address of
 * the app (its admin does), an `https://` origin elsewhere. The token is asked for anew for each
 * call, because it lives for a minute only.
 */
export function openDoor(base: string, token: () => Promise<string | null>): Door {
  const ask = async (method: string, path: string, more: Sent = {}): Promise<unknown> => {
    const bearer = await token();
    if (bearer === null) throw new ApiProblem('denied');
    const headers = { ...more.headers, Authorization: `Bearer ${bearer}` };
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    let answer: Response;
    try {
      answer = await fetch(`${base}${path}`, { ...more, method, headers, signal });
    } catch {
      throw new ApiProblem('unreachable');
    }
    if (answer.ok) return read(answer);
    throw await problemOf(answer);
  };
  return {
    get: <T>(path: string) => ask('GET', path) as Promise<T>,
    post: <T>(path: string, body: unknown, key: string) =>
      ask('POST', path, {
        body: JSON.stringify(body),
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
      }) as Promise<T>,
    remove: async (path) => {
      await ask('DELETE', path);
    },
  };
}

async function read(answer: Response): Promise<unknown> {
  try {
    return await answer.json();
  } catch {
    throw new ApiProblem('unreachable');
  }
}

async function problemOf(answer: Response): Promise<ApiProblem> {
  if (answer.status === 401 || answer.status === 403) return new ApiProblem('denied');
  if (answer.status >= 500 || answer.status === 429) return new ApiProblem('unreachable');
  try {
    const { detail } = (await answer.json()) as { detail?: unknown };
    return new ApiProblem('refused', typeof detail === 'string' ? detail : null);
  } catch {
    return new ApiProblem('refused');
  }
}

/** What a thrown thing means for the screen. */
export const toProblem = (thrown: unknown): ApiProblem =>
  thrown instanceof ApiProblem ? thrown : new ApiProblem('unreachable');

/** The number at the end of Shopify's id: `gid://shopify/Order/5001` is `5001`. */
export const numberOf = (gid: string): string => /\d+$/.exec(gid)?.[0] ?? '';
