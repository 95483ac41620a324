import type { Instant, IsoDate } from '../domain/calendar.ts';
import { NotFound } from '../domain/errors.ts';
import type { Account, Balances, Posting, PostingKind } from '../domain/ledger.ts';
import type { Cents } from '../domain/money.ts';
import type { Receivable, ReceivableState } from '../domain/receivable.ts';
import type { ShopDebtor } from '../domain/shop-events.ts';
import { type Db, insertOnce, insertRow, toAt, type Trx } from './database.ts';
import { indexReceivables } from './search.ts';

/** How the due date came about: the default of the debtor hangs on it. */
export interface DueTerms {
  kind: 'net' | 'fixed' | 'receipt' | 'fulfillment' | 'unknown';
  days: number | null;
  /** The day of `fixed`, or the day from which `net` counts. */
  fromOn: IsoDate | null;
  /** `order` when the order named the terms, `shop` when the shop's default filled in. */
  source: 'order' | 'shop';
  /** When the shop last changed them, as far as it said so: older terms never overwrite newer. */
  updatedAt: Instant | null;
}

/** A receivable with all that storage keeps of it. */
export interface StoredReceivable extends Receivable {
  shopId: number;
  externalId: string;
  orderName: string;
  invoiceNumber: string | null;
  debtorId: number;
  contractOn: IsoDate;
  terms: DueTerms;
  fulfilledOn: IsoDate | null;
  paymentUrl: string | null;
  policyVersion: number | null;
  /** A later due date begins a new round of reminders. */
  round: number;
  /** Of an invented order or a test order of the shop: it is no money. */
  isTrial: boolean;
}

interface ReceivableRow {
  id: number;
  shop_id: number;
  external_id: string;
  order_name: string;
  invoice_number: string | null;
  debtor_id: number;
  currency: string;
  contract_on: IsoDate;
  terms: string;
  fulfilled_on: IsoDate | null;
  due_on: IsoDate | null;
  payment_url: string | null;
  state: ReceivableState;
  level: number;
  last_notice_on: IsoDate | null;
  notice_deadline_on: IsoDate | null;
  policy_version: number | null;
  round: number;
  is_trial: number | boolean;
  principal_cents: number;
  costs_cents: number;
}

export const toReceivable = (row: ReceivableRow): StoredReceivable => ({
  id: row.id,
  shopId: row.shop_id,
  externalId: row.external_id,
  orderName: row.order_name,
  invoiceNumber: row.invoice_number,
  debtorId: row.debtor_id,
  currency: row.currency,
  contractOn: row.contract_on,
  terms: JSON.parse(row.terms) as DueTerms,
  fulfilledOn: row.fulfilled_on,
  dueOn: row.due_on,
  paymentUrl: row.payment_url,
  state: row.state,
  level: row.level,
  lastNoticeOn: row.last_notice_on,
  noticeDeadlineOn: row.notice_deadline_on,
  policyVersion: row.policy_version,
  round: row.round,
  isTrial: Boolean(row.is_trial),
  principalCents: Number(row.principal_cents),
  costsCents: Number(row.costs_cents),
});

/** The receivable of an order, locked until the transaction ends; null when there is none. */
export async function lockReceivableOfOrder(
  trx: Trx,
  shopId: number,
  externalId: string,
): Promise<StoredReceivable | null> {
  const row: ReceivableRow | undefined = await trx('receivables')
    .where({ shop_id: shopId, external_id: externalId })
    .forUpdate()
    .first();
  return row === undefined ? null : toReceivable(row);
}

/** The receivable of this shop, locked until the transaction ends. */
export async function lockReceivable(
  trx: Trx,
  shopId: number,
  receivableId: number,
): Promise<StoredReceivable> {
  const row: ReceivableRow | undefined = await trx('receivables')
    .where({ shop_id: shopId, id: receivableId })
    .forUpdate()
    .first();
  if (row === undefined) throw new NotFound(`receivable ${receivableId} does not exist`);
  return toReceivable(row);
}

/** Trials of this shop that have not ended as cancelled, locked. */
export async function lockTrials(trx: Trx, shopId: number): Promise<StoredReceivable[]> {
  const rows: ReceivableRow[] = await trx('receivables')
    .where({ shop_id: shopId, is_trial: true })
    .whereNot('state', 'cancelled')
    .orderBy('id')
    .forUpdate();
  return rows.map(toReceivable);
}

/** The receivable of this shop, to look at. */
export async function getReceivable(
  db: Db,
  shopId: number,
  receivableId: number,
): Promise<StoredReceivable> {
  const row: ReceivableRow | undefined = await db('receivables')
    .where({ shop_id: shopId, id: receivableId })
    .first();
  if (row === undefined) throw new NotFound(`receivable ${receivableId} does not exist`);
  return toReceivable(row);
}

