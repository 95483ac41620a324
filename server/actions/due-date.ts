import type { IsoDate } from '../domain/calendar.ts';
import { dayOf } from '../domain/calendar.ts';
import { type DueRule, dueOn as dueDayOf } from '../domain/terms.ts';
import type { Shop } from '../domain/shop.ts';
import type { ShopOrder, ShopTerms } from '../domain/shop-events.ts';
import type { Trx } from '../storage/database.ts';
import { appendEvents } from '../storage/journal.ts';
import { type DueTerms, type StoredReceivable, updateReceivable } from '../storage/receivables.ts';
import { type Acting, type House, shopHolidays } from './house.ts';
import { lockLiveClaim } from '../storage/claims.ts';
import { tellAgency } from './agency-case.ts';
import { hasLeft, withdrawQueuedClaim } from './claim-moves.ts';
import { moveReceivableTo } from './settle.ts';

/** The due date of an order: from its own terms, else from the shop's default. */
export function termsOfOrder(
  house: House,
  shop: Shop,
  facts: {
    order: Pick<ShopOrder, 'terms' | 'paymentMethods'>;
    contractOn: IsoDate;
    fulfilledOn: IsoDate | null;
  },
): { terms: DueTerms; dueOn: IsoDate | null } {
  const { order, contractOn } = facts;
  const terms =
    order.terms === null
      ? shopTerms(shop, contractOn, order.paymentMethods)
      : toDueTerms(shop, order.terms, contractOn);
  return { terms, dueOn: dueDay(house, shop, { terms, ...facts }) };
}

function toDueTerms(shop: Shop, named: ShopTerms, contractOn: IsoDate): DueTerms {
  const [schedule] = named.schedules.filter((part) => part.completedAt === null);
  const day = schedule?.dueAt ?? named.schedules[0]?.dueAt ?? null;
  const { kind, days, updatedAt } = named;
  if (day === null) return { kind, days, fromOn: contractOn, source: 'order', updatedAt };
  const fromOn = dayOf(day, shop.settings.timeZone);
  return { kind: 'fixed', days, fromOn, source: 'order', updatedAt };
}

/** The terms the shop applies when an order names none: those of its payment method go first. */
export function shopTerms(
  shop: Shop,
  contractOn: IsoDate,
  paymentMethods: readonly string[] = [],
): DueTerms {
  const { termsByMethod, defaultTerms } = shop.settings;
  const paid = new Set(paymentMethods.map((name) => name.trim().toLowerCase()));
  const own = termsByMethod.find(({ method }) => paid.has(method.trim().toLowerCase()));
  const { kind, days } = own ?? defaultTerms;
  return { kind, days, fromOn: contractOn, source: 'shop', updatedAt: null };
}

/** The newer of two terms; where the shop did not say when, what came last counts. */
function newerTerms(told: DueTerms, known: DueTerms): DueTerms {
  const { updatedAt } = known;
  if (told.updatedAt === null || updatedAt === null) {
    return { ...told, updatedAt: told.updatedAt ?? updatedAt };
  }
  return told.updatedAt < updatedAt ? known : told;
}

/** The last day to pay in time, or null while that is not yet known: a normal state. */
function dueDay(
  house: House,
  shop: Shop,
  facts: { terms: DueTerms; contractOn: IsoDate; fulfilledOn: IsoDate | null },
): IsoDate | null {
  const day = dueDayOf(
    toRule(facts.terms),
    { invoiceOn: facts.contractOn, receivedOn: null, fulfilledOn: facts.fulfilledOn },
    shopHolidays(house, shop),
  );
  return day.known ? day.dueOn : null;
}

function toRule({ kind, days, fromOn }: DueTerms): DueRule {
  switch (kind) {
    case 'net':
      return { kind: 'net', days: days ?? 0, from: 'invoice' };
    case 'fixed':
      return fromOn === null ? { kind: 'unknown', text: 'fixed' } : { kind: 'fixed', on: fromOn };
    case 'receipt':
      return { kind: 'on_receipt' };
    case 'fulfillment':
      return { kind: 'on_fulfilment' };
    case 'unknown':
      return { kind: 'unknown', text: 'unknown' };
  }
}

