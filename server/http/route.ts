import type { z } from 'zod';
import type { House } from '../actions/house.ts';
import { dayOf, type Instant, type IsoDate } from '../domain/calendar.ts';
import { getShopView, type KeyHolder } from '../storage/views.ts';
import type { AgencyConnector, EmailChannel } from '../ports.ts';
import type { AgencyAccount } from '../storage/queues.ts';
import type { Caller } from './caller.ts';

/** Who calls, for which shop, and when; read once for each request. */
export interface Call {
  house: House;
  shopId: number;
  actor: string;
  /** The key or the person behind the call. */
  caller: Caller;
  at: Instant;
  /** Names this process for leases. */
  owner: string;
  /** Null while no mail server is configured. */
  email: EmailChannel | null;
  /** The agency behind an account. */
  agencyOf: (account: AgencyAccount) => AgencyConnector;
  /** Asks the agencies for news now and not at their next time. */
  lookForNews: () => void;
  /** The time as it goes on, for work that lasts. */
  now: () => Instant;
}

/** An answer that is no JSON: a PDF, a CSV. Its pieces are sent as they come. */
export class FileAnswer {
  readonly name: string;
  readonly type: string;
  readonly pieces: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;
  /** True to be shown by the browser, false to be saved. */
  readonly inline: boolean;
  constructor(file: Pick<FileAnswer, 'name' | 'type' | 'pieces'> & { inline?: boolean }) {
    this.name = file.name;
    this.type = file.type;
    this.pieces = file.pieces;
    this.inline = file.inline ?? false;
  }
}

type Role = KeyHolder['role'];

/** One door of the API. The router and the OpenAPI file are both made from this. */
export interface Route {
  method: 'get' | 'post' | 'put' | 'delete';
  path: string;
  summary: string;
  roles: readonly Role[];
  query?: z.ZodType;
  body?: z.ZodType;
  /** Of the body, when it is no JSON: its bytes are read once the caller is known. */
  takes?: 'application/pdf';
  hasId: boolean;
  answer: z.ZodType;
  /** Of the answer, when it is a file and no JSON. */
  type?: string;
  status: 200 | 201 | 202;
  /** True where the answer holds a secret: it is not kept for a repeated `Idempotency-Key`. */
  isSecret?: boolean;
  /** True where the answer is about one debtor from end to end, as a file always is. */
  isAboutDebtor?: boolean;
  handle: (call: Call, input: { id: number; query: unknown; body: unknown }) => Promise<unknown>;
}

/** Everybody with a key of the shop. */
export const READ: readonly Role[] = ['owner', 'clerk', 'read_only'];
/** Who does the daily work. */
export const WORK: readonly Role[] = ['owner', 'clerk'];
/** What only the owner of the shop may decide. */
export const DECIDE: readonly Role[] = ['owner'];

interface Wish<Q extends z.ZodType, B extends z.ZodType> {
  method: Route['method'];
  path: string;
  summary: string;
  roles: readonly Role[];
  query?: Q;
  body?: B;
  takes?: 'application/pdf';
  answer: z.ZodType;
  type?: string;
  status?: Route['status'];
  isSecret?: boolean;
  isAboutDebtor?: boolean;
  handle: (
    call: Call,
    input: { id: number; query: z.output<Q>; body: z.output<B> },
  ) => Promise<unknown>;
}

/** Types a route by its schemas; the router has parsed the input before `handle` sees it. */
export function route<Q extends z.ZodType = z.ZodUndefined, B extends z.ZodType = z.ZodUndefined>(
  wish: Wish<Q, B>,
): Route {
  return {
    ...wish,
    status: wish.status ?? 200,
    hasId: wish.path.includes(':id'),
    handle: wish.handle as Route['handle'],
  };
}

/** The creditor's calendar day of a call. */
export async function todayOf({ house, shopId, at }: Call): Promise<IsoDate> {
  const shop = await getShopView(house.db, shopId);
  return dayOf(at, shop.settings.timeZone);
}
