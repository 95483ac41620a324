/** The list of receivables: filters, sorts, pages and the names a list shows. */
import type { Knex } from 'knex';
import { addDays, daysBetween, type IsoDate } from '../domain/calendar.ts';
import type { ClaimState } from '../domain/claim.ts';
import { InvalidInput } from '../domain/errors.ts';
import type { ReceivableState } from '../domain/receivable.ts';
import type { Db } from './database.ts';
import { toReceivable } from './receivables.ts';
import { debtorName } from './search.ts';

export type ReceivableSort = 'id' | 'due' | 'amount' | 'level' | 'name';

/** What a list asks for; everything but the paging may be left out. */
export interface ListWish {
  sort: ReceivableSort;
  direction: 'asc' | 'desc';
  limit: number;
  /** Of sort `id`: the last id of the page before. */
  afterId: number;
  cursor?: string | undefined;
  state?: readonly ReceivableState[] | undefined;
  claimState?: readonly ClaimState[] | undefined;
  orderName?: string | undefined;
  dueBefore?: IsoDate | undefined;
  dueFrom?: IsoDate | undefined;
  hasDueDate?: 'yes' | 'no' | undefined;
  overdueFrom?: number | undefined;
  overdueTo?: number | undefined;
  levelFrom?: number | undefined;
  levelTo?: number | undefined;
  amountFrom?: number | undefined;
  amountTo?: number | undefined;
  blocked?: 'yes' | 'no' | undefined;
  currency?: string | undefined;
  debtorId?: number | undefined;
  debtorNumber?: string | undefined;
}

type Query = Knex.QueryBuilder;

/** Nobody counts beyond this: the list says "more than". */
const MOST_COUNTED = 1000;

/** States in which money is still to come. */
export const OWING: readonly ReceivableState[] = ['open', 'overdue', 'in_dunning', 'handed_over'];

const COLUMN: Readonly<Record<ReceivableSort, string>> = {
  id: 'r.id',
  due: 'r.due_on',
  amount: 'r.open_cents',
  level: 'r.level',
  name: 'p.sort_name',
};

type Row = Parameters<typeof toReceivable>[0] & {
  open_cents: number;
  sort_name: string | null;
  first_name: string | null;
  restricted_at: string | null;
  last_name: string | null;
  company: string | null;
};

/** One page, with the cursor of the next one and how many there are. */
export async function listReceivables(db: Db, shopId: number, wish: ListWish & { on: IsoDate }) {
  const rows = await readRows(db, shopId, wish);
  const full = rows.length > wish.limit;
  const shown = full ? rows.slice(0, wish.limit) : rows;
  const last = full ? shown.at(-1) : undefined;
  const total = await countRows(db, shopId, wish);
  return {
    items: await decorate(db, shopId, { rows: shown, on: wish.on }),
    nextAfterId: last !== undefined && wish.sort === 'id' ? last.id : null,
    nextCursor: last === undefined ? null : toCursor(wish.sort, last),
    total: Math.min(total, MOST_COUNTED),
    isTotalCapped: total > MOST_COUNTED,
  };
}

/** The whole list, a page at a time: for an export that is never held whole. */
export async function* eachReceivable(db: Db, shopId: number, wish: ListWish & { on: IsoDate }) {
  let cursor = wish.cursor;
  for (;;) {
    const rows = await readRows(db, shopId, { ...wish, cursor, limit: 999 });
    const shown = rows.slice(0, 999);
    yield* await decorate(db, shopId, { rows: shown, on: wish.on });
    const last = shown.at(-1);
    if (rows.length < 1000 || last === undefined) return;
    cursor = toCursor(wish.sort, last);
  }
}

async function readRows(db: Db, shopId: number, wish: ListWish & { on: IsoDate }): Promise<Row[]> {
  const { sort, direction, limit } = wish;
  if (sort === 'name') return readByName(db, shopId, wish);
  const order = (query: Query): void => {
    void query.orderBy(COLUMN[sort], direction);
    if (sort !== 'id') void query.orderBy('r.id', direction);
  };
  const chosen = rowsOf(db, shopId, wish)
    .modify((query: Query) => page(query, wish))
    .modify(order)
    .limit(limit + 1);
  if (wish.claimState === undefined) return withNames(chosen);
  // No index gives these in their order: their ids are sorted, and then only a page is read.
  const ids = chosen.select('r.id').as('chosen');
  return withNames(db('receivables as r').join(ids, 'chosen.id', 'r.id')).modify(order);
}

/** Every row the filter lets through, in no order. */
const rowsOf = (db: Db, shopId: number, wish: ListWish & { on: IsoDate }): Query =>
  db('receivables as r')
    .where('r.shop_id', shopId)
    .modify((query: Query) => filter(db, query, { ...wish, shopId }));

const withNames = (query: Query): Query =>
  query
    .join('parties as p', 'p.id', 'r.debtor_id')
    .select('r.*', 'p.first_name', 'p.last_name', 'p.company', 'p.sort_name', 'p.restricted_at');

