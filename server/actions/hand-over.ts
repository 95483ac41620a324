import { addSeconds, endOfYear, dayOf, type IsoDate } from '../domain/calendar.ts';
import { holdWords } from '../domain/blocks.ts';
import type { DefaultGround } from '../domain/default.ts';
import { disputeStanding } from '../domain/disputes.ts';
import { isBlocked } from '../domain/dunning.ts';
import { Conflict, MahnlaufError, NotFound } from '../domain/errors.ts';
import { conflict } from '../domain/refusals.ts';
import {
  allPassed,
  type Gate,
  type GateFacts,
  handoverGates,
  invoiceNumberGate,
  packageGate,
  trialGate,
} from '../domain/gates.ts';
import { GROUNDS, inEnglish, type Saying, sayingOf } from '../domain/sayings.ts';
import type { Shop } from '../domain/shop.ts';
import { isInForce } from '../domain/special-states.ts';
import { listDisputes } from '../storage/agency-cases.ts';
import { addClaim, findSubmittedPackage, lockLiveClaim } from '../storage/claims.ts';
import { type Db, inTransaction, type Trx } from '../storage/database.ts';
import { listDisputesOf } from '../storage/disputes.ts';
import {
  type DunningCandidate,
  listSentReminders,
  type StoredReminder,
} from '../storage/dunning.ts';
import { appendEvents } from '../storage/journal.ts';
import { addMessage } from '../storage/outbox.ts';
import {
  getDebtor,
  getReceivable,
  listBlocks,
  lockReceivable,
  type StoredDebtor,
  type StoredReceivable,
} from '../storage/receivables.ts';
import { findAgencyAccount, getShop } from '../storage/shops.ts';
import { listStatesOf } from '../storage/special-states.ts';
import { claimEvent } from './claim-moves.ts';
import { type HandoverWords, writePackage, type WrittenPackage } from './claim-package.ts';
import { defaultOf } from './default-of.ts';
import { type Acting, type House, shopDay, shopHolidays } from './house.ts';
import { moveReceivableTo } from './settle.ts';

/** What is known of a receivable on the way to the agency. */
export interface HandoverFacts {
  gates: readonly Gate[];
  ground: DefaultGround | null;
  reminders: readonly StoredReminder[];
  accountId: number | null;
  /** Exactly what the agency would get. */
  written: WrittenPackage;
}

/** Looks at every gate of a hand-over: also for a clerk who only wants to know what is missing. */
export async function readHandover(
  house: House,
  db: Db,
  shop: Shop,
  wish: { candidate: DunningCandidate; on: IsoDate; words?: HandoverWords },
): Promise<HandoverFacts> {
  const { candidate, on, words } = wish;
  const { receivable, debtor } = candidate;
  const reminders = await listSentReminders(db, receivable);
  const holidays = shopHolidays(house, shop);
  const ground = defaultOf(shop, receivable, debtor.kind, { reminders, holidays });
  const account = await findAgencyAccount(db, shop.id, shop.agencyMode);
  const { reasons, ...clarified } = await readClarification(db, receivable, on);
  const final = reminders.find((reminder) => reminder.template === 'final_notice');
  const { timeZone, handover } = shop.settings;
  const gates = handoverGates(
    {
      currency: receivable.currency,
      openCents: receivable.principalCents,
      minimumCents: handover.minimumCents,
      dueOn: receivable.dueOn,
      default: ground === null ? null : { fromOn: ground.fromOn, ground: ground.says },
      ...clarified,
      finalNotice:
        final === undefined
          ? null
          : {
              sentOn: final.sentAt === null ? final.runOn : dayOf(final.sentAt, timeZone),
              deadlineOn: final.deadlineOn,
            },
      limitedOn: receivable.dueOn === null ? null : endOfYear(receivable.dueOn, LIMITATION_YEARS),
      openReturn: reasons.has('open_return'),
      withdrawn: reasons.has('withdrawal'),
      insolvent: reasons.has('insolvency'),
      deceased: reasons.has('deceased'),
      minor: reasons.has('minor'),
      address: reasons.has('unknown_address') ? 'undeliverable' : addressOf(debtor),
      agencyAccountCheckedOn:
        account === null || account.checkedAt === null ? null : dayOf(account.checkedAt, timeZone),
    },
    on,
  );
  const written = await writePackage(db, shop, { candidate, ground, reminders, on, words });
  return {
    gates: [
      ...gates,
      ...(handover.waitsForInvoiceNumber ? [invoiceNumberGate(receivable.invoiceNumber)] : []),
      packageGate(written.missing),
      ...(receivable.isTrial && shop.agencyMode === 'live' ? [trialGate()] : []),
    ],
    ground,
    reminders,
    accountId: account?.id ?? null,
    written,
  };
}