export async function addReceivable(
  trx: Trx,
  receivable: Omit<StoredReceivable, 'id' | 'principalCents' | 'costsCents'>,
  at: Instant,
): Promise<number> {
  const id = await insertRow(trx, 'receivables', {
    shop_id: receivable.shopId,
    external_id: receivable.externalId,
    order_name: receivable.orderName,
    invoice_number: receivable.invoiceNumber,
    debtor_id: receivable.debtorId,
    currency: receivable.currency,
    contract_on: receivable.contractOn,
    terms: JSON.stringify(receivable.terms),
    fulfilled_on: receivable.fulfilledOn,
    due_on: receivable.dueOn,
    payment_url: receivable.paymentUrl,
    state: receivable.state,
    level: receivable.level,
    last_notice_on: receivable.lastNoticeOn,
    notice_deadline_on: receivable.noticeDeadlineOn,
    policy_version: receivable.policyVersion,
    round: receivable.round,
    is_trial: receivable.isTrial,
    principal_cents: 0,
    costs_cents: 0,
    created_at: toAt(at),
  });
  await indexReceivables(trx, receivable.shopId, { receivableId: id });
  return id;
}

/** What may change on a receivable besides its money, which only `post` changes. */
export interface ReceivableChange {
  state?: ReceivableState;
  terms?: DueTerms;
  fulfilledOn?: IsoDate | null;
  dueOn?: IsoDate | null;
  paymentUrl?: string | null;
  debtorId?: number;
  level?: number;
  lastNoticeOn?: IsoDate | null;
  noticeDeadlineOn?: IsoDate | null;
  policyVersion?: number | null;
  round?: number;
  invoiceNumber?: string;
}

const COLUMNS: Readonly<Record<keyof ReceivableChange, string>> = {
  state: 'state',
  terms: 'terms',
  fulfilledOn: 'fulfilled_on',
  dueOn: 'due_on',
  paymentUrl: 'payment_url',
  debtorId: 'debtor_id',
  level: 'level',
  lastNoticeOn: 'last_notice_on',
  noticeDeadlineOn: 'notice_deadline_on',
  policyVersion: 'policy_version',
  round: 'round',
  invoiceNumber: 'invoice_number',
};

export async function updateReceivable(
  trx: Trx,
  receivable: { shopId: number; id: number },
  change: ReceivableChange,
): Promise<void> {
  const row: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(change)) {
    const column = COLUMNS[name as keyof ReceivableChange];
    row[column] = name === 'terms' ? JSON.stringify(value) : value;
  }
  if (Object.keys(row).length === 0) return;
  await trx('receivables').where({ shop_id: receivable.shopId, id: receivable.id }).update(row);
  if ('debtorId' in change || 'invoiceNumber' in change) {
    await indexReceivables(trx, receivable.shopId, { receivableId: receivable.id });
  }
}

/**
 * Writes a posting and keeps the open sums of the receivable in step. False when the same posting
 * is there already, and then nothing changes. Lines that do not add up to zero stop everything.
 */
export async function post(
  trx: Trx,
  receivable: { shopId: number; id: number },
  posting: Posting,
  when: { on: IsoDate; at: Instant },
): Promise<boolean> {
  const sum = posting.lines.reduce((total, line) => total + line.amountCents, 0);
  if (sum !== 0) throw new Error(`posting ${posting.key} does not add up: ${sum} cents are left`);
  for (const [index, line] of posting.lines.entries()) {
    const row = {
      shop_id: receivable.shopId,
      receivable_id: receivable.id,
      posting_key: posting.key,
      kind: posting.kind,
      account: line.account,
      amount_cents: line.amountCents,
      booked_on: when.on,
      recorded_at: toAt(when.at),
    };
    if (index > 0) await insertRow(trx, 'ledger_entries', row);
    else if ((await insertOnce(trx, 'ledger_entries', row)) === null) return false;
  }
  const delta = (account: Account): Cents =>
    posting.lines
      .filter((line) => line.account === account)
      .reduce((total, line) => total + line.amountCents, 0);
  await trx('receivables')
    .where({ shop_id: receivable.shopId, id: receivable.id })
    .update({
      principal_cents: trx.raw('principal_cents + ?', [delta('receivable')]),
      costs_cents: trx.raw('costs_cents + ?', [delta('costs')]),
    });
  return true;
}

/** How many postings of a kind a receivable has. */
export async function countPostings(
  db: Db,
  receivableId: number,
  kind: PostingKind,
): Promise<number> {
  const row: Record<string, unknown> | undefined = await db('ledger_entries')
    .where({ receivable_id: receivableId, kind })
    .countDistinct('posting_key as postings')
    .first();
  return Number(row?.['postings'] ?? 0);
}

/** One movement of what the debtor owes. */
export interface Movement {
  account: 'receivable' | 'costs';
  kind: PostingKind;
  /** True for money, false for a change of what is owed. */
  isPayment: boolean;
  amountCents: Cents;
  on: IsoDate;
}

interface MovementRow {
  account: Movement['account'];
  kind: PostingKind;
  amount_cents: number;
  booked_on: IsoDate;
}