const FIRST_NAMES = 4;
const MOST_NAMES = 4000;

/**
 * By name the list goes along the index of the names, some at a time, and looks up what each owes:
 * sorting all receivables by a column of another table would read every one of them.
 */
async function readByName(
  db: Db,
  shopId: number,
  wish: ListWish & { on: IsoDate },
): Promise<Row[]> {
  const { direction, limit } = wish;
  const later = direction === 'asc' ? '>' : '<';
  const sign = direction === 'asc' ? 1 : -1;
  let from = wish.cursor === undefined ? null : fromCursor(wish.cursor, 'name');
  const rows: Row[] = [];
  for (let size = limit * FIRST_NAMES; ; size = Math.min(MOST_NAMES, size * FIRST_NAMES)) {
    const names: { id: number; sort_name: string }[] = await db('parties')
      .where({ shop_id: shopId })
      .modify((query: Query) => {
        if (from !== null) behindName(query, from, { later, isFirst: rows.length === 0 });
      })
      .orderBy([
        { column: 'sort_name', order: direction },
        { column: 'id', order: direction },
      ])
      .limit(size)
      .select('id', 'sort_name');
    const place = new Map(names.map(({ id }, index) => [id, index]));
    const found: Row[] = await withNames(rowsOf(db, shopId, wish)).whereIn('r.debtor_id', [
      ...place.keys(),
    ]);
    const start = from;
    rows.push(
      ...found
        .filter((row) => start?.debtorId !== row.debtor_id || sign * (row.id - start.id) > 0)
        .toSorted(
          (a, b) =>
            (place.get(a.debtor_id) ?? 0) - (place.get(b.debtor_id) ?? 0) || sign * (a.id - b.id),
        ),
    );
    const last = names.at(-1);
    if (rows.length > limit || names.length < size || last === undefined) break;
    from = { value: last.sort_name, id: sign > 0 ? Number.MAX_SAFE_INTEGER : 0, debtorId: last.id };
  }
  return rows.slice(0, limit + 1);
}

/** Names behind a place in their index; the debtor of the place itself may have more. */
function behindName(
  query: Query,
  { value, debtorId }: CursorPlace,
  { later, isFirst }: { later: '<' | '>'; isFirst: boolean },
): void {
  void query.where((rest) => {
    void rest.where('sort_name', later, value);
    void rest.orWhere((same) => {
      void same.where('sort_name', value).where('id', isFirst ? `${later}=` : later, debtorId);
    });
  });
}

async function countRows(
  db: Db,
  shopId: number,
  wish: ListWish & { on: IsoDate },
): Promise<number> {
  const some = rowsOf(db, shopId, wish)
    .limit(MOST_COUNTED + 1)
    .select(db.raw('1 as one'));
  const rows: { n: number }[] = await db.from(some.as('counted')).count({ n: '*' });
  return Number(rows[0]?.n ?? 0);
}

type Filtering = ListWish & { on: IsoDate; shopId: number };

function filter(db: Db, query: Query, wish: Filtering): void {
  const { on, shopId } = wish;
  const least = (column: string, value: number | string | undefined): void => {
    if (value !== undefined) void query.where(column, '>=', value);
  };
  const most = (column: string, value: number | string | undefined): void => {
    if (value !== undefined) void query.where(column, '<=', value);
  };
  if (wish.state !== undefined) void query.whereIn('r.state', [...wish.state]);
  if (wish.orderName !== undefined) void query.where('r.order_name', wish.orderName);
  if (wish.currency !== undefined) void query.where('r.currency', wish.currency);
  if (wish.debtorId !== undefined) void query.where('r.debtor_id', wish.debtorId);
  if (wish.dueBefore !== undefined) void query.where('r.due_on', '<', wish.dueBefore);
  if (wish.hasDueDate === 'yes') void query.whereNotNull('r.due_on');
  if (wish.hasDueDate === 'no') void query.whereNull('r.due_on');
  least('r.due_on', wish.dueFrom);
  least('r.level', wish.levelFrom);
  most('r.level', wish.levelTo);
  least('r.open_cents', wish.amountFrom);
  most('r.open_cents', wish.amountTo);
  if (wish.overdueFrom !== undefined || wish.overdueTo !== undefined) {
    const { overdueFrom = 1, overdueTo } = wish;
    void query.whereIn('r.state', [...OWING]).where('r.open_cents', '>', 0);
    most('r.due_on', addDays(on, -Math.max(1, overdueFrom)));
    if (overdueTo !== undefined) least('r.due_on', addDays(on, -overdueTo));
  }
  if (wish.debtorNumber !== undefined) {
    const { debtorNumber: debtor_number } = wish;
    void query.whereIn(
      'r.debtor_id',
      db('parties').where({ shop_id: shopId, debtor_number }).select('id'),
    );
  }
  if (wish.blocked !== undefined) blockedFilter(db, query, wish);
  if (wish.claimState !== undefined) joinNewestClaim(db, query, wish.claimState);
}

