/** What one agency may see at its door: claims of its own account that were handed over to it. */
import type { Knex } from 'knex';
import type { Instant, IsoDate } from '../domain/calendar.ts';
import type { AgencyRecord, CaseRecord } from '../domain/agency-records.ts';
import type { ClaimState } from '../domain/claim.ts';
import { Forbidden, NotFound } from '../domain/errors.ts';
import type { Cents } from '../domain/money.ts';
import { type Db, fromAt } from './database.ts';
import type { OutboxKind } from './outbox.ts';
import { isRestricted } from './restrictions.ts';

/** The account whose key was shown; every query names it and its shop. */
export interface DoorAccount {
  shopId: number;
  accountId: number;
}

export interface DoorClaim {
  id: number;
  ourReference: string;
  fileNumber: string | null;
  state: ClaimState;
  mode: 'sandbox' | 'live';
  handedOverAt: Instant;
}

interface DoorRow {
  id: number;
  our_reference: string;
  file_number: string | null;
  state: ClaimState;
  mode: 'sandbox' | 'live';
  ended_at: string;
  payload: string;
}

/** Claims whose package is laid out for this agency; a queued one is not. */
const handedOver = (db: Db, { shopId, accountId }: DoorAccount) =>
  db('claims as c')
    .join('outbox as o', 'o.claim_id', 'c.id')
    .where({ 'c.shop_id': shopId, 'c.agency_account_id': accountId })
    .where({ 'o.kind': 'claim.submit', 'o.state': 'delivered' })
    .select('c.id', 'c.our_reference', 'c.file_number', 'c.state', 'c.mode', 'o.ended_at')
    .select('o.payload');

const toDoorClaim = (row: DoorRow): DoorClaim => ({
  id: row.id,
  ourReference: row.our_reference,
  fileNumber: row.file_number,
  state: row.state,
  mode: row.mode,
  handedOverAt: fromAt(row.ended_at),
});

/**
 * What an agency was told behind the row that it read last, in the order of the moments: what waited
 * longer may be older by its number. A row that is not its own any more begins anew.
 */
async function behind<T>(
  told: Knex.QueryBuilder,
  id: 'c.id' | 'o.id',
  page: { afterId: number; limit: number; only?: (told: Knex.QueryBuilder) => void },
): Promise<T[]> {
  const last: { ended_at: string } | undefined =
    page.afterId === 0 ? undefined : await told.clone().where(id, page.afterId).first();
  page.only?.(told);
  if (last !== undefined) {
    void told.where((later) => {
      void later.where('o.ended_at', '>', last.ended_at).orWhere((same) => {
        void same.where('o.ended_at', last.ended_at).where(id, '>', page.afterId);
      });
    });
  }
  return told.orderBy([{ column: 'o.ended_at' }, { column: id }]).limit(page.limit + 1);
}

/** A page of claims; `new` are those without a file number that have not ended. */
export async function listDoorClaims(
  db: Db,
  account: DoorAccount,
  page: { afterId: number; limit: number; show: 'new' | 'all' },
): Promise<{ items: DoorClaim[]; nextAfterId: number | null }> {
  const isNew = (query: Knex.QueryBuilder): void => {
    if (page.show === 'new') void query.whereNull('c.file_number').whereNotNull('c.live_key');
  };
  const rows = await behind<DoorRow>(handedOver(db, account), 'c.id', { ...page, only: isNew });
  const items = rows.slice(0, page.limit).map(toDoorClaim);
  return { items, nextAfterId: rows.length > page.limit ? (items.at(-1)?.id ?? null) : null };
}

/** One claim with the package as it was frozen. Of another account it does not exist. */
export async function getDoorClaim(
  db: Db,
  account: DoorAccount,
  claimId: number,
): Promise<DoorClaim & { package: Readonly<Record<string, unknown>> }> {
  const row: DoorRow | undefined = await handedOver(db, account).where('c.id', claimId).first();
  if (row === undefined) throw new NotFound(`claim ${claimId} does not exist`);
  return { ...toDoorClaim(row), package: JSON.parse(row.payload) as Record<string, unknown> };
}

/**
 * The package of a claim for its agency. Data that are restricted serve the claim alone (GDPR
 * 18(2)): once it has ended, the agency reads them no more.
 */
export async function readDoorPackage(
  db: Db,
  account: DoorAccount,
  claimId: number,
): Promise<DoorClaim & { package: Readonly<Record<string, unknown>> }> {
  const claim = await getDoorClaim(db, account, claimId);
  const ended: unknown = await db('claims').where({ id: claimId, live_key: null }).first('id');
  if (ended === undefined) return claim;
  if (!(await isRestricted(db, account.shopId, { table: 'claims', id: claimId }))) return claim;
  throw new Forbidden(
    `claim ${claimId} has ended, and the data of its debtor are restricted (GDPR 18)`,
  );
}

/** Another claim of the account has this file number. */
export async function isFileNumberTaken(
  db: Db,
  { accountId }: DoorAccount,
  fileNumber: string,
  byOtherThan: number,
): Promise<boolean> {
  const row: unknown = await db('claims')
    .where({ agency_account_id: accountId, file_number: fileNumber })
    .whereNot({ id: byOtherThan })
    .first('id');
  return row !== undefined;
}

interface InstructionRow {
  id: number;
  kind: OutboxKind;
  payload: string;
  ended_at: string;
  claim_id: number;
  our_reference: string;
  file_number: string;
  live_key: string | null;
  restricted_at: string | null;
}

