/** What the doors show. Reads only; every query names its shop. */
import type { IsoDate } from '../domain/calendar.ts';
import type { ClaimState } from '../domain/claim.ts';
import { NotFound } from '../domain/errors.ts';
import { namesOf } from './audit.ts';
import { toClaim } from './claims.ts';
import { type Db, fromAt, fromAtOrNull } from './database.ts';
import { findInvoiceFacts } from './documents.ts';
import type { OutboxKind } from './outbox.ts';
import { toDebtor, toReceivable } from './receivables.ts';
import { findRestriction } from './restrictions.ts';
import { getShop } from './shops.ts';
import { readTracks } from './views-agency.ts';

export { findRestricted, isRestricted, type LeadToDebtor } from './restrictions.ts';

/** A page of a list: `afterId` is the last id of the page before. */
export interface Page {
  afterId: number;
  limit: number;
}

export interface ListPage<T> {
  items: readonly T[];
  /** Ask with this `afterId` for the next page; null at the end. */
  nextAfterId: number | null;
}

function toPage<T extends { id: number }>(items: T[], limit: number): ListPage<T> {
  const full = items.length > limit;
  const shown = full ? items.slice(0, limit) : items;
  return { items: shown, nextAfterId: full ? (shown.at(-1)?.id ?? null) : null };
}

const showReceivable = (row: Parameters<typeof toReceivable>[0]) => {
  const { shopId: _shop, externalId, policyVersion: _policy, ...shown } = toReceivable(row);
  return { ...shown, orderId: externalId };
};

/** One receivable with its debtor, blocks, reminders, claims and its story from the journal. */
export async function getReceivableView(db: Db, shopId: number, receivableId: number) {
  const row: Parameters<typeof toReceivable>[0] | undefined = await db('receivables')
    .where({ shop_id: shopId, id: receivableId })
    .first();
  if (row === undefined) throw new NotFound(`receivable ${receivableId} does not exist`);
  const where = { shop_id: shopId, receivable_id: receivableId };
  const debtor: Parameters<typeof toDebtor>[0] | undefined = await db('parties')
    .where({ shop_id: shopId, id: row.debtor_id })
    .first();
  const blocks: BlockView[] = await db('dunning_blocks')
    .where(where)
    .whereNull('released_at')
    .orderBy('id')
    .select('id', 'reason', 'note', { untilOn: 'until_on' }, { placedBy: 'placed_by' });
  const reminders: ReminderRow[] = await db('reminders').where(where).orderBy('level');
  const claims: Parameters<typeof toClaim>[0][] = await db('claims').where(where).orderBy('id');
  return {
    ...showReceivable(row),
    debtor: debtor === undefined ? null : toDebtor(debtor),
    restriction: await findRestriction(db, shopId, row.debtor_id),
    blocks,
    reminders: reminders.map(toReminderView),
    claims: claims.map(showClaim),
    invoiceDocument: await findInvoiceFacts(db, shopId, receivableId),
    ledger: await listLedger(db, where),
    story: await listStory(db, { shopId, receivable_id: receivableId }),
  };
}

interface BlockView {
  id: number;
  reason: string;
  note: string | null;
  untilOn: IsoDate | null;
  placedBy: string;
}

interface ReminderRow {
  id: number;
  level: number;
  template: string;
  language: string;
  run_on: IsoDate;
  deadline_on: IsoDate;
  principal_cents: number;
  costs_cents: number;
  fee_cents: number;
  content_hash: string;
  state: string;
  stopped_because: string | null;
  sent_at: string | null;
}

const toReminderView = (row: ReminderRow) => ({
  id: row.id,
  level: row.level,
  template: row.template,
  language: row.language,
  runOn: row.run_on,
  deadlineOn: row.deadline_on,
  principalCents: Number(row.principal_cents),
  costsCents: Number(row.costs_cents),
  feeCents: Number(row.fee_cents),
  contentHash: row.content_hash,
  state: row.state,
  stoppedBecause: row.stopped_because,
  sentAt: fromAtOrNull(row.sent_at),
});

async function listLedger(db: Db, where: { shop_id: number; receivable_id: number }) {
  const rows: {
    posting_key: string;
    kind: string;
    account: string;
    amount_cents: number;
    booked_on: IsoDate;
  }[] = await db('ledger_entries').where(where).orderBy('id');
  return rows.map((row) => ({
    posting: row.posting_key,
    kind: row.kind,
    account: row.account,
    amountCents: Number(row.amount_cents),
    bookedOn: row.booked_on,
  }));
}

interface EventRow {
  sequence: number;
  type: string;
  data: string;
  actor: string;
  occurred_at: string;
  recorded_at: string;
}

type StoryOf = { shopId: number } & ({ receivable_id: number } | { claim_id: number });

async function listStory(db: Db, { shopId, ...of }: StoryOf) {
  const where = { shop_id: shopId, ...of };
  const rows: EventRow[] = await db('journal_events').where(where).orderBy('sequence').limit(1000);
  const names = await namesOf(db, shopId, rows);
  return rows.map((row) => ({
    sequence: Number(row.sequence),
    type: row.type,
    data: JSON.parse(row.data) as Record<string, string | number | boolean | null>,
    actor: row.actor,
    actorName: names.get(row.actor) ?? null,
    occurredAt: fromAt(row.occurred_at),
    recordedAt: fromAt(row.recorded_at),
  }));
}

export interface ClaimFilter extends Page {
  state: ClaimState | null;
  fileNumber: string | null;
}

