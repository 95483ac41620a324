import { Conflict } from '../domain/errors.ts';
import { conflict } from '../domain/refusals.ts';
import type { LetterDocument } from '../domain/letter-document.ts';
import { inTransaction, type Trx } from '../storage/database.ts';
import { type Enclosure, listNoticeAttachments } from '../storage/documents.ts';
import { lockCandidatesById } from '../storage/dunning.ts';
import { findFrozenLetter, findNoticeOfItem, findNoticeOfReminder } from '../storage/notices.ts';
import { findMessageOfNotice } from '../storage/outbox.ts';
import { getItem, listGroup, type StoredItem } from '../storage/run-items.ts';
import { getRun } from '../storage/runs.ts';
import { readAttachments } from './attachments.ts';
import { composePage, type Draft } from './compose-notices.ts';
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
  if (pdf === null) throw conflict('refused_words_gone', { reminderId });
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
  const draft = await inTransaction(db, (trx) =>
    draftOf(house, trx, { item, withPdf: false }, acting),
  );
  return house.letters.toPdf(draft.written.rendered.document);
}

/** What goes with the notice of an item: as it was frozen, or before that as it would be now. */
export async function readItemAttachments(
  house: House,
  { shopId, itemId }: { shopId: number; itemId: number },
  acting: Acting,
): Promise<Enclosure[]> {
  const item = await getItem(house.db, shopId, itemId);
  const noticeId = await findNoticeOfItem(house.db, shopId, item);
  if (noticeId !== null) return listNoticeAttachments(house.db, shopId, noticeId);
  return inTransaction(house.db, async (trx) => {
    const { attachments } = await draftOf(house, trx, { item, withPdf: true }, acting);
    return readAttachments(trx, shopId, attachments);
  });
}

/** The notice of a proposed item as it would be now. */
async function draftOf(
  house: House,
  trx: Trx,
  { item, withPdf }: { item: StoredItem; withPdf: boolean },
  acting: Acting,
): Promise<Draft> {
  const { id: itemId, shopId, runId } = item;
  const run = await getRun(trx, shopId, runId);
  if (item.outcome !== 'remind' || (run.state !== 'proposed' && run.state !== 'committing')) {
    throw new Conflict(`item ${itemId} has no letter: ${item.reason ?? item.outcome}`);
  }
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
  const { drafts } = await composePage(trx, ctx, reminded, {
    notices: 0,
    noticesCents: 0,
    withPdf,
  });
  const draft = drafts.find(({ group: drafted }) =>
    drafted.some((one) => one.item.receivableId === item.receivableId),
  );
  if (draft === undefined) throw new Conflict(`item ${itemId} would get no letter any more`);
  return draft;
}
