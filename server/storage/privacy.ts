/** Requests of shops about personal data, and everything that is kept of one debtor. */
import type { Instant, IsoDate } from '../domain/calendar.ts';
import { NotFound } from '../domain/errors.ts';
import type { ShopPrivacyRequest } from '../domain/shop-events.ts';
import { type Db, fromAt, fromAtOrNull, insertOnce, toAt, type Trx } from './database.ts';
import { erasePapers, PAPERS, readPapers } from './debtor-papers.ts';
import { askToEraseLetters } from './printed-letters.ts';
import { type Column, readSchema, type Schema } from './schema.ts';
import { indexReceivables } from './search.ts';

/** `restricted`: kept for a reason that will end; `refused`: the reason for it is gone. */
export type RequestState = 'open' | 'restricted' | 'done' | 'refused';

export interface PrivacyRequest {
  id: number;
  shopId: number;
  kind: ShopPrivacyRequest['kind'];
  debtorNumber: string | null;
  orderIds: readonly string[];
  answerByOn: IsoDate;
  state: RequestState;
  outcome: string | null;
  eraseAfterOn: IsoDate | null;
  receivedAt: Instant;
  settledAt: Instant | null;
  settledBy: string | null;
}

interface RequestRow {
  id: number;
  shop_id: number;
  kind: ShopPrivacyRequest['kind'];
  debtor_number: string | null;
  order_ids: string;
  answer_by_on: IsoDate;
  state: RequestState;
  outcome: string | null;
  erase_after_on: IsoDate | null;
  received_at: string;
  settled_at: string | null;
  settled_by: string | null;
}

const toRequest = (row: RequestRow): PrivacyRequest => ({
  id: row.id,
  shopId: row.shop_id,
  kind: row.kind,
  debtorNumber: row.debtor_number,
  orderIds: JSON.parse(row.order_ids) as string[],
  answerByOn: row.answer_by_on,
  state: row.state,
  outcome: row.outcome,
  eraseAfterOn: row.erase_after_on,
  receivedAt: fromAt(row.received_at),
  settledAt: fromAtOrNull(row.settled_at),
  settledBy: row.settled_by,
});

/** Keeps a request once for each delivery; null when it is there already. */
export async function addRequest(
  trx: Trx,
  request: Pick<PrivacyRequest, 'shopId' | 'kind' | 'debtorNumber' | 'orderIds' | 'answerByOn'> & {
    inboxId: number;
  },
  at: Instant,
): Promise<number | null> {
  return insertOnce(trx, 'privacy_requests', {
    shop_id: request.shopId,
    inbox_id: request.inboxId,
    kind: request.kind,
    debtor_number: request.debtorNumber,
    order_ids: JSON.stringify(request.orderIds),
    answer_by_on: request.answerByOn,
    state: 'open',
    received_at: toAt(at),
  });
}

/** Every request of a shop, the newest first. */
export async function listRequests(db: Db, shopId: number): Promise<PrivacyRequest[]> {
  const rows: RequestRow[] = await db('privacy_requests')
    .where({ shop_id: shopId })
    .orderBy('id', 'desc')
    .limit(500);
  return rows.map(toRequest);
}

export async function lockRequest(trx: Trx, shopId: number, id: number): Promise<PrivacyRequest> {
  const row: RequestRow | undefined = await trx('privacy_requests')
    .where({ shop_id: shopId, id })
    .forUpdate()
    .first();
  if (row === undefined) throw new NotFound(`privacy request ${id} does not exist`);
  return toRequest(row);
}

/** Requests to erase that are open, or whose reason to keep may have ended by this day. */
export async function listErasures(db: Db, on: IsoDate): Promise<{ id: number; shopId: number }[]> {
  const rows: { id: number; shop_id: number }[] = await db('privacy_requests')
    .whereIn('kind', ['redact_debtor', 'redact_shop'])
    .where((due) => {
      void due.where('state', 'open').orWhere((kept) => {
        void kept.where('state', 'restricted').where((ended) => {
          void ended.whereNull('erase_after_on').orWhere('erase_after_on', '<', on);
        });
      });
    })
    .orderBy('id')
    .limit(500)
    .select('id', 'shop_id');
  return rows.map((row) => ({ id: row.id, shopId: row.shop_id }));
}

export async function settleRequest(
  trx: Trx,
  id: number,
  outcome: { state: RequestState; outcome: string; eraseAfterOn: IsoDate | null; by: string },
  at: Instant,
): Promise<void> {
  await trx('privacy_requests')
    .where({ id })
    .update({
      state: outcome.state,
      outcome: outcome.outcome.slice(0, 500),
      erase_after_on: outcome.eraseAfterOn,
      settled_at: toAt(at),
      settled_by: outcome.by.slice(0, 60),
    });
}

/** A debtor of one order that is not erased yet, and what decides on keeping him. */
export interface KeptDebtor {
  debtorId: number;
  claimOpen: boolean;
  restricted: boolean;
  contractOn: readonly IsoDate[];
  lettersOn: readonly IsoDate[];
}

