/** Notices as they were frozen: one message to a debtor, with one reminder or several in it. */
import type { Instant, IsoDate } from '../domain/calendar.ts';
import type { ReminderChannel, ReminderTemplate } from '../domain/dunning.ts';
import { NotFound } from '../domain/errors.ts';
import type { InstalmentLetter } from '../domain/letters.ts';
import type { Cents } from '../domain/money.ts';
import { DUNNABLE } from '../domain/receivable.ts';
import { type Db, insertRows, toAt, type Trx } from './database.ts';

export interface NewNotice {
  shopId: number;
  /** Null for a correction, and for a letter about an instalment. */
  runId: number | null;
  /** Unique in the shop. */
  key: string;
  purpose: 'reminder' | 'correction' | 'instalment';
  debtorKey: string;
  channel: ReminderChannel;
  template: ReminderTemplate | InstalmentLetter | 'correction';
  language: 'de' | 'en' | 'it';
  currency: string;
  runOn: IsoDate;
  deadlineOn: IsoDate | null;
  principalCents: Cents;
  interestCents: Cents;
  chargesCents: Cents;
  creditsCents: Cents;
  payCents: Cents;
  contentHash: string;
  /** The SHA-256 of the letter as it is printed. */
  pdfHash: string | null;
  messageId: string | null;
}

export interface StoredNotice extends NewNotice {
  id: number;
}

interface NoticeRow {
  id: number;
  shop_id: number;
  run_id: number | null;
  notice_key: string;
  purpose: NewNotice['purpose'];
  debtor_key: string;
  channel: ReminderChannel;
  template: NewNotice['template'];
  language: NewNotice['language'];
  currency: string;
  run_on: IsoDate;
  deadline_on: IsoDate | null;
  principal_cents: number;
  interest_cents: number;
  charges_cents: number;
  credits_cents: number;
  pay_cents: number;
  content_hash: string;
  pdf_hash: string | null;
  message_id: string | null;
}

const toNotice = (row: NoticeRow): StoredNotice => ({
  id: row.id,
  shopId: row.shop_id,
  runId: row.run_id,
  key: row.notice_key,
  purpose: row.purpose,
  debtorKey: row.debtor_key,
  channel: row.channel,
  template: row.template,
  language: row.language,
  currency: row.currency,
  runOn: row.run_on,
  deadlineOn: row.deadline_on,
  principalCents: Number(row.principal_cents),
  interestCents: Number(row.interest_cents),
  chargesCents: Number(row.charges_cents),
  creditsCents: Number(row.credits_cents),
  payCents: Number(row.pay_cents),
  contentHash: row.content_hash,
  pdfHash: row.pdf_hash,
  messageId: row.message_id,
});

/** Freezes notices of one shop and gives their ids in the same order. */
export async function addNotices(
  trx: Trx,
  shopId: number,
  notices: readonly NewNotice[],
  at: Instant,
): Promise<number[]> {
  if (notices.length === 0) return [];
  await insertRows(
    trx,
    'notices',
    notices.map((notice) => ({
      shop_id: notice.shopId,
      run_id: notice.runId,
      notice_key: notice.key,
      purpose: notice.purpose,
      debtor_key: notice.debtorKey,
      channel: notice.channel,
      template: notice.template,
      language: notice.language,
      currency: notice.currency,
      run_on: notice.runOn,
      deadline_on: notice.deadlineOn,
      principal_cents: notice.principalCents,
      interest_cents: notice.interestCents,
      charges_cents: notice.chargesCents,
      credits_cents: notice.creditsCents,
      pay_cents: notice.payCents,
      content_hash: notice.contentHash,
      pdf_hash: notice.pdfHash,
      message_id: notice.messageId,
      created_at: toAt(at),
    })),
  );
  const keys = notices.map(({ key }) => key);
  const rows: { id: number; notice_key: string }[] = await trx('notices')
    .where({ shop_id: shopId })
    .whereIn('notice_key', keys)
    .select('id', 'notice_key');
  const ids = new Map(rows.map((row) => [row.notice_key, row.id]));
  return keys.map((key) => ids.get(key) ?? 0);
}

/** A notice of this shop. */
export async function getNotice(db: Db, shopId: number, noticeId: number): Promise<StoredNotice> {
  const row: NoticeRow | undefined = await db('notices')
    .where({ shop_id: shopId, id: noticeId })
    .first();
  if (row === undefined) throw new NotFound(`notice ${noticeId} does not exist`);
  return toNotice(row);
}

/** The notice into which a run froze an item, or null. */
export async function findNoticeOfItem(
  db: Db,
  shopId: number,
  item: { runId: number; receivableId: number },
): Promise<number | null> {
  const row: { notice_id: number | null } | undefined = await db('reminders')
    .where({ shop_id: shopId, run_id: item.runId, receivable_id: item.receivableId })
    .first('notice_id');
  return row?.notice_id ?? null;
}

