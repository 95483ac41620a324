import { Conflict } from '../domain/errors.ts';
import type { LetterDocument } from '../domain/letter-document.ts';
import { inTransaction } from '../storage/database.ts';
import { lockCandidatesById } from '../storage/dunning.ts';
import { findFrozenLetter, findNoticeOfItem, findNoticeOfReminder } from '../storage/notices.ts';
import { findMessageOfNotice } from '../storage/outbox.ts';
import { getItem, listGroup } from '../storage/run-items.ts';
import { getRun } from '../storage/runs.ts';
import { composePage } from './compose-notices.ts';
import type { Acting, House } from './house.ts';
import { decidePage } from './run-decisions.ts';
import { contextOf } from './run-pages.ts';

/** A reminder on paper as it was frozen: the printed bytes, or the sheet of what left otherwise. */
export async function readLetter(
  house: House,
  { shopId, reminderId }: { shopId: number; reminderId: number },
): Promise<Uint8Array> {
  const noticeId = await findNoticeOfReminder(house.db, shopId, reminderId);
  const pdf = noticeId === null ? null : await readFrozen(house, shopId, noticeId);
  if (pdf === null) throw new Conflict(`the words of reminder ${reminderId} are not kept any more`);
  return pdf;
}

/** The same sheet always gives the same bytes. Null when the words were erased. */
async function readFrozen(
  house: House,
  shopId: number,
  noticeId: number,
): Promise<Uint8Array | null> {
  const printed = await findFrozenLetter(house.db, shopId, noticeId);
  if (printed !== null) return printed;
  const message = await findMessageOfNotice(house.db, shopId, noticeId);
  const document = message?.payload['document'] as LetterDocument | undefined;
  return document === undefined ? null : house.letters.toPdf(document);
}

/**
 * The letter of a run's item as a PDF: as it was frozen, or before that what the notice would be now,
 * with everything else that the same debtor gets in it.
 */
export async function readItemLetter(
  house: House,
  { shopId, itemId }: { shopId: number; itemId: number },
  acting: Acting,
): Promise<Uint8Array> {
  const { db } = house;
  const item = await getItem(db, shopId, itemId);
  const noticeId = await findNoticeOfItem(db, shopId, item);
  if (noticeId !== null) {
    const pdf = await readFrozen(house, shopId, noticeId);
    if (pdf === null) throw new Conflict(`the words of item ${itemId} are not kept any more`);
    return pdf;
  }
  const run = await getRun(db, shopId, item.runId);
  if (item.outcome !== 'remind' || (run.state !== 'proposed' && run.state !== 'committing')) {
    throw new Conflict(`item ${itemId} has no letter: ${item.reason ?? item.outcome}`);
  }
  const document = await inTransaction(db, async (trx) => {
    const ctx = await contextOf({ ...house, db: trx }, { ...run, committedBy: null }, acting);
    const group = await listGroup(trx, item);
    const candidates = await lockCandidatesById(
      trx,
      shopId,
      group.map(({ receivableId }) => receivableId).toSorted((a, b) => a - b),
    );
    const channels = new Map(
      group.flatMap(({ receivableId, channel, editedBy }) =>
        channel === null || editedBy === null ? [] : [[receivableId, channel] as const],
      ),
    );
    const decided = await decidePage(trx, ctx, candidates, channels);
    const reminded = decided.filter((one) => one.item.outcome === 'remind');
    const page = { notices: 0, noticesCents: 0, withPdf: false };
    const { drafts } = await composePage(trx, ctx, reminded, page);
    const draft = drafts.find(({ group: drafted }) =>
      drafted.some((one) => one.item.receivableId === item.receivableId),
    );
    return draft?.written.rendered.document ?? null;
  });
  if (document === null) throw new Conflict(`item ${itemId} would get no letter any more`);
  return house.letters.toPdf(document);
}
