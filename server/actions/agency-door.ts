import { accountIn, type AgencyRecord, meaningOfRecordCode } from '../domain/agency-records.ts';
import { Conflict } from '../domain/errors.ts';
import {
  type DoorAccount,
  findCase,
  getDoorClaim,
  isFileNumberTaken,
} from '../storage/agency-door.ts';
import { addBatch, type NewNews } from '../storage/agency-news.ts';
import { inTransaction } from '../storage/database.ts';
import { applyStoredNews, takeAccount } from './agency-news.ts';
import type { Acting, House } from './house.ts';

/** What an agency may say of a claim; which claim stands in the address. */
export type SaidRecord = DistributiveOmit<AgencyRecord, 'ourReference'>;
type DistributiveOmit<T, K extends keyof T> = T extends unknown ? Omit<T, K> : never;

/**
 * Takes what an agency says of one of its claims: kept raw first, once, and then applied like news
 * that were fetched. The same record again changes nothing. Throws `Conflict` for a file number
 * that another claim has, or that takes the place of an earlier one.
 */
export async function takeRecord(
  house: House,
  account: DoorAccount,
  said: { claimId: number; record: SaidRecord; raw: string },
  acting: Acting,
): Promise<{ known: boolean }> {
  const { claimId, record, raw } = said;
  const owner = { id: account.accountId, shopId: account.shopId };
  const added = await inTransaction(house.db, async (trx) => {
    const claim = await getDoorClaim(trx, account, claimId);
    const { fileNumber } = record;
    if (fileNumber !== null && claim.fileNumber !== null && fileNumber !== claim.fileNumber) {
      throw new Conflict(`claim ${claimId} has the file number ${claim.fileNumber} already`);
    }
    if (fileNumber !== null && (await isFileNumberTaken(trx, account, fileNumber, claimId))) {
      throw new Conflict(`the file number ${fileNumber} belongs to another claim`);
    }
    const { ourReference } = claim;
    const news: NewNews = {
      kind: newsKindOf(record),
      fileNumber: fileNumber ?? claim.fileNumber ?? '',
      ourReference,
      code: codeOf(record),
      occurredAt: record.at,
      item: { ...record, ourReference },
    };
    const kind = news.kind === 'message' ? 'message' : 'status';
    const batch = { account: owner, kind, receipt: null, raw, items: [news] } as const;
    return (await addBatch(trx, batch, acting.at)).added;
  });
  await applyStoredNews(house, owner, meaningOfRecordCode, acting);
  await readItsAccount(house, account, claimId, acting);
  return { known: added === 0 };
}

/** What the agency said of money counts at once: its account of the claim stands in our own books. */
async function readItsAccount(
  house: House,
  account: DoorAccount,
  claimId: number,
  acting: Acting,
): Promise<void> {
  const { fileNumber } = await getDoorClaim(house.db, account, claimId);
  const found = fileNumber === null ? null : await findCase(house.db, account, fileNumber);
  if (found === null || !found.accountWanted) return;
  const { shopId } = account;
  const said = accountIn(found.claimedCents, found.records);
  await takeAccount(house, { shopId, id: claimId }, said, acting);
}

function newsKindOf({ kind }: SaidRecord): NewNews['kind'] {
  switch (kind) {
    case 'accepted':
    case 'rejected':
    case 'status':
      return 'status';
    case 'message':
      return 'message';
    case 'payment':
    case 'payout':
    case 'account':
      return 'money';
  }
}

function codeOf(record: SaidRecord): string | null {
  if (record.kind === 'status') return record.code;
  return newsKindOf(record) === 'status' ? record.kind : null;
}