const DISPUTED = ['dispute', 'dispute_at_payment'] as const;

/** What is still to be cleared up on a day: blocks in force, special states, disputes. */
async function readClarification(
  db: Db,
  receivable: StoredReceivable,
  on: IsoDate,
): Promise<{
  reasons: ReadonlySet<string>;
  dispute: GateFacts['dispute'];
  disputedCents: number;
  held: readonly Saying[];
}> {
  const blocks = (await listBlocks(db, [receivable.id])).get(receivable.id) ?? [];
  const inForce = blocks.filter((block) => isBlocked([block], on));
  const states = (await listStatesOf(db, receivable)).filter((state) => isInForce(state, on));
  const reasons = new Set<string>([
    ...inForce.map(({ reason }) => reason),
    ...states.map(({ kind }) => kind),
  ]);
  const disputes = await listDisputesOf(db, receivable.id);
  const { standing, disputedCents } = disputeStanding(disputes, receivable.principalCents);
  const isOpen = standing === 'open' || DISPUTED.some((reason) => reasons.has(reason));
  const answered = (await listDisputes(db, receivable.id)).length > 0;
  const dispute = isOpen ? 'open' : answered ? 'answered' : 'none';
  return { reasons, dispute, disputedCents, held: holdWords(inForce) };
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
  const { receivable } = candidate;
  const { principalCents, costsCents } = receivable;
  const claimPackage = handover.written.package;
  const { ourReference, interestCents } = claimPackage;
  const claim = {
    shopId: shop.id,
    receivableId: receivable.id,
    agencyAccountId: handover.accountId,
    mode: shop.agencyMode,
    ourReference,
    principalCents,
    costsCents,
    interestCents,
  };
  const claimId = await addClaim(trx, claim, handover.at);
  if (claimId === null) return null;
  const message = {
    shopId: shop.id,
    kind: 'claim.submit' as const,
    key: `submit:${claimId}`,
    receivableId: receivable.id,
    claimId,
    payload: { ...claimPackage },
    runAt: addSeconds(handover.at, shop.settings.handover.coolingOffHours * 3600),
  };
  await addMessage(trx, message, handover.at);
  await moveReceivableTo(trx, receivable, 'claim.queued', handover);
  const ground = handover.ground?.rule ?? null;
  const data = { principalCents, costsCents, interestCents, ourReference, ground };
  const made = { id: claimId, receivableId: receivable.id };
  const event = claimEvent(made, 'claim.queued', { actor: handover.actor, data });
  await appendEvents(trx, shop.id, [event], handover.at);
  return claimId;
}

/** A person hands one receivable over. Throws `Conflict` with every gate that is shut. */
export async function handOver(
  house: House,
  target: { shopId: number; receivableId: number; words?: HandoverWords },
  acting: Acting,
): Promise<{ claimId: number }> {
  return inTransaction(house.db, async (trx) => {
    const shop = await getShop(trx, target.shopId);
    const receivable = await lockReceivable(trx, shop.id, target.receivableId);
    if ((await lockLiveClaim(trx, receivable)) !== null || receivable.state === 'handed_over') {
      throw conflict('refused_at_agency', { receivableId: receivable.id });
    }
    const debtor = await getDebtor(trx, shop.id, receivable.debtorId);
    const candidate = { receivable, debtor };
    const on = shopDay(shop, acting.at);
    const { words = {} } = target;
    const facts = await readHandover(house, trx, shop, { candidate, on, words });
    const { accountId } = facts;
    if (!allPassed(facts.gates) || accountId === null) {
      const shut = facts.gates.filter((gate) => !gate.passed);
      const reasons = shut.map(({ reason }) => reason).join('; ');
      const says = shut.flatMap((gate) => gate.says);
      throw new Conflict(`receivable ${receivable.id} cannot be handed over: ${reasons}`, { says });
    }
    const claimId = await queueClaim(trx, shop, candidate, { ...facts, ...acting, accountId });
    if (claimId === null)
      throw new Conflict(`receivable ${receivable.id} has a live claim already`);
    return { claimId };
  });
}

