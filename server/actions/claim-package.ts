import { dayOf, type IsoDate } from '../domain/calendar.ts';
import type { ClaimStatement } from '../domain/claim-statement.ts';
import type { DefaultGround } from '../domain/default.ts';
import { type LegalFacts, missingFacts } from '../domain/handover.ts';
import type { Saying } from '../domain/sayings.ts';
import type { Shop } from '../domain/shop.ts';
import type { ClaimDebtor, ClaimPackage } from '../ports.ts';
import { countClaims } from '../storage/claims.ts';
import type { Db } from '../storage/database.ts';
import type { DunningCandidate, StoredReminder } from '../storage/dunning.ts';
import { type Dispute, listDisputes } from '../storage/agency-cases.ts';
import { listMovements, type StoredDebtor } from '../storage/receivables.ts';
import { statementOf } from './read-statement.ts';

/** Words a merchant may put in the place of the usual ones. */
export interface HandoverWords {
  description?: string | undefined;
  note?: string | undefined;
}

export interface WrittenPackage {
  package: ClaimPackage & { legal: LegalFacts };
  /** Empty when the claim may leave. */
  missing: readonly Saying[];
}

/** The claim exactly as the agency would get it on this day, and what is missing in it. */
export async function writePackage(
  db: Db,
  shop: Shop,
  wish: {
    candidate: DunningCandidate;
    ground: DefaultGround | null;
    reminders: readonly StoredReminder[];
    on: IsoDate;
    words?: HandoverWords | undefined;
  },
): Promise<WrittenPackage> {
  const { candidate, ground, reminders, on, words } = wish;
  const { receivable, debtor } = candidate;
  const { handover, timeZone } = shop.settings;
  const statement = await statementOf(db, shop, { ...candidate, ground, on });
  const sent = reminders.map((reminder) => ({
    sentOn: reminder.sentAt === null ? reminder.runOn : dayOf(reminder.sentAt, timeZone),
    template: reminder.template,
    deadlineOn: reminder.deadlineOn,
  }));
  const claim = {
    ourReference: await nextReference(db, shop, receivable.id),
    subject: 'goods' as const,
    description: words?.description ?? `${handover.description} ${receivable.orderName}`,
    currency: receivable.currency,
    principalCents: statement.principalCents,
    interestCents: statement.interestCents,
    dunningCostsCents: statement.costsCents,
    contractOn: receivable.contractOn,
    invoiceNumber: receivable.invoiceNumber,
    dueOn: receivable.dueOn ?? receivable.contractOn,
    defaultFrom: ground?.fromOn ?? null,
    defaultGround: ground?.words ?? null,
    remindersSentOn: sent.map(({ sentOn }) => sentOn),
    note: words?.note ?? '',
    debtor: toClaimDebtor(debtor),
    legal: await legalFacts(db, shop, { receivable, statement, sent }),
  };
  return { package: claim, missing: missingFacts(claim, on) };
}

/** What the agency has to tell the debtor, beyond what fits into its usual fields. */
async function legalFacts(
  db: Db,
  shop: Shop,
  claim: {
    receivable: DunningCandidate['receivable'];
    statement: ClaimStatement;
    sent: LegalFacts['reminders'];
  },
): Promise<LegalFacts> {
  const { receivable, statement, sent } = claim;
  const { handover, timeZone } = shop.settings;
  const movements = await listMovements(db, receivable.id);
  const disputes = await listDisputes(db, receivable.id);
  return {
    creditor: toCreditor(shop),
    interestUntilOn: statement.knownUntil,
    interest: statement.segments.map(({ rate, ...segment }) => ({
      fromOn: segment.fromOn,
      toOn: segment.toOn,
      principalCents: segment.principalCents,
      rateMillionths: rate,
      ground: segment.ground,
      interestCents: segment.interestCents,
    })),
    costs: movements
      .filter(({ account }) => account === 'costs')
      .map(({ on, amountCents }) => ({ on, amountCents })),
    deductsInputTax: handover.deductsInputTax,
    addressFrom: 'order',
    debtorKindFrom: 'order',
    reminders: sent,
    disputes: disputes.flatMap((dispute) => toAnswered(dispute, timeZone)),
    documents: [
      ...(receivable.invoiceNumber === null ? [] : [`invoice ${receivable.invoiceNumber}`]),
      ...sent.map(({ template, sentOn }) => `${template} ${sentOn}`),
    ],
  };
}

/** Our key at the agency: the receivable, and how often it was claimed before. */
async function nextReference(db: Db, shop: Shop, receivableId: number): Promise<string> {
  const earlier = await countClaims(db, receivableId, shop.agencyMode);
  return `M${receivableId}${earlier === 0 ? '' : `-${earlier + 1}`}`;
}

function toCreditor({ settings }: Shop): LegalFacts['creditor'] {
  const { name, street, postcode, city, country } = settings.creditor;
  return { name, street, postcode, city, country };
}

function toAnswered(dispute: Dispute, timeZone: string): LegalFacts['disputes'] {
  const { placedAt, releasedAt, note } = dispute;
  if (releasedAt === null) return [];
  const raisedOn = dayOf(placedAt, timeZone);
  return [{ raisedOn, answeredOn: dayOf(releasedAt, timeZone), words: note }];
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
