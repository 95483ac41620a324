import { Conflict } from '../domain/errors.ts';
import { say } from '../domain/sayings.ts';
import { inTransaction, type Trx } from '../storage/database.ts';
import { lockDebtor, markEmail, setCustomerGroup } from '../storage/debtors.ts';
import { appendEvents } from '../storage/journal.ts';
import type { StoredReceivable } from '../storage/receivables.ts';
import { getShop } from '../storage/shops.ts';
import { addTask, dropTasks } from '../storage/tasks.ts';
import { type Acting, type House, shopDay } from './house.ts';

/** Puts a debtor, in all his orders, into a customer group that may have a policy of its own. */
export async function putIntoGroup(
  house: House,
  wish: { shopId: number; debtorId: number; customerGroup: string | null },
  acting: Acting,
): Promise<{ debtorId: number; customerGroup: string | null }> {
  return inTransaction(house.db, async (trx) => {
    const { shopId, debtorId, customerGroup } = wish;
    const debtor = await lockDebtor(trx, shopId, debtorId);
    await setCustomerGroup(trx, shopId, debtor, customerGroup);
    const data = { debtorId, customerGroup };
    const event = { type: 'customer_group.set' as const, data, actor: acting.actor };
    await appendEvents(trx, shopId, [event], acting.at);
    return { debtorId, customerGroup };
  });
}

/**
 * The debtor's e-mail address took a message neither now nor will it take the next: nothing more is
 * mailed to it, and a person is asked for a better one. Of the words of the mail server only the
 * numbers are kept: the rest may name the debtor.
 */
export async function recordBounce(
  trx: Trx,
  receivable: Pick<StoredReceivable, 'id' | 'shopId' | 'debtorId'>,
  answer: string,
  acting: Acting,
): Promise<void> {
  const { shopId, debtorId } = receivable;
  const debtor = await lockDebtor(trx, shopId, debtorId);
  if (debtor.email === null || debtor.emailFailedOn !== null) return;
  const on = shopDay(await getShop(trx, shopId), acting.at);
  const because = codeOf(answer);
  await markEmail(trx, shopId, debtor, { on, because });
  const data = { debtorId, because };
  const event = { type: 'email_address.failed' as const, receivableId: receivable.id, data };
  await appendEvents(trx, shopId, [{ ...event, actor: acting.actor }], acting.at);
  const note = say('task_email_fails', { because });
  const key = taskKey(debtorId, on);
  const task = { shopId, receivableId: receivable.id, dueOn: on, note, key };
  await addTask(trx, { ...task, kind: 'missing_address' }, acting);
}

/** `550 5.1.1` (RFC 3463), or where the address never reached a server why not. */
const codeOf = (answer: string): string =>
  /^\d{3}(?:[ -]\d\.\d{1,3}\.\d{1,3})?/.exec(answer)?.[0].replace('-', ' ') ?? 'no usable address';

const taskKey = (debtorId: number, on: string): string => `email_failed:${debtorId}:${on}`;

/** A person says that the address takes mail again; a corrected one needs no such word. */
export async function restoreEmail(
  house: House,
  wish: { shopId: number; debtorId: number },
  acting: Acting,
): Promise<{ debtorId: number }> {
  return inTransaction(house.db, async (trx) => {
    const { shopId, debtorId } = wish;
    const debtor = await lockDebtor(trx, shopId, debtorId);
    if (debtor.emailFailedOn === null) {
      throw new Conflict(`the e-mail address of debtor ${debtorId} has not failed`);
    }
    await markEmail(trx, shopId, debtor, null);
    await dropTasks(trx, shopId, [taskKey(debtorId, debtor.emailFailedOn)], acting);
    const data = { debtorId };
    const event = { type: 'email_address.restored' as const, data, actor: acting.actor };
    await appendEvents(trx, shopId, [event], acting.at);
    return { debtorId };
  });
}
