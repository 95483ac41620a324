import type { Knex } from 'knex';
import { addSeconds, type Instant } from '../domain/calendar.ts';
import { type Db, insertOnce, insertRows, toAt, type Trx } from './database.ts';

/** A notice to a debtor on one of the channels, or the letter that takes one back. */
export const NOTICE_KINDS = [
  'reminder.email',
  'reminder.letter',
  'reminder.telephone',
  'reminder.webhook',
  'correction.email',
  'correction.letter',
  'correction.telephone',
  'correction.webhook',
  'instalment.email',
  'instalment.letter',
] as const;

export type NoticeKind = (typeof NOTICE_KINDS)[number];

export const isNoticeKind = (kind: OutboxKind): kind is NoticeKind =>
  (NOTICE_KINDS as readonly string[]).includes(kind);

/** Only these hold reminders, whose levels count once they have left. */
export const holdsReminders = (kind: OutboxKind): boolean => kind.startsWith('reminder.');

/** The note of a payment that waits for its own day; what is behind it does not wait with it. */
export const DATED_AHEAD = 'the payment is dated ahead';

/** What leaves the house. */
export type OutboxKind =
  | NoticeKind
  | 'claim.submit'
  | 'claim.close'
  | 'claim.direct_payment'
  | 'claim.message'
  | 'claim.next_step';

/**
 * `queued` waits for the job, `sending` is with the partner, `unconfirmed` needs an answer or a
 * person; `delivered`, `stopped` and `failed` are ends.
 */
export type OutboxState = 'queued' | 'sending' | 'delivered' | 'stopped' | 'failed' | 'unconfirmed';

export interface NewMessage {
  shopId: number;
  kind: OutboxKind;
  /** Unique: the same message is written once, however often it is asked for. */
  key: string;
  receivableId: number;
  reminderId?: number;
  noticeId?: number;
  claimId?: number;
  payload: Readonly<Record<string, unknown>>;
}

export interface OutboxMessage extends Required<NewMessage> {
  id: number;
  state: OutboxState;
  attempts: number;
}

interface OutboxRow {
  id: number;
  shop_id: number;
  kind: OutboxKind;
  message_key: string;
  receivable_id: number;
  reminder_id: number | null;
  notice_id: number | null;
  claim_id: number | null;
  payload: string;
  state: OutboxState;
  attempts: number;
}

const toMessage = (row: OutboxRow): OutboxMessage => ({
  id: row.id,
  shopId: row.shop_id,
  kind: row.kind,
  key: row.message_key,
  receivableId: row.receivable_id,
  reminderId: row.reminder_id ?? 0,
  noticeId: row.notice_id ?? 0,
  claimId: row.claim_id ?? 0,
  payload: JSON.parse(row.payload) as Record<string, unknown>,
  state: row.state,
  attempts: row.attempts,
});

/**
 * Writes a message in the transaction of its cause, to leave at once or not before `runAt`. False
 * when it is there already.
 */
export async function addMessage(
  trx: Trx,
  message: NewMessage & { runAt?: Instant },
  at: Instant,
): Promise<boolean> {
  const id = await insertOnce(trx, 'outbox', messageRow(message, at));
  return id !== null;
}

const messageRow = (message: NewMessage & { runAt?: Instant }, at: Instant) => ({
  shop_id: message.shopId,
  kind: message.kind,
  message_key: message.key,
  receivable_id: message.receivableId,
  reminder_id: message.reminderId ?? null,
  notice_id: message.noticeId ?? null,
  claim_id: message.claimId ?? null,
  payload: JSON.stringify(message.payload),
  state: 'queued',
  run_at: toAt(message.runAt ?? at),
  created_at: toAt(at),
});

/** Writes messages that are surely new in the transaction of their cause. */
export async function addMessages(
  trx: Trx,
  messages: readonly (NewMessage & { runAt?: Instant })[],
  at: Instant,
): Promise<void> {
  const rows = messages.map((message) => messageRow(message, at));
  await insertRows(trx, 'outbox', rows);
}

/** The message that carries a notice, whatever became of it, locked; null when there is none. */
export async function lockMessageOfNotice(
  trx: Trx,
  shopId: number,
  noticeId: number,
): Promise<OutboxMessage | null> {
  const row: OutboxRow | undefined = await trx('outbox')
    .where({ shop_id: shopId, notice_id: noticeId })
    .forUpdate()
    .first();
  return row === undefined ? null : toMessage(row);
}

/** The message that carries a notice, to look at. */
export async function findMessageOfNotice(
  db: Db,
  shopId: number,
  noticeId: number,
): Promise<OutboxMessage | null> {
  const row: OutboxRow | undefined = await db('outbox')
    .where({ shop_id: shopId, notice_id: noticeId })
    .first();
  return row === undefined ? null : toMessage(row);
}

/** A person has the message now and will say when it is done: no lease ends it. */
export async function markWithPerson(
  trx: Trx,
  message: { id: number; attempts: number },
  note: string,
): Promise<void> {
  await trx('outbox')
    .where({ id: message.id })
    .update({ state: 'sending', attempts: message.attempts + 1, note });
}