export async function listClaims(db: Db, shopId: number, filter: ClaimFilter) {
  const rows: Parameters<typeof toClaim>[0][] = await db('claims')
    .where({ shop_id: shopId })
    .where('id', '>', filter.afterId)
    .modify((query) => {
      if (filter.state !== null) void query.where('state', filter.state);
      if (filter.fileNumber !== null) void query.where('file_number', filter.fileNumber);
    })
    .orderBy('id')
    .limit(filter.limit + 1);
  return toPage(rows.map(showClaim), filter.limit);
}

const showClaim = (row: Parameters<typeof toClaim>[0]) => {
  const { shopId: _shop, agencyAccountId: _account, ...shown } = toClaim(row);
  return shown;
};

/** One claim with the agency's news of it as they came, and its story from the journal. */
export async function getClaimView(db: Db, shopId: number, claimId: number) {
  const row: Parameters<typeof toClaim>[0] | undefined = await db('claims')
    .where({ shop_id: shopId, id: claimId })
    .first();
  if (row === undefined) throw new NotFound(`claim ${claimId} does not exist`);
  const where = { shop_id: shopId, claim_id: claimId };
  const news: NewsRow[] = await db('agency_news').where(where).orderBy('id').limit(500);
  const about = [row.our_reference, row.file_number].filter((key) => key !== null);
  const accountId = row.agency_account_id;
  return {
    ...showClaim(row),
    news: news.map(toNewsView),
    story: await listStory(db, { shopId, claim_id: claimId }),
    ...(await readTracks(db, { shopId, id: claimId, accountId, about })),
  };
}

interface NewsRow {
  id: number;
  kind: string;
  file_number: string;
  our_reference: string | null;
  code: string | null;
  item: string;
  occurred_at: string | null;
  stored_at: string;
}

const toNewsView = (row: NewsRow) => ({
  id: row.id,
  kind: row.kind,
  fileNumber: row.file_number,
  ourReference: row.our_reference,
  code: row.code,
  item: JSON.parse(row.item) as Record<string, unknown>,
  occurredAt: fromAtOrNull(row.occurred_at),
  storedAt: fromAt(row.stored_at),
});

export { readWork } from './worklist.ts';
export { listUnsettled } from './views-outbox.ts';
export { readSetup } from './views-setup.ts';
export { getAgencyAccount as getAccountView } from './shops.ts';

/** How many rows are in each state: the `states` command and the end of the demo. */
export async function countStates(db: Db, shopId: number) {
  const count = async (table: string, column = 'state'): Promise<Record<string, number>> => {
    const rows: { name: string; n: number }[] = await db(table)
      .where({ shop_id: shopId })
      .groupBy(column)
      .select({ name: column })
      .count({ n: '*' });
    return Object.fromEntries(rows.map((row) => [row.name, Number(row.n)]));
  };
  return {
    orders: await count('orders', 'verdict'),
    receivables: await count('receivables'),
    reminders: await count('reminders'),
    claims: await count('claims'),
    outbox: await count('outbox'),
    news: await count('agency_news'),
  };
}

/** The shop with its settings. */
export const getShopView = getShop;

/** What kind of message an outbox row is, or null. */
export async function findMessageKind(db: Db, messageId: number): Promise<OutboxKind | null> {
  const row: { kind: OutboxKind } | undefined = await db('outbox')
    .where({ id: messageId })
    .first('kind');
  return row?.kind ?? null;
}

export {
  readDoorPackage,
  listDoorClaims,
  listDoorInstructions,
  type DoorAccount,
} from './agency-door.ts';
export { beginCall, endCall, findKeyHolder, forgetCall, type KeyHolder } from './access.ts';

/** Does the database answer? */
export async function pingDatabase(db: Db): Promise<boolean> {
  try {
    await db.raw('select 1');
    return true;
  } catch {
    return false;
  }
}

export { sha256 } from './database.ts';

export { verifyJournal } from './journal.ts';

/** Every shop that was ever installed. */
export async function listShops(
  db: Db,
): Promise<{ id: number; source: string; domain: string; state: string }[]> {
  return db('shops').orderBy('id').select('id', 'source', 'domain', 'state');
}

/** Every agency account, to be checked. */
export { listAgencyAccounts as listAccountsView } from './queues.ts';

/**
 * What is wrong with a shop's ledger, or null: every posting adds up to zero, and the open sums of
 * the receivables are those of their accounts.
 */
export async function checkLedger(db: Db, shopId: number): Promise<string | null> {
  const crooked: { posting_key: string } | undefined = await db('ledger_entries')
    .where({ shop_id: shopId })
    .groupBy('posting_key')
    .havingRaw('sum(amount_cents) <> 0')
    .first('posting_key');
  if (crooked !== undefined) return `posting ${crooked.posting_key} does not add up to zero`;
  const wrong: { id: number } | undefined = await db('receivables as r')
    .where('r.shop_id', shopId)
    .whereRaw(
      '(r.principal_cents <> (select coalesce(sum(e.amount_cents), 0) from ledger_entries e ' +
        "where e.receivable_id = r.id and e.account = 'receivable') or " +
        'r.costs_cents <> (select coalesce(sum(e.amount_cents), 0) from ledger_entries e ' +
        "where e.receivable_id = r.id and e.account = 'costs'))",
    )
    .first('r.id');
  return wrong === undefined ? null : `receivable ${wrong.id} is out of step with its accounts`;
}

export { listRequests as listPrivacyRequests } from './privacy.ts';
export { readConnection, readImport } from './views-connection.ts';