export const toMovement = (row: MovementRow): Movement => ({
  account: row.account,
  kind: row.kind,
  isPayment: ['payment', 'shop_difference', 'agency_payment'].includes(row.kind),
  amountCents: Number(row.amount_cents),
  on: row.booked_on,
});

/** Everything that changed what the debtor owes, oldest first. */
export async function listMovements(db: Db, receivableId: number): Promise<Movement[]> {
  const rows: MovementRow[] = await db('ledger_entries')
    .where({ receivable_id: receivableId })
    .whereIn('account', ['receivable', 'costs'])
    .orderBy([{ column: 'booked_on' }, { column: 'id' }])
    .select('account', 'kind', 'amount_cents', 'booked_on');
  return rows.map(toMovement);
}

/** A receivable before its first entry. */
export const NO_BALANCES: Balances = {
  receivable: 0,
  costs: 0,
  revenue: 0,
  fee_income: 0,
  shop_cash: 0,
  shop_difference: 0,
  direct_cash: 0,
  agency_cash: 0,
  write_off: 0,
};

/** The sums of a receivable's accounts, read from its entries. */
export async function readBalances(db: Db, receivableId: number): Promise<Balances> {
  const rows: { account: Account; sum: number | string }[] = await db('ledger_entries')
    .where({ receivable_id: receivableId })
    .groupBy('account')
    .select('account', db.raw('sum(amount_cents) as sum'));
  return Object.assign(
    { ...NO_BALANCES },
    Object.fromEntries(rows.map((row) => [row.account, Number(row.sum)])),
  );
}

// Parties: the only place with names and addresses.

export interface StoredDebtor extends ShopDebtor {
  id: number;
  customerGroup: string | null;
  /** The day on which this e-mail address refused a mail for good; null while it takes mail. */
  emailFailedOn: IsoDate | null;
}

interface PartyRow {
  id: number;
  debtor_number: string | null;
  kind: 'consumer' | 'business';
  first_name: string | null;
  last_name: string | null;
  company: string | null;
  street: string | null;
  postcode: string | null;
  city: string | null;
  country: string | null;
  email: string | null;
  phone: string | null;
  locale: string | null;
  customer_group: string | null;
  email_failed_on: IsoDate | null;
}

const partyRow = (shopId: number, debtor: ShopDebtor): Record<string, unknown> => ({
  shop_id: shopId,
  debtor_number: debtor.debtorNumber,
  kind: debtor.kind,
  first_name: debtor.firstName,
  last_name: debtor.lastName,
  company: debtor.company,
  street: debtor.street,
  postcode: debtor.postcode,
  city: debtor.city,
  country: debtor.country,
  email: debtor.email,
  phone: debtor.phone,
  locale: debtor.locale,
});

export const toDebtor = (row: PartyRow): StoredDebtor => ({
  id: row.id,
  debtorNumber: row.debtor_number,
  kind: row.kind,
  firstName: row.first_name,
  lastName: row.last_name,
  company: row.company,
  street: row.street,
  postcode: row.postcode,
  city: row.city,
  country: row.country,
  email: row.email,
  phone: row.phone,
  locale: row.locale,
  customerGroup: row.customer_group,
  emailFailedOn: row.email_failed_on,
});

/**
 * Keeps the debtor as the order names him: a later address of his does not change this one. His
 * customer group is that of his earlier orders.
 */
export async function addDebtor(trx: Trx, shopId: number, debtor: ShopDebtor): Promise<number> {
  const known: { customer_group: string | null } | undefined =
    debtor.debtorNumber === null
      ? undefined
      : await trx('parties')
          .where({ shop_id: shopId, debtor_number: debtor.debtorNumber })
          .orderBy('id', 'desc')
          .first('customer_group');
  const customer_group = known?.customer_group ?? null;
  return insertRow(trx, 'parties', { ...partyRow(shopId, debtor), customer_group });
}

export async function updateDebtor(
  trx: Trx,
  shopId: number,
  debtor: ShopDebtor & { id: number },
): Promise<void> {
  const kept = { shop_id: shopId, id: debtor.id };
  // Another address has not failed yet.
  const fresh = { email_failed_on: null, email_failed_because: null };
  await trx('parties')
    .where(kept)
    .whereNull('erased_at')
    .whereNotNull('email_failed_on')
    .whereRaw("coalesce(email, '') <> ?", [debtor.email ?? ''])
    .update(fresh);
  await trx('parties').where(kept).whereNull('erased_at').update(partyRow(shopId, debtor));
  await indexReceivables(trx, shopId, { debtorId: debtor.id });
}

export async function getDebtor(db: Db, shopId: number, debtorId: number): Promise<StoredDebtor> {
  const row: PartyRow | undefined = await db('parties')
    .where({ shop_id: shopId, id: debtorId })
    .first();
  if (row === undefined) throw new NotFound(`debtor ${debtorId} does not exist`);
  return toDebtor(row);
}

export { addBlock, listBlocks, releaseBlock, type StoredBlock } from './blocks.ts';