/** The notice in which a reminder of this shop stands; null for one of an earlier release. */
export async function findNoticeOfReminder(
  db: Db,
  shopId: number,
  reminderId: number,
): Promise<number | null> {
  const row: { notice_id: number | null } | undefined = await db('reminders')
    .where({ shop_id: shopId, id: reminderId })
    .first('notice_id');
  if (row === undefined) throw new NotFound(`reminder ${reminderId} does not exist`);
  return row.notice_id;
}

/** Keeps the bytes that are printed. */
export async function addFrozenLetters(
  trx: Trx,
  shopId: number,
  letters: readonly { noticeId: number; receivableId: number; pdf: Uint8Array }[],
): Promise<void> {
  for (const { noticeId, receivableId, pdf } of letters) {
    await trx('frozen_letters').insert({
      shop_id: shopId,
      notice_id: noticeId,
      receivable_id: receivableId,
      pdf: Buffer.from(pdf),
    });
  }
}

/** The letter of a notice as it is printed; null on another channel, and once it was erased. */
export async function findFrozenLetter(
  db: Db,
  shopId: number,
  noticeId: number,
): Promise<Uint8Array | null> {
  const row: { pdf: Uint8Array } | undefined = await db('frozen_letters')
    .where({ shop_id: shopId, notice_id: noticeId })
    .first('pdf');
  return row === undefined || row.pdf.length === 0 ? null : new Uint8Array(row.pdf);
}

/** How many reminders each of these debtors got since an instant; stopped ones do not count. */
export async function countNotices(
  db: Db,
  shopId: number,
  debtorKeys: readonly string[],
  since: Instant,
): Promise<Map<string, number>> {
  const rows: { debtor_key: string; n: number }[] = await db('notices as n')
    .where({ 'n.shop_id': shopId, 'n.purpose': 'reminder' })
    .whereIn('n.debtor_key', [...debtorKeys])
    .where('n.created_at', '>=', toAt(since))
    .whereExists(
      db('reminders as r')
        .select(db.raw('1'))
        .whereRaw('r.notice_id = n.id')
        .whereNotIn('r.state', ['stopped']),
    )
    .groupBy('n.debtor_key')
    .select({ debtor_key: 'n.debtor_key' })
    .count({ n: '*' });
  return new Map(rows.map((row) => [row.debtor_key, Number(row.n)]));
}

/** A notice that took credits off and is the newest word about what is still owed. */
export interface StandingCredit {
  debtorKey: string;
  currency: string;
  creditsCents: Cents;
  /** What of it is still open and was not reminded of since. */
  receivableIds: readonly number[];
}

const STANDING = ['planned', 'sent', 'unconfirmed', 'failed'];

/** Credits that standing notices to these debtors took off. */
export async function listStandingCredits(
  db: Db,
  shopId: number,
  debtorKeys: readonly string[],
): Promise<StandingCredit[]> {
  const rows: {
    id: number;
    debtor_key: string;
    currency: string;
    credits_cents: number;
    receivable_id: number;
  }[] = await db('notices as n')
    .join('reminders as r', 'r.notice_id', 'n.id')
    .join('receivables as v', 'v.id', 'r.receivable_id')
    .where({ 'n.shop_id': shopId, 'n.purpose': 'reminder' })
    .whereIn('n.debtor_key', [...debtorKeys])
    .where('n.credits_cents', '>', 0)
    .whereIn('r.state', STANDING)
    .whereRaw('v.round = r.round')
    .whereIn('v.state', DUNNABLE)
    .where('v.principal_cents', '>', 0)
    .whereNotExists(
      db('reminders as later')
        .select(db.raw('1'))
        .whereRaw('later.receivable_id = r.receivable_id and later.id > r.id')
        .whereIn('later.state', STANDING),
    )
    .orderBy('n.id')
    .select('n.id', 'n.debtor_key', 'n.currency', 'n.credits_cents', 'r.receivable_id');
  return [...Map.groupBy(rows, ({ id }) => id).values()].flatMap((list) => {
    const [first] = list;
    if (first === undefined) return [];
    return {
      debtorKey: first.debtor_key,
      currency: first.currency,
      creditsCents: Number(first.credits_cents),
      receivableIds: list.map((row) => row.receivable_id),
    };
  });
}

/** Letters whose keys begin so, with what became of their messages. */
export async function listNoticesByKey(
  db: Db,
  shopId: number,
  prefix: string,
): Promise<{ key: string; state: string; note: string | null }[]> {
  const rows: { key: string; state: string; note: string | null }[] = await db('notices as n')
    .join('outbox as o', 'o.notice_id', 'n.id')
    .where('n.shop_id', shopId)
    .where('n.notice_key', 'like', `${prefix}%`)
    .orderBy('n.id')
    .select({ key: 'n.notice_key', state: 'o.state', note: 'o.note' });
  return rows;
}

/** The e-mails that these notices left as, in the order they were frozen. */
export async function listMessageIds(
  db: Db,
  noticeIds: readonly number[],
): Promise<Map<number, string>> {
  const rows: { id: number; message_id: string }[] = await db('notices')
    .whereIn('id', [...noticeIds])
    .whereNotNull('message_id')
    .orderBy('id')
    .select('id', 'message_id');
  return new Map(rows.map((row) => [row.id, row.message_id]));
}
