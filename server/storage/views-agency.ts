/** What the doors show of the case at an agency. Reads only; every query names its shop. */
import type { Knex } from 'knex';
import type { IsoDate } from '../domain/calendar.ts';
import type { StatusMeaning } from '../domain/claim.ts';
import { NotFound } from '../domain/errors.ts';
import { type Db, fromAt, fromAtOrNull } from './database.ts';

/** What creditor and agency wrote about a claim, oldest first. */
export async function listClaimMessages(db: Db, shopId: number, claimId: number) {
  const where = { shop_id: shopId, id: claimId };
  if ((await db('claims').where(where).first('id')) === undefined) {
    throw new NotFound(`claim ${claimId} does not exist`);
  }
  const rows: {
    id: number;
    direction: 'in' | 'out';
    text: string;
    author: string;
    occurred_at: string;
    read_at: string | null;
  }[] = await db('claim_messages')
    .where({ shop_id: shopId, claim_id: claimId })
    .orderBy([{ column: 'occurred_at' }, { column: 'id' }])
    .limit(1000);
  const sent: { message_key: string; state: string }[] = await db('outbox')
    .where({ shop_id: shopId, claim_id: claimId, kind: 'claim.message' })
    .select('message_key', 'state');
  const states = new Map(sent.map((row) => [row.message_key, row.state]));
  return rows.map((row) => ({
    id: row.id,
    direction: row.direction,
    text: row.text,
    author: row.author,
    occurredAt: fromAt(row.occurred_at),
    readAt: fromAtOrNull(row.read_at),
    delivery: states.get(`message:${row.id}`) ?? null,
  }));
}

/** The merchant's own words for statuses, and the statuses that were seen on his claims. */
export async function listStatuses(db: Db, shopId: number) {
  const own: { agency: string; code: string; meaning: StatusMeaning }[] = await db(
    'agency_statuses',
  )
    .where({ shop_id: shopId })
    .orderBy(['agency', 'code'])
    .select('agency', 'code', 'meaning');
  const seen: {
    code: string;
    text: string | null;
    meaning: StatusMeaning | null;
    claims: number;
  }[] = await db('claims as c')
    .join('receivables as r', 'r.id', 'c.receivable_id')
    .join('parties as p', 'p.id', 'r.debtor_id')
    .where({ 'c.shop_id': shopId })
    .whereNotNull('c.status_code')
    .groupBy('c.status_code', 'c.status_meaning')
    .orderBy('c.status_code')
    .select({ code: 'c.status_code' }, { meaning: 'c.status_meaning' })
    // What an agency says of one debtor explains the status of all, unless his data are restricted.
    .select(db.raw('min(case when p.restricted_at is null then c.status_text end) as text'))
    .count({ claims: '*' });
  return { own, seen: seen.map((row) => ({ ...row, claims: Number(row.claims) })) };
}

/** What the agency paid out, beside what our ledger took over from the debtors' payments there. */
export async function listPayouts(db: Db, shopId: number) {
  const rows: { id: number; file_number: string | null; expected: number; paid: number }[] =
    await db('claims as c')
      .where('c.shop_id', shopId)
      .where((money) => {
        void money.where('c.agency_paid_cents', '>', 0).orWhere('c.agency_payouts_cents', '>', 0);
      })
      .orderBy('c.id')
      .limit(1000)
      .select('c.id', 'c.file_number', {
        expected: db('ledger_entries as e')
          .where('e.account', 'agency_cash')
          .whereRaw('e.receivable_id = c.receivable_id')
          .sum('e.amount_cents'),
        paid: db('claim_payouts as p').whereRaw('p.claim_id = c.id').sum('p.amount_cents'),
      });
  const claims = rows.map((row) => {
    const expectedCents = Number(row.expected ?? 0);
    const paidOutCents = Number(row.paid ?? 0);
    const differenceCents = expectedCents - paidOutCents;
    return {
      claimId: row.id,
      fileNumber: row.file_number,
      expectedCents,
      paidOutCents,
      differenceCents,
    };
  });
  const sum = (of: 'expectedCents' | 'paidOutCents' | 'differenceCents'): number =>
    claims.reduce((total, claim) => total + claim[of], 0);
  return {
    expectedCents: sum('expectedCents'),
    paidOutCents: sum('paidOutCents'),
    differenceCents: sum('differenceCents'),
    claims,
    settlements: await listSettlements(db, shopId),
  };
}

