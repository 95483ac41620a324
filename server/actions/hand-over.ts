import { endOfYear, dayOf, type IsoDate } from '../domain/calendar.ts';
import type { DefaultGround } from '../domain/default.ts';
import { isBlocked } from '../domain/dunning.ts';
import { Conflict } from '../domain/errors.ts';
import { allPassed, type Gate, handoverGates } from '../domain/gates.ts';
import type { Shop } from '../domain/shop.ts';
import type { ClaimDebtor, ClaimPackage } from '../ports.ts';
import { addClaim, countClaims, lockLiveClaim } from '../storage/claims.ts';
import { type Db, inTransaction, type Trx } from '../storage/database.ts';
import {
  type DunningCandidate,
  listSentReminders,
  type StoredReminder,
} from '../storage/dunning.ts';
import { appendEvents } from '../storage/journal.ts';
import { addMessage } from '../storage/outbox.ts';
import {
  getDebtor,
  listBlocks,
  lockReceivable,
  type StoredDebtor,
} from '../storage/receivables.ts';
import { findAgencyAccount, getShop } from '../storage/shops.ts';
import { claimEvent } from './claim-moves.ts';
import { defaultOf } from './default-of.ts';
import { type Acting, type House, shopDay, shopHolidays } from './house.ts';
import { moveReceivableTo } from './settle.ts';

/** What is known of a receivable on the way to the agency. */
export interface HandoverFacts {
  gates: readonly Gate[];
  ground: DefaultGround | null;
  reminders: readonly StoredReminder[];
  accountId: number | null;
}

/** Looks at every gate of a hand-over: also for a clerk who only wants to know what is missing. */
export async function readHandover(
  house: House,
  db: Db,
  shop: Shop,
  { candidate, on }: { candidate: DunningCandidate; on: IsoDate },
): Promise<HandoverFacts> {
  const { receivable, debtor } = candidate;
  const reminders = await listSentReminders(db, receivable.id);
  const holidays = shopHolidays(house, shop);
  const ground = defaultOf(shop, receivable, debtor.kind, { reminders, holidays });
  const account = await findAgencyAccount(db, shop.id, shop.agencyMode);
  const blocks = (await listBlocks(db, [receivable.id])).get(receivable.id) ?? [];
  const reasons = new Set(
    blocks.filter((block) => isBlocked([block], on)).map((block) => block.reason),
  );
  const final = reminders.find((reminder) => reminder.template === 'final_notice');
  const { timeZone, handover } = shop.settings;
  const gates = handoverGates(
    {
      currency: receivable.currency,
      openCents: receivable.principalCents,
      minimumCents: handover.minimumCents,
      dueOn: receivable.dueOn,
      default: ground === null ? null : { fromOn: ground.fromOn, ground: ground.words },
      dispute: reasons.has('dispute') || reasons.has('dispute_at_payment') ? 'open' : 'none',
      finalNotice:
        final === undefined
          ? null
          : {
              sentOn: final.sentAt === null ? final.runOn : dayOf(final.sentAt, timeZone),
              deadlineOn: final.deadlineOn,
            },
      limitedOn: receivable.dueOn === null ? null : endOfYear(receivable.dueOn, LIMITATION_YEARS),
      openReturn: reasons.has('return'),
      withdrawn: reasons.has('withdrawal'),
      insolvent: reasons.has('insolvency'),
      deceased: reasons.has('death'),
      minor: reasons.has('minor'),
      address: reasons.has('unknown_address') ? 'undeliverable' : addressOf(debtor),
      agencyAccountCheckedOn:
        account === null || account.checkedAt === null ? null : dayOf(account.checkedAt, timeZone),
    },
    on,
  );
  return { gates, ground, reminders, accountId: account?.id ?? null };
}

/** Three years from the end of the year in which the claim arose (BGB 195, 199(1)). */
const LIMITATION_YEARS = 3;

function addressOf(debtor: StoredDebtor): 'usable' | 'incomplete' {
  const named = debtor.lastName !== null || debtor.company !== null;
  const { street, postcode, city, country } = debtor;
  const complete = [street, postcode, city, country].every((part) => (part ?? '').trim() !== '');
  return named && complete ? 'usable' : 'incomplete';
}

/**
 * Queues a claim with the facts of this moment. Null when the receivable already has a live claim
 * in this mode: the constraint of the table decides, not this code.
 */
