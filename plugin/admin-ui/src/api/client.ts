/** Calls the doors of our HTTP API; nothing else leaves the browser. */
import type { Doors } from './doors.ts';
import { isEmbedded, NotVouched, vouch } from './embedded.ts';

export type Door = keyof Doors;
export type Answer<D extends Door> = Doors[D]['answer'];
export type Body<D extends Door> = Doors[D]['body'];

export interface Wish<D extends Door> {
  id?: number | undefined;
  query?: Doors[D]['query'] | undefined;
  body?: Doors[D]['body'] | undefined;
  /** The same key never does the same thing twice. */
  key?: string | undefined;
  signal?: AbortSignal | undefined;
}

/** A sentence of the service as its code and values. */
export interface Saying {
  code: string;
  values: Readonly<Record<string, string | number>>;
}

interface Problem {
  code: string;
  detail: string;
  says?: readonly Saying[];
  fields?: readonly string[];
}

/** The service answered, and the answer is no. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  /** The detail in codes and values; empty where the service has only English for it. */
  readonly says: readonly Saying[];
  /** Which parts of what was sent are refused, as `creditor.iban`. */
  readonly fields: readonly string[];
  constructor(
    status: number,
    code: string,
    detail: string,
    { says = [], fields = [] }: Pick<Problem, 'says' | 'fields'> = {},
  ) {
    super(detail);
    this.status = status;
    this.code = code;
    this.says = says;
    this.fields = fields;
  }
}

/** No answer came: the network, or the service, is away. */
export class Unreachable extends Error {}

const API = '/api/v1';
let csrfToken: string | null = null;

/** Writes carry this; a page of another site cannot know it. */
export function keepCsrfToken(token: string | null): void {
  csrfToken = token;
}

/** A name nobody else has given, for one wish of a person. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The address of a door, for a link or a download. */
export function addressOf<D extends Door>(door: D, wish: Pick<Wish<D>, 'id' | 'query'>): string {
  const path = door.slice(door.indexOf(' ') + 1).replace('{id}', String(wish.id));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(wish.query ?? {})) {
    if (value !== undefined && value !== null && value !== '') query.set(name, String(value));
  }
  return `${API}${path}${query.size === 0 ? '' : `?${query.toString()}`}`;
}

/** Calls one door and gives its answer, or throws `Refusal` or `Unreachable`. */
export async function call<D extends Door>(door: D, wish: Wish<D> = {}): Promise<Answer<D>> {
  const method = door.slice(0, door.indexOf(' '));
  const writes = method !== 'GET';
  const headers = new Headers({ accept: 'application/json' });
  if (writes && csrfToken !== null) headers.set('x-csrf-token', csrfToken);
  if (method === 'POST') headers.set('idempotency-key', wish.key ?? newKey());
  const hasBody = method === 'POST' || method === 'PUT';
  if (hasBody) headers.set('content-type', 'application/json');
  const answer = await reach(addressOf(door, wish), {
    method,
    headers,
    ...(hasBody ? { body: JSON.stringify(wish.body ?? {}) } : {}),
    ...(wish.signal === undefined ? {} : { signal: wish.signal }),
  });
  const text = await answer.text().catch(lost);
  if (!answer.ok) throw refusalOf(answer.status, text);
  return (text === '' ? null : JSON.parse(text)) as Answer<D>;
}

/** Gives the service a PDF as it is. */
export async function sendPdf<D extends Door>(door: D, id: number, pdf: Blob): Promise<Answer<D>> {
  const headers = new Headers({ 'content-type': 'application/pdf' });
  if (csrfToken !== null) headers.set('x-csrf-token', csrfToken);
  const answer = await reach(addressOf(door, { id }), { method: 'PUT', headers, body: pdf });
  const text = await answer.text().catch(lost);
  if (!answer.ok) throw refusalOf(answer.status, text);
  return JSON.parse(text) as Answer<D>;
}

/** A file of ours, such as a letter. */
export async function fetchFile(address: string, signal?: AbortSignal): Promise<Blob> {
  const answer = await reach(address, signal === undefined ? {} : { signal });
  if (!answer.ok) throw refusalOf(answer.status, await answer.text().catch(lost));
  return answer.blob().catch(lost);
}

/** A file that is made of what is sent along, such as a letter in other words. */
export async function fetchMade<D extends Door>(
  door: D,
  body: Body<D>,
  signal: AbortSignal,
): Promise<Blob> {
  const headers = new Headers({ 'content-type': 'application/json', 'idempotency-key': newKey() });
  if (csrfToken !== null) headers.set('x-csrf-token', csrfToken);
  const wish = { method: 'POST', headers, body: JSON.stringify(body), signal };
  const answer = await reach(addressOf(door, {}), wish);
  if (!answer.ok) throw refusalOf(answer.status, await answer.text().catch(lost));
  return answer.blob().catch(lost);
}

let welcome: Promise<void> | null = null;

/** Says hello when the admin opens the page: the shop is served from then on. */
export async function sayHello(): Promise<void> {
  if (!isEmbedded) return;
  welcome ??= knock();
  await welcome.catch((error: unknown) => {
    welcome = null;
    throw error;
  });
}

async function knock(): Promise<void> {
  const answer = await reach('/shopify/session', { method: 'POST' });
  if (!answer.ok) throw refusalOf(answer.status, await answer.text().catch(lost));
}

/** Sends a request of the reader: the browser adds his cookie, or the admin vouches for him. */
export async function reach(address: string, init: RequestInit): Promise<Response> {
  const headers = new Headers(init.headers);
  const credentials = isEmbedded ? 'omit' : 'same-origin';
  try {
    for (const [name, value] of Object.entries(await vouch())) headers.set(name, value);
    return await fetch(address, { ...init, headers, credentials });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    if (error instanceof NotVouched) throw new Refusal(401, 'not_vouched', error.message);
    return lost();
  }
}

function lost(): never {
  throw new Unreachable('no answer');
}

function refusalOf(status: number, text: string): Refusal {
  try {
    const { code, detail, ...more } = JSON.parse(text) as Problem;
    const isStranger = code === 'not_signed_in' && isEmbedded;
    return new Refusal(status, isStranger ? 'not_vouched' : code, detail, more);
  } catch {
    return new Refusal(status, 'internal_error', '');
  }
}
