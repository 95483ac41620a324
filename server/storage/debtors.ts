/** What is known of a debtor beside his name and address. Each order has a debtor of its own. */
import type { IsoDate } from '../domain/calendar.ts';
import { NotFound } from '../domain/errors.ts';
import type { Db, Trx } from './database.ts';
import { type StoredDebtor, toDebtor } from './receivables.ts';

/** The debtor of this shop, locked until the transaction ends. */
export async function lockDebtor(
  trx: Trx,
  shopId: number,
  debtorId: number,
): Promise<StoredDebtor> {
  const row: Parameters<typeof toDebtor>[0] | undefined = await trx('parties')
    .where({ shop_id: shopId, id: debtorId })
    .forUpdate()
    .first();
  if (row === undefined) throw new NotFound(`debtor ${debtorId} does not exist`);
  return toDebtor(row);
}

/** One person over all his orders: those with the same number at the shop, or this one alone. */
const sameDebtor = (db: Db, shopId: number, debtor: StoredDebtor) =>
  db('parties')
    .where({ shop_id: shopId })
    .where(
      debtor.debtorNumber === null ? { id: debtor.id } : { debtor_number: debtor.debtorNumber },
    );

/** Puts the debtor of all these orders into a group, or with null into none. */
export async function setCustomerGroup(
  trx: Trx,
  shopId: number,
  debtor: StoredDebtor,
  customerGroup: string | null,
): Promise<void> {
  await sameDebtor(trx, shopId, debtor).update({ customer_group: customerGroup });
}

/** Remembers at every order of the debtor with this address that it failed, or that it works. */
export async function markEmail(
  trx: Trx,
  shopId: number,
  debtor: StoredDebtor,
  failure: { on: IsoDate; because: string } | null,
): Promise<void> {
  await sameDebtor(trx, shopId, debtor)
    .where({ email: debtor.email })
    .update({
      email_failed_on: failure?.on ?? null,
      email_failed_because: failure?.because.slice(0, 60) ?? null,
    });
}