/** Messages of a shop that a person has, because he shall call the debtor: a bounded number. */
export async function listCalls(db: Db, shopId: number): Promise<number[]> {
  const rows: { id: number }[] = await db('outbox')
    .where({ shop_id: shopId, kind: 'reminder.telephone', state: 'sending' })
    .orderBy('id')
    .limit(1000)
    .select('id');
  return rows.map(({ id }) => id);
}

/** The message in the state it should be in, locked; null when it has moved on. */
export async function lockMessage(
  trx: Trx,
  id: number,
  state: OutboxState,
): Promise<OutboxMessage | null> {
  const row: OutboxRow | undefined = await trx('outbox').where({ id, state }).forUpdate().first();
  return row === undefined ? null : toMessage(row);
}

/** Messages of a claim that have not ended, locked. */
export async function lockOpenMessagesOfClaim(trx: Trx, claimId: number): Promise<OutboxMessage[]> {
  const rows: OutboxRow[] = await trx('outbox')
    .where({ claim_id: claimId })
    .whereIn('state', ['queued', 'sending', 'unconfirmed'])
    .orderBy('id')
    .forUpdate();
  return rows.map(toMessage);
}

/** Every message of one kind about a claim, whatever became of it, locked. */
export async function lockMessagesOfClaim(
  trx: Trx,
  claimId: number,
  kind: OutboxKind,
): Promise<OutboxMessage[]> {
  const rows: OutboxRow[] = await trx('outbox')
    .where({ claim_id: claimId, kind })
    .orderBy('id')
    .forUpdate();
  return rows.map(toMessage);
}

/** Does a message of this kind about a claim wait to be sent? */
export async function hasQueuedMessage(
  trx: Trx,
  claimId: number,
  kind: OutboxKind,
): Promise<boolean> {
  const row: unknown = await trx('outbox')
    .where({ claim_id: claimId, kind, state: 'queued' })
    .first('id');
  return row !== undefined;
}

/** Words to the agency; what stops it from asking for money is more urgent. */
const WORDS: readonly OutboxKind[] = ['claim.message', 'claim.next_step'];

/**
 * Messages about the claim of the message `o` that must leave before it: what concerns one claim
 * arrives in its order. A payment or the end of a claim does not wait for words that the agency did
 * not take, and nothing waits for one whose outcome a person must find out.
 */
export function messagesBefore(db: Db): Knex.QueryBuilder {
  return db('outbox as earlier')
    .select(db.raw('1'))
    .whereRaw('earlier.claim_id = o.claim_id and earlier.id < o.id')
    .where((open) => {
      void open.where('earlier.state', 'sending').orWhere((waiting) => {
        void waiting
          .where('earlier.state', 'queued')
          .whereRaw("coalesce(earlier.note, '') <> ?", [DATED_AHEAD])
          .where((bars) => {
            void bars
              .where('earlier.attempts', 0)
              .orWhereIn('o.kind', WORDS)
              .orWhereNotIn('earlier.kind', WORDS);
          });
      });
    });
}

/** Must another message about the same claim leave before this one? */
export async function isBehindAnother(trx: Trx, messageId: number): Promise<boolean> {
  const row: unknown = await trx('outbox as o')
    .where('o.id', messageId)
    .whereExists(messagesBefore(trx))
    .first('o.id');
  return row !== undefined;
}

/** Marks that the partner is being called now. A row left in this state means: nobody knows. */
export async function markSending(
  trx: Trx,
  message: { id: number; attempts: number },
  owner: string,
  at: Instant,
): Promise<void> {
  await trx('outbox')
    .where({ id: message.id })
    .update({
      state: 'sending',
      attempts: message.attempts + 1,
      lease_owner: owner,
      lease_until: toAt(addSeconds(at, 300)),
    });
}

/** Says what became of a message. The payload of an ended one is kept as the proof of its words. */
export async function settleMessage(
  trx: Db,
  id: number,
  state: Exclude<OutboxState, 'sending' | 'queued'>,
  outcome: { note: string; at: Instant },
): Promise<void> {
  const { note, at } = outcome;
  const ended = state === 'unconfirmed' ? null : toAt(at);
  await trx('outbox')
    .where({ id })
    .update({
      state,
      note: note.slice(0, 1000),
      lease_owner: null,
      lease_until: null,
      ended_at: ended,
    });
}

/** Puts a message back for a later try; only when the partner surely did not take it. */
export async function requeueMessage(
  trx: Db,
  id: number,
  again: { note: string; runAt: Instant },
): Promise<void> {
  await trx('outbox')
    .where({ id })
    .update({
      state: 'queued',
      note: again.note.slice(0, 1000),
      lease_owner: null,
      lease_until: null,
      run_at: toAt(again.runAt),
    });
}

/** The message of this shop that waits for a person, locked; null when it does not. */
export async function lockUnconfirmed(
  trx: Trx,
  shopId: number,
  id: number,
): Promise<OutboxMessage | null> {
  const row: OutboxRow | undefined = await trx('outbox')
    .where({ id, shop_id: shopId })
    .whereIn('state', ['unconfirmed', 'failed'])
    .forUpdate()
    .first();
  return row === undefined ? null : toMessage(row);
}