const INSTRUCTIONS: readonly OutboxKind[] = [
  'claim.close',
  'claim.direct_payment',
  'claim.message',
];

const instructions = (db: Db, { shopId, accountId }: DoorAccount) =>
  db('outbox as o')
    .join('claims as c', 'c.id', 'o.claim_id')
    .join('receivables as r', 'r.id', 'c.receivable_id')
    .join('parties as p', 'p.id', 'r.debtor_id')
    .where({ 'c.shop_id': shopId, 'c.agency_account_id': accountId, 'o.state': 'delivered' })
    .whereIn('o.kind', [...INSTRUCTIONS])
    .select('o.id', 'o.kind', 'o.payload', 'o.ended_at', 'o.claim_id')
    .select('c.our_reference', 'c.file_number', 'c.live_key', 'p.restricted_at');

/** What the creditor wants done with a claim: recall, a direct payment, a message. */
export interface DoorInstruction {
  id: number;
  kind: 'recall' | 'direct_payment' | 'message';
  claimId: number;
  ourReference: string;
  fileNumber: string;
  at: Instant;
  paidOn: IsoDate | null;
  amountCents: Cents | null;
  text: string | null;
}

/** A page of instructions, in the order in which they were given. */
export async function listDoorInstructions(
  db: Db,
  account: DoorAccount,
  page: { afterId: number; limit: number },
): Promise<{ items: DoorInstruction[]; nextAfterId: number | null }> {
  const rows = await behind<InstructionRow>(instructions(db, account), 'o.id', page);
  const items = rows.slice(0, page.limit).map(toInstruction);
  return { items, nextAfterId: rows.length > page.limit ? (items.at(-1)?.id ?? null) : null };
}

function toInstruction(row: InstructionRow): DoorInstruction {
  const payload = JSON.parse(row.payload) as {
    paidOn?: IsoDate;
    amountCents?: Cents;
    text?: string;
  };
  // As with the package: what is restricted serves a claim that lives.
  const isOver = row.live_key === null && row.restricted_at !== null;
  const kind =
    row.kind === 'claim.close'
      ? 'recall'
      : row.kind === 'claim.message'
        ? 'message'
        : 'direct_payment';
  return {
    id: row.id,
    kind,
    claimId: row.claim_id,
    ourReference: row.our_reference,
    fileNumber: row.file_number,
    at: fromAt(row.ended_at),
    paidOn: payload.paidOn ?? null,
    amountCents: payload.amountCents ?? null,
    text: isOver ? null : (payload.text ?? null),
  };
}

/** Everything said about the claim with this file number, both ways; null when there is none. */
export async function findCase(
  db: Db,
  account: DoorAccount,
  fileNumber: string,
): Promise<{ claimedCents: Cents; accountWanted: boolean; records: CaseRecord[] } | null> {
  const claim: { id: number; sum: number; wanted: number | boolean } | undefined = await db(
    'claims',
  )
    .where({
      shop_id: account.shopId,
      agency_account_id: account.accountId,
      file_number: fileNumber,
    })
    .first(
      'id',
      { wanted: 'account_wanted' },
      { sum: db.raw('principal_cents + costs_cents + interest_cents') },
    );
  if (claim === undefined) return null;
  const news: { item: string }[] = await db('agency_news')
    .where({ agency_account_id: account.accountId, claim_id: claim.id })
    .orderBy('id')
    .select('item');
  const own: InstructionRow[] = await instructions(db, account)
    .where('o.claim_id', claim.id)
    .orderBy('o.id');
  return {
    claimedCents: Number(claim.sum),
    accountWanted: Boolean(claim.wanted),
    records: [
      ...news.flatMap(({ item }) => toRecord(item)),
      ...own.map((row) => toOwnRecord(toInstruction(row))),
    ],
  };
}

/** What was said at the door; news that came another way are no records. */
function toRecord(item: string): AgencyRecord[] {
  const read = JSON.parse(item) as Partial<AgencyRecord>;
  return read.kind === undefined || read.at === undefined ? [] : [read as AgencyRecord];
}

function toOwnRecord(wish: DoorInstruction): CaseRecord {
  const told = { at: wish.at, delivery: String(wish.id) };
  if (wish.kind === 'recall') return { ...told, kind: 'recall' };
  if (wish.kind === 'message') return { ...told, kind: 'sent_message', text: wish.text ?? '' };
  const { paidOn, amountCents } = wish;
  if (paidOn === null || amountCents === null) {
    throw new Error(`direct payment ${wish.id} has neither day nor amount`);
  }
  return { ...told, kind: 'direct_payment', paidOn, amountCents };
}

/** The file number the agency gave to our reference, or null. */
export async function findDoorFileNumber(
  db: Db,
  account: DoorAccount,
  ourReference: string,
): Promise<string | null> {
  const row: { file_number: string | null } | undefined = await db('claims')
    .where({ shop_id: account.shopId, agency_account_id: account.accountId })
    .where({ our_reference: ourReference })
    .first('file_number');
  return row?.file_number ?? null;
}

/** Every piece of money news of the account. */
export async function listMoneyRecords(db: Db, account: DoorAccount): Promise<AgencyRecord[]> {
  const rows: { item: string }[] = await db('agency_news')
    .where({ shop_id: account.shopId, agency_account_id: account.accountId, kind: 'money' })
    .orderBy('id')
    .select('item');
  return rows.flatMap(({ item }) => toRecord(item));
}