function blockedFilter(db: Db, query: Query, { shopId, on, blocked }: Filtering): void {
  const held = db('dunning_blocks')
    .where({ shop_id: shopId })
    .whereNull('released_at')
    .where((open) => void open.whereNull('until_on').orWhere('until_on', '>=', on))
    .select('receivable_id');
  if (blocked === 'yes') void query.whereIn('r.id', held);
  else void query.whereNotIn('r.id', held);
}

/** Only receivables whose newest claim is in one of the states: joined, it can be read in order. */
function joinNewestClaim(db: Db, query: Query, states: readonly ClaimState[]): void {
  const later = db('claims as later')
    .where('later.receivable_id', db.ref('c.receivable_id'))
    .where('later.id', '>', db.ref('c.id'))
    .select(db.raw('1'));
  void query
    .join('claims as c', 'c.receivable_id', 'r.id')
    .where('c.shop_id', db.ref('r.shop_id'))
    .whereIn('c.state', [...states])
    .whereNotExists(later);
}

// ---------------------------------------------------------------------------------------------
// Pages

type CursorValue = string | number | null;

const valueOf = (sort: ReceivableSort, row: Row): CursorValue => {
  switch (sort) {
    case 'id':
      return row.id;
    case 'due':
      return row.due_on;
    case 'amount':
      return Number(row.open_cents);
    case 'level':
      return row.level;
    case 'name':
      return row.sort_name;
  }
};

const toCursor = (sort: ReceivableSort, row: Row): string =>
  Buffer.from(JSON.stringify([sort, valueOf(sort, row), row.id, row.debtor_id])).toString(
    'base64url',
  );

interface CursorPlace {
  value: CursorValue;
  id: number;
  debtorId: number;
}

function fromCursor(cursor: string, sort: ReceivableSort): CursorPlace {
  const refused = new InvalidInput('cursor: it is not one of this list; begin at the first page');
  let read: unknown;
  try {
    read = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw refused;
  }
  if (!Array.isArray(read) || read[0] !== sort) throw refused;
  const [, value, id, debtorId] = read as unknown[];
  const fits = value === null || typeof value === 'string' || typeof value === 'number';
  if (!fits || typeof id !== 'number' || typeof debtorId !== 'number') throw refused;
  return { value, id, debtorId };
}

/** Goes on behind the last row of the page before; empty values come first, as both databases say. */
function page(query: Query, { cursor, afterId, sort, direction }: ListWish): void {
  const [column, later] = [COLUMN[sort], direction === 'asc' ? '>' : '<'];
  if (cursor === undefined) {
    if (afterId > 0) void query.where('r.id', '>', afterId);
    return;
  }
  const { value, id } = fromCursor(cursor, sort);
  if (sort === 'id') {
    void query.where('r.id', later, id);
  } else if (value === null) {
    void query.where((rest) => {
      void rest.where((same) => void same.whereNull(column).where('r.id', later, id));
      if (direction === 'asc') void rest.orWhereNotNull(column);
    });
  } else {
    void query.where((rest) => {
      void rest.where(column, later, value);
      void rest.orWhere((same) => void same.where(column, value).where('r.id', later, id));
      if (direction === 'desc' && sort !== 'amount' && sort !== 'level')
        void rest.orWhereNull(column);
    });
  }
}

// ---------------------------------------------------------------------------------------------
// What a row shows

async function decorate(
  db: Db,
  shopId: number,
  { rows, on }: { rows: readonly Row[]; on: IsoDate },
) {
  const ids = rows.map((row) => row.id);
  const claims: { receivable_id: number; state: ClaimState; file_number: string | null }[] =
    await db('claims')
      .where({ shop_id: shopId })
      .whereIn('receivable_id', ids)
      .orderBy('id')
      .select('receivable_id', 'state', 'file_number');
  const blocks: { receivable_id: number }[] = await db('dunning_blocks')
    .where({ shop_id: shopId })
    .whereIn('receivable_id', ids)
    .whereNull('released_at')
    .where((open) => void open.whereNull('until_on').orWhere('until_on', '>=', on))
    .select('receivable_id');
  const claimOf = new Map(claims.map((claim) => [claim.receivable_id, claim]));
  const blocked = new Set(blocks.map((row) => row.receivable_id));
  return rows.map((row) => {
    const { shopId: _shop, externalId, policyVersion: _policy, ...shown } = toReceivable(row);
    const isOwing = OWING.includes(row.state) && Number(row.open_cents) > 0;
    const late = row.due_on === null ? 0 : daysBetween(row.due_on, on);
    return {
      ...shown,
      orderId: externalId,
      openCents: Number(row.open_cents),
      debtorName: debtorName(row),
      overdueDays: isOwing ? Math.max(0, late) : 0,
      isBlocked: blocked.has(row.id),
      claimState: claimOf.get(row.id)?.state ?? null,
      fileNumber: claimOf.get(row.id)?.file_number ?? null,
    };
  });
}