/** What became of one receivable of a batch. */
export interface HandedOver {
  receivableId: number;
  claimId: number | null;
  /** Why it stays, in words. */
  refused: string | null;
}

/** A person hands several over; each stands for itself, and one that cannot go stops no other. */
export async function handOverAll(
  house: House,
  target: { shopId: number; receivableIds: readonly number[] },
  acting: Acting,
): Promise<{ results: readonly HandedOver[] }> {
  const results: HandedOver[] = [];
  for (const receivableId of new Set(target.receivableIds)) {
    try {
      const one = { shopId: target.shopId, receivableId };
      const { claimId } = await handOver(house, one, acting);
      results.push({ receivableId, claimId, refused: null });
    } catch (error) {
      if (!(error instanceof MahnlaufError)) throw error;
      results.push({ receivableId, claimId: null, refused: error.message });
    }
  }
  return { results };
}

/** Every gate of a hand-over for a clerk who wants to know what is missing. */
export async function readGates(
  house: House,
  target: { shopId: number; receivableId: number },
  on: IsoDate,
): Promise<readonly Gate[]> {
  return (await lookAtHandover(house, target, on)).gates;
}

interface ShownPackage {
  frozen: boolean;
  package: Readonly<Record<string, unknown>>;
  missing: readonly string[];
  says: readonly Saying[];
  groundSays: readonly Saying[];
}

const frozenOf = (parts: Readonly<Record<string, unknown>>): ShownPackage => ({
  frozen: true,
  package: parts,
  missing: [],
  says: [],
  groundSays: groundOf(parts),
});

/** What a claim was handed over with, also after it has ended. */
export async function readClaimPackage(
  house: House,
  target: { shopId: number; claimId: number },
): Promise<ShownPackage> {
  const frozen = await findSubmittedPackage(house.db, target.shopId, target);
  if (frozen === null) throw new NotFound(`claim ${target.claimId} does not exist`);
  return frozenOf(frozen);
}

/**
 * Exactly what the agency gets: as it was frozen when a live claim was queued, else as it would be
 * on this day, and what is missing in it.
 */
export async function readPackage(
  house: House,
  target: { shopId: number; receivableId: number },
  on: IsoDate,
): Promise<ShownPackage> {
  const frozen = await findSubmittedPackage(house.db, target.shopId, target);
  if (frozen !== null) return frozenOf(frozen);
  const { written } = await lookAtHandover(house, target, on);
  const { missing: says } = written;
  const missing = says.map((one) => inEnglish(one));
  const groundSays = groundOf(written.package);
  return { frozen: false, package: { ...written.package }, missing, says, groundSays };
}

/** The ground of the default as it can be said in any language; none where there is no ground. */
function groundOf({ defaultGround }: { readonly defaultGround?: unknown }): readonly Saying[] {
  const ground = typeof defaultGround === 'string' ? sayingOf(defaultGround, GROUNDS) : null;
  return ground === null ? [] : [ground];
}

async function lookAtHandover(
  house: House,
  target: { shopId: number; receivableId: number },
  on: IsoDate,
): Promise<HandoverFacts> {
  const shop = await getShop(house.db, target.shopId);
  const receivable = await getReceivable(house.db, shop.id, target.receivableId);
  const debtor = await getDebtor(house.db, shop.id, receivable.debtorId);
  return readHandover(house, house.db, shop, { candidate: { receivable, debtor }, on });
}
