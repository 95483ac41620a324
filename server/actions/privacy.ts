import { addDays, type Instant, type IsoDate, minDate } from '../domain/calendar.ts';
import { Conflict } from '../domain/errors.ts';
import { type Erasure, erasureOn } from '../domain/retention.ts';
import type { ShopPrivacyRequest } from '../domain/shop-events.ts';
import { forgetOldCalls } from '../storage/access.ts';
import { inTransaction, type Trx } from '../storage/database.ts';
import { emptyStrandedMessages } from '../storage/inbox.ts';
import { appendEvents } from '../storage/journal.ts';
import { askToEraseLetters } from '../storage/printed-letters.ts';
import * as storage from '../storage/privacy.ts';
import { hasLiveClaims, recordRemoval, removeRowsOf } from '../storage/removal.ts';
import { endSession } from '../storage/shop-sessions.ts';
import { getShop } from '../storage/shops.ts';
import { type Acting, type House, shopDay } from './house.ts';
import type { Applied, Arriving } from './record-order.ts';

/** Days in which the shop platform wants a privacy request to be finished. */
const PRIVACY_DAYS = 30;

export async function keepPrivacyRequest(
  trx: Trx,
  request: ShopPrivacyRequest,
  { shop, actor, at, deliveryId }: Arriving,
): Promise<Applied> {
  if (deliveryId === null) throw new Error('a privacy request comes as a delivery');
  const { kind, debtorNumber, orderIds } = request;
  const answerByOn = addDays(shopDay(shop, at), PRIVACY_DAYS);
  const kept = { shopId: shop.id, inboxId: deliveryId, kind, debtorNumber, orderIds, answerByOn };
  const id = await storage.addRequest(trx, kept, at);
  if (id === null) return { state: 'ignored', note: 'this request is already kept' };
  const data = { kind, requestId: id };
  const event = { type: 'privacy_request.received' as const, actor, data };
  await appendEvents(trx, shop.id, [event], at);
  return { state: 'applied' };
}

interface Target {
  shopId: number;
  requestId: number;
}

/** What was decided on a request. */
export interface SettledRequest {
  state: storage.RequestState;
  outcome: string;
  eraseAfterOn: IsoDate | null;
}

/**
 * Does what a request to erase asks for, as far as it may be done on this day: erases debtors whose
 * data no law and no claim keeps, and restricts the others with reason and day (GDPR 17(3), 18).
 */
export async function settleErasure(
  house: House,
  { shopId, requestId }: Target,
  acting: Acting,
): Promise<SettledRequest> {
  return inTransaction(house.db, async (trx) => {
    const request = await storage.lockRequest(trx, shopId, requestId);
    if (request.kind === 'data_request' || request.state === 'done') {
      throw new Conflict(
        request.state === 'done'
          ? `privacy request ${requestId} is settled`
          : `privacy request ${requestId} asks for data, not for their erasure`,
      );
    }
    const settled =
      request.kind === 'redact_shop'
        ? await eraseShop(trx, request, acting)
        : await eraseDebtors(trx, request, acting);
    if (settled.removed === true) return settled;
    const { state, outcome, eraseAfterOn } = settled;
    if (state === request.state && outcome === request.outcome) return settled;
    const decided = { state, outcome, eraseAfterOn, by: acting.actor };
    await storage.settleRequest(trx, requestId, decided, acting.at);
    if (state === 'done') await tellAnswered(trx, request, acting);
    return settled;
  });
}

type Settled = SettledRequest & { removed?: true };

async function eraseDebtors(
  trx: Trx,
  request: storage.PrivacyRequest,
  { actor, at }: Acting,
): Promise<Settled> {
  const shop = await getShop(trx, request.shopId);
  const on = shopDay(shop, at);
  const kept: Erasure[] = [];
  const debtors = await storage.listKeptDebtors(trx, request);
  for (const debtor of debtors) {
    const erasure = erasureOn(factsOf(debtor), on);
    const data = { debtorId: debtor.debtorId, requestId: request.id };
    if (erasure.allowed) {
      await storage.eraseDebtor(trx, debtor.debtorId, at);
      await appendEvents(trx, shop.id, [{ type: 'debtor.erased', actor, data }], at);
    } else {
      kept.push(erasure);
      if (debtor.restricted) continue;
      await storage.restrictDebtor(trx, { shopId: shop.id, debtorId: debtor.debtorId }, at);
      const event = { type: 'debtor.restricted' as const, actor };
      await appendEvents(
        trx,
        shop.id,
        [{ ...event, data: { ...data, afterOn: erasure.afterOn } }],
        at,
      );
    }
  }
  const raw = await storage.listRawMessages(trx, shop, numbersOf(request));
  const ids = raw.map(({ id }) => id);
  await storage.emptyRawMessages(trx, ids);
  if (kept.length > 0) return restricted(kept);
  await emptyStrandedMessages(trx, ids);
  const outcome = debtors.length === 0 ? 'nothing was kept of this person' : 'erased';
  return { state: 'done', outcome, eraseAfterOn: null };
}