/**
 * Sets the due date anew after terms or delivery changed; a later day ends being overdue. Terms of
 * the order never go back to older ones; `terms` replaces them whatever their age.
 */
export async function moveDueDate(
  trx: Trx,
  receivable: StoredReceivable,
  facts: {
    order?: Pick<ShopOrder, 'terms'>;
    terms?: DueTerms;
    fulfilledOn: IsoDate | null;
  },
  arriving: Acting & { house: House; shop: Shop },
): Promise<void> {
  const { house, shop } = arriving;
  const { contractOn } = receivable;
  const { fulfilledOn } = facts;
  const named = facts.order?.terms ?? null;
  const known = facts.terms ?? receivable.terms;
  const terms = named === null ? known : newerTerms(toDueTerms(shop, named, contractOn), known);
  const dueOn = dueDay(house, shop, { terms, contractOn, fulfilledOn });
  const moved = dueOn !== receivable.dueOn;
  if (JSON.stringify(terms) !== JSON.stringify(receivable.terms) || moved) {
    await updateReceivable(trx, receivable, { terms, dueOn });
  }
  if (fulfilledOn !== receivable.fulfilledOn)
    await updateReceivable(trx, receivable, { fulfilledOn });
  if (!moved) return;
  const before = receivable.dueOn;
  Object.assign(receivable, { terms, dueOn, fulfilledOn });
  const data = { dueOn, before, terms: terms.kind, source: terms.source };
  const event = { type: 'due_date.set' as const, receivableId: receivable.id, data };
  await appendEvents(trx, shop.id, [{ ...event, actor: arriving.actor }], arriving.at);
  if (receivable.level > 0 && (dueOn === null || before === null || dueOn > before)) {
    await beginRound(trx, receivable, arriving);
  }
  if (dueOn === null || before === null || dueOn > before) {
    await holdClaimBack(trx, receivable, arriving);
  }
  const today = dayOf(arriving.at, shop.settings.timeZone);
  if (dueOn !== null && dueOn < today) return;
  await moveReceivableTo(trx, receivable, 'due_date.moved', arriving);
}

/** The debtor has more time: a claim that has not left stays, and of one that has the clerk hears. */
async function holdClaimBack(
  trx: Trx,
  receivable: StoredReceivable,
  acting: Acting,
): Promise<void> {
  const claim = await lockLiveClaim(trx, receivable);
  if (claim === null) return;
  if (!(await hasLeft(trx, claim))) {
    const because = 'the debtor was given more time before the claim left';
    await withdrawQueuedClaim(trx, claim, because, acting);
    await moveReceivableTo(trx, receivable, 'claim.returned', { ...acting, data: { because } });
    return;
  }
  const { dueOn } = receivable;
  const day = dueOn === null ? 'noch nicht fest' : `jetzt der ${germanDay(dueOn)}`;
  const text =
    `Korrektur: Der Fälligkeitstag der Forderung ist ${day}. ` +
    'Bitte warten Sie ab, bis wir uns melden.';
  await tellAgency(trx, receivable, text, acting);
}

const germanDay = (on: IsoDate): string => on.split('-').toReversed().join('.');

/** Letters that were sent before the new due date warn of nothing: the reminders begin anew. */
async function beginRound(
  trx: Trx,
  receivable: StoredReceivable,
  { actor, at }: Acting,
): Promise<void> {
  const begun = {
    level: 0,
    lastNoticeOn: null,
    noticeDeadlineOn: null,
    policyVersion: null,
    round: receivable.round + 1,
  };
  await updateReceivable(trx, receivable, begun);
  Object.assign(receivable, begun);
  const data = { round: begun.round };
  const event = { type: 'dunning_round.begun' as const, receivableId: receivable.id, data, actor };
  await appendEvents(trx, receivable.shopId, [event], at);
}