/** The debtors a request means: by the shop's number of the person, and by the orders it names. */
export async function listKeptDebtors(
  db: Db,
  { shopId, debtorNumber, orderIds }: Pick<PrivacyRequest, 'shopId' | 'debtorNumber' | 'orderIds'>,
): Promise<KeptDebtor[]> {
  const parties: { id: number; restricted_at: string | null }[] = await db('parties')
    .where({ shop_id: shopId })
    .whereNull('erased_at')
    .where((named) => {
      void named
        .whereIn(
          'id',
          db('receivables')
            .where({ shop_id: shopId })
            .whereIn('external_id', [...orderIds])
            .select('debtor_id'),
        )
        .orWhere((known) => {
          if (debtorNumber === null) void known.whereRaw('1 = 0');
          else void known.where('debtor_number', debtorNumber);
        });
    })
    .orderBy('id')
    .select('id', 'restricted_at');
  const debtors: KeptDebtor[] = [];
  for (const { id, restricted_at } of parties) {
    const facts = await readKeepingFacts(db, id);
    debtors.push({ debtorId: id, restricted: restricted_at !== null, ...facts });
  }
  return debtors;
}

const UNPAID = ['open', 'overdue', 'in_dunning', 'handed_over'];

async function readKeepingFacts(db: Db, debtorId: number) {
  const receivables: {
    id: number;
    contract_on: IsoDate;
    state: string;
    principal_cents: number;
  }[] = await db('receivables')
    .where({ debtor_id: debtorId })
    .select('id', 'contract_on', 'state', 'principal_cents');
  const ids = receivables.map(({ id }) => id);
  const live: unknown = await db('claims')
    .whereIn('receivable_id', ids)
    .whereNotNull('live_key')
    .first('id');
  const letters: { run_on: IsoDate }[] = await db('reminders')
    .whereIn('receivable_id', ids)
    .whereNotNull('sent_at')
    .select('run_on');
  const owes = receivables.some(
    ({ state, principal_cents }) => UNPAID.includes(state) && Number(principal_cents) > 0,
  );
  return {
    claimOpen: owes || live !== undefined,
    contractOn: receivables.map((row) => row.contract_on),
    lettersOn: letters.map((row) => row.run_on),
  };
}

/** The data stay, are used for nothing else, and his name finds him no more. */
export async function restrictDebtor(
  trx: Trx,
  { shopId, debtorId }: { shopId: number; debtorId: number },
  at: Instant,
): Promise<void> {
  const key = { shop_id: shopId, id: debtorId };
  await trx('parties')
    .where(key)
    .update({ restricted_at: toAt(at) });
  await indexReceivables(trx, shopId, { debtorId });
}

// ---------------------------------------------------------------------------------------------
// Everything that is kept of a debtor

type Row = Readonly<Record<string, unknown>>;
export type DebtorFile = Record<string, Row[]>;

/**
 * Every row that hangs on a debtor, by table: his own, and whatever refers to it, down to the last.
 * Tables that a later release adds are found by themselves.
 */
export async function readDebtorFile(
  db: Db,
  debtorIds: readonly number[],
  schema?: Schema,
): Promise<DebtorFile> {
  const { references } = schema ?? (await readSchema(db));
  const found = new Map<string, Map<number, Row>>();
  const rows: Row[] = await db('parties').whereIn('id', [...debtorIds]);
  let news: [string, Row[]][] = [['parties', rows]];
  while (news.length > 0) {
    const next: [string, Row[]][] = [];
    for (const [table, added] of news) {
      const known = found.get(table) ?? new Map<number, Row>();
      const fresh = added.filter((row) => !known.has(Number(row['id'])));
      for (const row of fresh) known.set(Number(row['id']), row);
      found.set(table, known);
      const ids = fresh.map((row) => Number(row['id']));
      for (const reference of ids.length === 0 ? [] : references) {
        if (reference.parent !== table || reference.table === 'privacy_requests') continue;
        next.push([reference.table, await db(reference.table).whereIn(reference.column, ids)]);
      }
    }
    news = next;
  }
  const file = Object.fromEntries(
    [...found]
      .filter(([, kept]) => kept.size > 0)
      .map(([table, kept]) => [table, [...kept.values()]]),
  );
  return { ...file, ...(await readPapers(db, file)) };
}

/** The events of these receivables, as the journal tells them. */
export async function listEventsOf(
  db: Db,
  shopId: number,
  receivableIds: readonly number[],
): Promise<Row[]> {
  return db('journal_events')
    .where({ shop_id: shopId })
    .whereIn('receivable_id', [...receivableIds])
    .orderBy('sequence')
    .select('type', 'receivable_id', 'data', 'occurred_at');
}