/** The first reason that ends says when to look again; one without a day, that nobody knows. */
function restricted(kept: readonly Erasure[]): Settled {
  const days = kept.map(({ afterOn }) => afterOn).filter((day) => day !== null);
  const undated = kept.find(({ afterOn }) => afterOn === null);
  const [first, ...others] = days;
  const eraseAfterOn =
    undated !== undefined || first === undefined ? null : others.reduce(minDate, first);
  const outcome = [...new Set(kept.map(({ reason }) => reason))].join('; ');
  return { state: 'restricted', outcome, eraseAfterOn };
}

const factsOf = (debtor: storage.KeptDebtor): Parameters<typeof erasureOn>[0] => ({
  records: [
    ...debtor.contractOn.map((on) => ({ kind: 'voucher' as const, on })),
    ...debtor.lettersOn.map((on) => ({ kind: 'letter' as const, on })),
  ],
  claimOpen: debtor.claimOpen,
  assessmentOpen: false,
});

const numbersOf = ({ debtorNumber, orderIds }: storage.PrivacyRequest): string[] =>
  [...orderIds, ...(debtorNumber === null ? [] : [debtorNumber])].filter((id) => /^\d+$/.test(id));

/** A shop that has the app again is not removed; claims at an agency are seen to their end first. */
async function eraseShop(
  trx: Trx,
  request: storage.PrivacyRequest,
  { at }: Acting,
): Promise<Settled> {
  const shop = await getShop(trx, request.shopId);
  if (shop.state !== 'uninstalled') {
    const outcome = 'the shop has installed the app again';
    return { state: 'refused', outcome, eraseAfterOn: null };
  }
  if (await hasLiveClaims(trx, shop.id)) {
    await endSession(trx, shop.id, at);
    const outcome = 'claims live at an agency: their data are needed to end them (GDPR 17(3)(e))';
    return { state: 'restricted', outcome, eraseAfterOn: null };
  }
  const { answerByOn, receivedAt } = request;
  await askToEraseLetters(trx, { shopId: shop.id }, at);
  const rows = await removeRowsOf(trx, shop);
  await recordRemoval(trx, { ...shop, rows, answerByOn, receivedAt }, at);
  return { state: 'done', outcome: 'removed', eraseAfterOn: null, removed: true };
}

const tellAnswered = (
  trx: Trx,
  { id, kind, shopId }: storage.PrivacyRequest,
  { actor, at }: Acting,
): Promise<void> => {
  const event = { type: 'privacy_request.answered' as const, actor, data: { requestId: id, kind } };
  return appendEvents(trx, shopId, [event], at);
};

/** Everything that is kept of the person a request names, for his answer; the journal knows of it. */
export async function exportDebtor(
  house: House,
  { shopId, requestId }: Target,
  acting: Acting,
): Promise<Readonly<Record<string, unknown>>> {
  return inTransaction(house.db, async (trx) => {
    const request = await storage.lockRequest(trx, shopId, requestId);
    if (request.kind === 'redact_shop') {
      throw new Conflict(`privacy request ${requestId} is about the shop, not about a person`);
    }
    const shop = await getShop(trx, shopId);
    const debtors = await storage.listKeptDebtors(trx, request);
    const file = await storage.readDebtorFile(
      trx,
      debtors.map(({ debtorId }) => debtorId),
    );
    const receivableIds = (file['receivables'] ?? []).map((row) => Number(row['id']));
    const data = { requestId, debtors: debtors.length };
    const event = { type: 'privacy_request.exported' as const, actor: acting.actor, data };
    await appendEvents(trx, shopId, [event], acting.at);
    return {
      request: { id: request.id, kind: request.kind, receivedAt: request.receivedAt },
      exportedAt: acting.at,
      creditor: shop.settings.creditor.name,
      kept: file,
      story: await storage.listEventsOf(trx, shopId, receivableIds),
      messagesOfTheShop: await storage.listRawMessages(trx, shop, numbersOf(request)),
    };
  });
}

/** A person says that the data were handed over, or that the request is settled another way. */
export async function answerRequest(
  house: House,
  { shopId, requestId, how }: Target & { how: string },
  acting: Acting,
): Promise<SettledRequest> {
  return inTransaction(house.db, async (trx) => {
    const request = await storage.lockRequest(trx, shopId, requestId);
    if (request.kind !== 'data_request' || request.state === 'done') {
      throw new Conflict(`privacy request ${requestId} does not wait for an answer`);
    }
    const settled = { state: 'done' as const, outcome: how, eraseAfterOn: null };
    await storage.settleRequest(trx, requestId, { ...settled, by: acting.actor }, acting.at);
    await tellAnswered(trx, request, acting);
    return settled;
  });
}

/** Forgets what API calls were answered more than a day ago. */
export const forgetAnswers = ({ db }: House, at: Instant): Promise<number> =>
  forgetOldCalls(db, at);

/** Empties what shops sent and was applied before a day: our books hold what it told. */
export const forgetMessages = (
  house: House,
  before: Parameters<typeof storage.emptyRawMessagesBefore>[1],
): Promise<number> => storage.emptyRawMessagesBefore(house.db, before);
