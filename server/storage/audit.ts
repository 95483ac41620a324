/** The journal as people read it: newest first, with the names of users. */
import type { Instant } from '../domain/calendar.ts';
import { NotFound } from '../domain/errors.ts';
import { type Db, fromAt, fromAtOrNull } from './database.ts';
import type { Role } from './shops.ts';

export interface EventFilter {
  /** Only events before this sequence number. */
  before?: number | undefined;
  limit: number;
  /** A whole name, or the beginning of one that ends in a dot. */
  type?: string | undefined;
  actor?: string | undefined;
  receivableId?: number | undefined;
}

interface EventRow {
  sequence: number;
  type: string;
  receivable_id: number | null;
  claim_id: number | null;
  data: string;
  actor: string;
  occurred_at: string;
  recorded_at: string;
}

/** One page of the shop's journal, newest first. */
export async function listEvents(db: Db, shopId: number, filter: EventFilter) {
  const { before, limit, type, actor, receivableId } = filter;
  const rows: EventRow[] = await db('journal_events')
    .where({ shop_id: shopId })
    .modify((query) => {
      if (before !== undefined) void query.where('sequence', '<', before);
      if (actor !== undefined) void query.where({ actor });
      if (receivableId !== undefined) void query.where('receivable_id', receivableId);
      if (type?.endsWith('.') === true) void query.whereBetween('type', [type, `${type}~`]);
      else if (type !== undefined) void query.where({ type });
    })
    .orderBy('sequence', 'desc')
    .limit(limit + 1);
  const shown = rows.slice(0, limit);
  const names = await namesOf(db, shopId, shown);
  const currencies = await currenciesOf(db, shopId, shown);
  return {
    items: shown.map((row) => ({
      sequence: Number(row.sequence),
      type: row.type,
      receivableId: row.receivable_id,
      currency: currencies.get(Number(row.receivable_id)) ?? null,
      claimId: row.claim_id,
      data: JSON.parse(row.data) as Record<string, string | number | boolean | null>,
      actor: row.actor,
      actorName: names.get(row.actor) ?? null,
      occurredAt: fromAt(row.occurred_at),
      recordedAt: fromAt(row.recorded_at),
    })),
    nextBefore: rows.length > limit ? Number(shown.at(-1)?.sequence ?? 0) : null,
  };
}

/** The story of one receivable. */
export async function listTimeline(
  db: Db,
  shopId: number,
  page: EventFilter & { receivableId: number },
) {
  await expectReceivable(db, shopId, page.receivableId);
  const { items, nextBefore } = await listEvents(db, shopId, page);
  const bare = items.map(
    ({ receivableId: _receivable, claimId: _claim, currency: _currency, ...item }) => item,
  );
  return { items: bare, nextBefore };
}

/** Refuses a receivable that is not this shop's. */
export async function expectReceivable(db: Db, shopId: number, id: number): Promise<void> {
  const row: unknown = await db('receivables').where({ shop_id: shopId, id }).first('id');
  if (row === undefined) throw new NotFound(`receivable ${id} does not exist`);
}

/** In what the cents of an event are, by its receivable. */
async function currenciesOf(
  db: Db,
  shopId: number,
  rows: readonly Pick<EventRow, 'receivable_id'>[],
): Promise<Map<number, string>> {
  const ids = [...new Set(rows.flatMap(({ receivable_id: id }) => (id === null ? [] : [id])))];
  const found: { id: number; currency: string }[] = await db('receivables')
    .where({ shop_id: shopId })
    .whereIn('id', ids)
    .select('id', 'currency');
  return new Map(found.map(({ id, currency }) => [Number(id), currency]));
}

/** Names of the actors that are users (`user:1`) or API keys (`key:1`). */
export async function namesOf(
  db: Db,
  shopId: number,
  rows: readonly { actor: string }[],
): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const [kind, table] of [
    ['user', 'users'],
    ['key', 'api_keys'],
  ] as const) {
    const own = rows.flatMap(({ actor }) => new RegExp(`^${kind}:(\\d+)$`).exec(actor)?.[1] ?? []);
    const ids = [...new Set(own.map(Number))];
    if (ids.length === 0) continue;
    const named: { id: number; name: string }[] = await db(table)
      .where({ shop_id: shopId })
      .whereIn('id', ids)
      .select('id', 'name');
    for (const { id, name } of named) names.set(`${kind}:${id}`, name);
  }
  return names;
}

/** The newest event of the shop's journal; 0 before the first. */
export async function readJournalHead(db: Db, shopId: number): Promise<number> {
  const row: { sequence: number } | undefined = await db('journal_heads')
    .where({ shop_id: shopId })
    .first('sequence');
  return Number(row?.sequence ?? 0);
}

/** What happened after an event, oldest first, without its data: enough to know what to read anew. */
export async function listChangesAfter(db: Db, shopId: number, sequence: number, limit: number) {
  const rows: EventRow[] = await db('journal_events')
    .where({ shop_id: shopId })
    .where('sequence', '>', sequence)
    .orderBy('sequence')
    .limit(limit)
    .select('sequence', 'type', 'receivable_id', 'claim_id');
  return rows.map((row) => ({
    sequence: Number(row.sequence),
    type: row.type,
    receivableId: row.receivable_id,
    claimId: row.claim_id,
  }));
}

interface KeyRow {
  id: number;
  name: string;
  role: Role;
  created_at: string;
  revoked_at: string | null;
}

export interface ApiKeyView {
  id: number;
  name: string;
  role: Role;
  createdAt: Instant;
  revokedAt: Instant | null;
}

/** Every API key of the shop, without the key itself. */
export async function listApiKeys(db: Db, shopId: number): Promise<ApiKeyView[]> {
  const rows: KeyRow[] = await db('api_keys').where({ shop_id: shopId }).orderBy('id');
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    role: row.role,
    createdAt: fromAt(row.created_at),
    revokedAt: fromAtOrNull(row.revoked_at),
  }));
}