export async function queueClaim(
  trx: Trx,
  shop: Shop,
  candidate: DunningCandidate,
  handover: HandoverFacts & Acting & { accountId: number },
): Promise<number | null> {
  const { receivable, debtor } = candidate;
  const mode = shop.agencyMode;
  const earlier = await countClaims(trx, receivable.id, mode);
  const ourReference = `M${receivable.id}${earlier === 0 ? '' : `-${earlier + 1}`}`;
  const { principalCents, costsCents } = receivable;
  const claim = {
    shopId: shop.id,
    receivableId: receivable.id,
    agencyAccountId: handover.accountId,
    mode,
    ourReference,
    principalCents,
    costsCents,
    interestCents: 0,
  };
  const claimId = await addClaim(trx, claim, handover.at);
  if (claimId === null) return null;
  await addMessage(
    trx,
    {
      shopId: shop.id,
      kind: 'claim.submit',
      key: `submit:${claimId}`,
      receivableId: receivable.id,
      claimId,
      payload: { ...toPackage(shop, { receivable, debtor }, handover, ourReference) },
    },
    handover.at,
  );
  await moveReceivableTo(trx, receivable, 'claim.queued', handover);
  const data = { principalCents, costsCents, ourReference, ground: handover.ground?.rule ?? null };
  const made = { id: claimId, receivableId: receivable.id };
  const event = claimEvent(made, 'claim.queued', { actor: handover.actor, data });
  await appendEvents(trx, shop.id, [event], handover.at);
  return claimId;
}

function toPackage(
  shop: Shop,
  { receivable, debtor }: DunningCandidate,
  handover: HandoverFacts,
  ourReference: string,
): ClaimPackage {
  const { timeZone } = shop.settings;
  return {
    ourReference,
    subject: 'goods',
    description: `${shop.settings.handover.description} ${receivable.orderName}`,
    currency: receivable.currency,
    principalCents: receivable.principalCents,
    interestCents: 0,
    dunningCostsCents: receivable.costsCents,
    contractOn: receivable.contractOn,
    invoiceNumber: receivable.invoiceNumber,
    dueOn: receivable.dueOn ?? receivable.contractOn,
    defaultFrom: handover.ground?.fromOn ?? null,
    defaultGround: handover.ground?.words ?? null,
    remindersSentOn: handover.reminders.map((reminder) =>
      reminder.sentAt === null ? reminder.runOn : dayOf(reminder.sentAt, timeZone),
    ),
    note: handover.ground === null ? '' : `Verzug: ${handover.ground.words}`,
    debtor: toClaimDebtor(debtor),
  };
}

const toClaimDebtor = (debtor: StoredDebtor): ClaimDebtor => ({
  debtorNumber: debtor.debtorNumber,
  kind: debtor.kind,
  salutation: debtor.kind === 'business' ? 'company' : 'unknown',
  firstName: debtor.firstName,
  lastName: debtor.lastName,
  company: debtor.company,
  street: debtor.street ?? '',
  postcode: debtor.postcode ?? '',
  city: debtor.city ?? '',
  country: debtor.country ?? '',
  email: debtor.email,
  phone: debtor.phone,
  bornOn: null,
});

/** A person hands one receivable over. Throws `Conflict` with every gate that is shut. */
export async function handOver(
  house: House,
  target: { shopId: number; receivableId: number },
  acting: Acting,
): Promise<{ claimId: number }> {
  return inTransaction(house.db, async (trx) => {
    const shop = await getShop(trx, target.shopId);
    const receivable = await lockReceivable(trx, shop.id, target.receivableId);
    if ((await lockLiveClaim(trx, receivable)) !== null || receivable.state === 'handed_over') {
      throw new Conflict(`receivable ${receivable.id} is already with the agency`);
    }
    const debtor = await getDebtor(trx, shop.id, receivable.debtorId);
    const candidate = { receivable, debtor };
    const on = shopDay(shop, acting.at);
    const facts = await readHandover(house, trx, shop, { candidate, on });
    const { accountId } = facts;
    if (!allPassed(facts.gates) || accountId === null) {
      const shut = facts.gates.filter((gate) => !gate.passed).map((gate) => gate.reason);
      throw new Conflict(`receivable ${receivable.id} cannot be handed over: ${shut.join('; ')}`);
    }
    const claimId = await queueClaim(trx, shop, candidate, { ...facts, ...acting, accountId });
    if (claimId === null)
      throw new Conflict(`receivable ${receivable.id} has a live claim already`);
    return { claimId };
  });
}
