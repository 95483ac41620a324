import { Conflict } from '../domain/errors.ts';
import type { LetterDocument } from '../domain/letters.ts';
import { inTransaction } from '../storage/database.ts';
import { lockCandidatesById } from '../storage/dunning.ts';
import { findFrozenLetter, findNoticeOfItem } from '../storage/notices.ts';
import { findMessageOfNotice } from '../storage/outbox.ts';
import { getRun, getItem, listGroup } from '../storage/runs.ts';
import { composePage } from './compose-notices.ts';
import type { Acting, House } from './house.ts';
import { decidePage } from './run-decisions.ts';
import { contextOf } from './run-pages.ts';

/**
 * The letter of a run's item as a PDF. Once it is frozen these are the printed bytes, or the sheet of
 * the e-mail as it left: the writer makes the same bytes of it each time. Before, it is what the
 * notice would be now, with everything else the same debtor gets in it.
 */
export async function readLetter(
  house: House,
  { shopId, itemId }: { shopId: number; itemId: number },
  acting: Acting,
): Promise<Uint8Array> {
  const { db } = house;
  const item = await getItem(db, shopId, itemId);
  const noticeId = await findNoticeOfItem(db, shopId, item);
  if (noticeId !== null) {
    const printed = await findFrozenLetter(db, shopId, noticeId);
    if (printed !== null) return printed;
    const message = await findMessageOfNotice(db, shopId, noticeId);
    const document = message?.payload['document'] as LetterDocument | undefined;
    if (document === undefined) throw new Conflict(`the words of item ${itemId} are erased`);
    return house.letters.toPdf(document);
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
    const decided = await decidePage(trx, { ...ctx, house }, candidates, channels);
    const reminded = decided.filter((one) => one.item.outcome === 'remind');
    const page = { notices: 0, noticesCents: 0, withPdf: false };
    const { drafts } = await composePage(trx, { ...ctx, house }, reminded, page);
    const draft = drafts.find(({ group: drafted }) =>
      drafted.some((one) => one.item.receivableId === item.receivableId),
    );
    return draft?.written.rendered.document ?? null;
  });
  if (document === null) throw new Conflict(`item ${itemId} would get no letter any more`);
  return house.letters.toPdf(document);
}