/** Messages of the shop, as they came, in which one of these numbers stands. */
export async function listRawMessages(
  db: Db,
  shop: { source: string; domain: string },
  numbers: readonly string[],
): Promise<{ id: number; topic: string; body: string; receivedAt: Instant }[]> {
  if (numbers.length === 0) return [];
  const rows: { id: number; topic: string; body: Uint8Array; received_at: string }[] = await db(
    'inbox',
  )
    .where({ source: shop.source, shop_domain: shop.domain })
    .where((any) => {
      for (const number of numbers)
        void any.orWhereRaw('instr(body, ?) > 0', [Buffer.from(number)]);
    })
    .orderBy('id')
    .select('id', 'topic', 'body', 'received_at');
  const whole = numbers.map((number) => new RegExp(`(?<!\\d)${number}(?!\\d)`));
  return rows
    .map((row) => ({
      id: row.id,
      topic: row.topic,
      body: Buffer.from(row.body).toString('utf8'),
      receivedAt: fromAt(row.received_at),
    }))
    .filter(({ body }) => whole.some((number) => number.test(body)));
}

const SETTLED = ['applied', 'ignored'];

/** Empties messages that were applied: what they told stands in our books. */
export async function emptyRawMessages(db: Db, ids: readonly number[]): Promise<void> {
  await db('inbox')
    .whereIn('id', [...ids])
    .whereIn('state', SETTLED)
    .update({ body: Buffer.alloc(0) });
}

/** Empties messages of every shop that came before an instant and were applied, or find no shop. */
export async function emptyRawMessagesBefore(db: Db, before: Instant): Promise<number> {
  return db('inbox')
    .where('received_at', '<', toAt(before))
    .whereIn('state', [...SETTLED, 'unknown_shop'])
    .whereRaw('length(body) > 0')
    .update({ body: Buffer.alloc(0) });
}

const TEXT_TYPES: ReadonlySet<string> = new Set([
  'text',
  'mediumtext',
  'longtext',
  'blob',
  'longblob',
]);
const PERSONAL_NAME = /note|text|words|message|subject|email|phone|url|recipient|refusal|court/;
/** Keys and hashes are ours; emptied, two of them would be the same. */
const KEY_NAME = /_(key|hash|id)$/;
/** Texts without a word about a person. */
const HARMLESS: ReadonlySet<string> = new Set(['receivables.terms', 'journal_events.data']);

/**
 * Erases a debtor: his names and addresses, and every free text that hangs on him. Sums, days and
 * numbers of documents stay: they name nobody.
 */
export async function eraseDebtor(trx: Trx, debtorId: number, at: Instant): Promise<void> {
  const schema = await readSchema(trx);
  const file = await readDebtorFile(trx, [debtorId], schema);
  await erasePapers(trx, file);
  for (const [table, rows] of Object.entries(file)) {
    if (table === 'parties' || PAPERS.includes(table)) continue;
    const columns = (schema.tables.get(table) ?? []).filter((column) => isText(table, column));
    for (const row of columns.length === 0 ? [] : rows) {
      const emptied = columns.map((column) => [column.name, emptyOf(row[column.name], column)]);
      await trx(table).where({ id: row['id'] }).update(Object.fromEntries(emptied));
    }
  }
  const nobody = Object.fromEntries(PARTY_COLUMNS.map((column) => [column, null]));
  await trx('parties')
    .where({ id: debtorId })
    .update({ ...nobody, erased_at: toAt(at) });
  const party: { shop_id: number } | undefined = await trx('parties')
    .where({ id: debtorId })
    .first('shop_id');
  if (party === undefined) return;
  await eraseAtAgency(trx, party.shop_id, file);
  await askToEraseLetters(trx, { shopId: party.shop_id, debtorId }, at);
  // An erased name must not be found by its words.
  await indexReceivables(trx, party.shop_id, { debtorId });
}

const PARTY_COLUMNS = [
  'debtor_number',
  'first_name',
  'last_name',
  'company',
  'street',
  'postcode',
  'city',
  'email',
  'phone',
  'customer_group',
  'email_failed_because',
];

const isText = (table: string, { name, type }: Column): boolean =>
  !HARMLESS.has(`${table}.${name}`) &&
  !KEY_NAME.test(name) &&
  (TEXT_TYPES.has(type) || (type === 'varchar' && PERSONAL_NAME.test(name)));

/** Nothing where nothing may stand, else an empty value of the same form. */
function emptyOf(value: unknown, { nullable }: Column): unknown {
  if (value === null || nullable) return null;
  if (typeof value !== 'string') return Buffer.alloc(0);
  if (value.startsWith('{')) return '{}';
  return value.startsWith('[') ? '[]' : '';
}

/** What the agency sent in one piece with news of others, and the traces of calls about him. */
async function eraseAtAgency(trx: Trx, shopId: number, file: DebtorFile): Promise<void> {
  const numbers = (name: string, table: string): unknown[] =>
    (file[table] ?? []).map((row) => row[name]).filter((value) => value !== null);
  await trx('agency_batches')
    .whereIn('id', numbers('batch_id', 'agency_news') as number[])
    .update({ raw: '' });
  const about = [...numbers('our_reference', 'claims'), ...numbers('file_number', 'claims')];
  await trx('agency_traces')
    .where({ shop_id: shopId })
    .whereIn('about', about as string[])
    .delete();
}