/** By number and day: an agency may use a number again. */
async function listSettlements(db: Db, shopId: number) {
  const rows: { number: string; paid_on: IsoDate; total: number; claims: number }[] = await db(
    'claim_payouts',
  )
    .where({ shop_id: shopId })
    .groupBy('payout_number', 'paid_on')
    .orderBy(['payout_number', 'paid_on'])
    .limit(1000)
    .select({ number: 'payout_number' }, 'paid_on')
    .sum({ total: 'amount_cents' })
    .countDistinct({ claims: 'claim_id' });
  return rows.map((row) => ({
    payoutNumber: row.number,
    paidOn: row.paid_on,
    totalCents: Number(row.total),
    claims: Number(row.claims),
  }));
}

/** Everything by which a person can tell what became of a claim: attempts, calls, strange news. */
export async function readTracks(
  db: Db,
  claim: { shopId: number; id: number; accountId: number; about: readonly string[] },
) {
  const messages: MessageRow[] = await db('outbox')
    .where({ shop_id: claim.shopId, claim_id: claim.id })
    .orderBy('id')
    .limit(200);
  const calls: TraceRow[] = await db('agency_traces')
    .where({ shop_id: claim.shopId, agency_account_id: claim.accountId })
    .whereIn('about', [...claim.about])
    .orderBy('id', 'desc')
    .limit(20);
  const strange: StrangeRow[] = await db('agency_news')
    .where({ agency_account_id: claim.accountId, shop_id: claim.shopId, state: 'unmatched' })
    .orderBy('id', 'desc')
    .limit(20);
  return {
    messages: messages.map((row) => ({
      id: row.id,
      kind: row.kind,
      state: row.state,
      attempts: Number(row.attempts),
      note: row.note,
      leavesAt: row.state === 'queued' ? fromAt(row.run_at) : null,
    })),
    calls: calls.map(({ called_at, ended, ...row }) => ({
      operation: row.operation,
      status: row.status,
      end: ended,
      request: row.request,
      answer: row.answer,
      calledAt: fromAt(called_at),
    })),
    unmatchedNews: strange.map((row) => ({
      id: row.id,
      kind: row.kind,
      fileNumber: row.file_number,
      code: row.code,
      storedAt: fromAt(row.stored_at),
    })),
  };
}

interface MessageRow {
  id: number;
  kind: string;
  state: string;
  attempts: number;
  note: string | null;
  run_at: string;
}

interface TraceRow {
  operation: string;
  status: number | null;
  ended: string;
  request: string;
  answer: string;
  called_at: string;
}

interface StrangeRow {
  id: number;
  kind: string;
  file_number: string;
  code: string | null;
  stored_at: string;
}

/** News with the claim that they name, as far as one of ours has their number. */
export const newsWithClaim = (db: Db, shopId: number): Knex.QueryBuilder =>
  db('agency_news as n')
    .leftJoin('claims as f', function byFileNumber() {
      this.on('f.agency_account_id', 'n.agency_account_id');
      this.on('f.file_number', 'n.file_number');
    })
    .leftJoin('claims as o', function byOurReference() {
      this.on('o.agency_account_id', 'n.agency_account_id');
      this.on('o.our_reference', 'n.our_reference');
    })
    .where('n.shop_id', shopId)
    .select('n.*')
    .select(db.raw('coalesce(f.id, o.id) as named_claim_id'))
    .select(db.raw('coalesce(f.receivable_id, o.receivable_id) as receivable_id'));

/** News that nothing fits or that could not be applied: as they came, newest first. */
export async function listStrandedNews(
  db: Db,
  shopId: number,
  page: { beforeId: number | undefined; limit: number },
) {
  const rows: (StrangeRow & StrandedRow)[] = await newsWithClaim(db, shopId)
    .where((stranded) => {
      void stranded
        .whereIn('n.state', ['unmatched', 'failed'])
        .orWhere((tried) => void tried.where({ 'n.state': 'stored' }).whereNotNull('n.problem'));
    })
    .modify((query) => {
      if (page.beforeId !== undefined) void query.where('n.id', '<', page.beforeId);
    })
    .orderBy('n.id', 'desc')
    .limit(page.limit);
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    state: row.state,
    claimId: row.named_claim_id,
    fileNumber: row.file_number,
    ourReference: row.our_reference,
    code: row.code,
    problem: row.problem,
    attempts: Number(row.attempts),
    storedAt: fromAt(row.stored_at),
    item: row.item,
  }));
}

interface StrandedRow {
  state: 'stored' | 'failed' | 'unmatched';
  named_claim_id: number | null;
  our_reference: string | null;
  problem: string | null;
  attempts: number;
  item: string;
}
