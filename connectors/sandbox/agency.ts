/**
 * The sandbox agency without its wire: claims, feeds and money, on a clock that its owner moves.
 * Sandbox and live claims of one client are two books that never meet.
 */
import { Temporal } from 'temporal-polyfill';
import { addSeconds, dayOf, type Instant, type IsoDate } from '../../server/domain/calendar.ts';
import type { Cents } from '../../server/domain/money.ts';
import { plotOf, plots, type HandOver, type PlotStep } from './plots.ts';

export interface SandboxClaim {
  fileNumber: string;
  /** Client number and mode, `10001/sandbox`. */
  book: string;
  /** The client's reference. Not unique here: a doubled hand-over is taken twice and seen. */
  invoice: string;
  plot: string;
  acceptedAt: Instant;
  claim: Readonly<Record<string, string>>;
  debtor: Readonly<Record<string, string>>;
  principalCents: Cents;
  feesCents: Cents;
  /** The agency's own costs, owed by the debtor. */
  costsCents: Cents;
  paidCents: Cents;
  directCents: Cents;
  paidOutCents: Cents;
  payouts: Payout[];
  status: { code: string; text: string; details: string | null };
  isClosed: boolean;
  history: { at: Instant; subject: string; details: string | null }[];
  messages: { sender: string; at: Instant; text: string }[];
  /** How many steps of its plot are done. */
  stepsDone: number;
}

export interface Payout {
  on: IsoDate;
  totalCents: Cents;
  payoutNumber: string;
}

export interface Change {
  fileNumber: string;
  code: string;
  text: string;
  details: string | null;
  at: Instant;
  closing: { explanation: string; note: string } | null;
}

export interface Message {
  fileNumber: string;
  invoice: string;
  text: string;
  at: Instant;
}

interface Feed<T> {
  /** How many entries were acknowledged, from the first on. */
  committed: number;
  entries: T[];
}

/** Everything the agency knows; plain data, so that it can be kept in a file. */
export interface AgencyState {
  now: Instant;
  nextNumber: number;
  claims: SandboxClaim[];
  changes: Record<string, Feed<Change>>;
  messages: Record<string, Feed<Message>>;
  transactions: Record<string, { book: string; feed: 'changes' | 'messages'; upTo: number }>;
}

export interface AgencyRules {
  timeZone: string;
  /** The agency's costs for a principal; the debtor owes them. */
  costsFor: (principalCents: Cents) => Cents;
  /** The most entries of a feed in one answer. */
  batchSize: number;
}

export const emptyState = (now: Instant): AgencyState => ({
  now,
  nextNumber: 1,
  claims: [],
  changes: {},
  messages: {},
  transactions: {},
});

/**
 * The lawful order of size: a business fee of 0.9 after the RVG table (2025) and a flat sum for
 * post of a fifth, 20 euros at most. No value-added tax. Good for a sandbox, not for a bill.
 */
export function rvgLikeCosts(principalCents: Cents): Cents {
  if (principalCents <= 5_000) return 3_000 + 600;
  const steps: readonly [Cents, Cents][] = [
    [50_000, 5_150],
    [100_000, 9_300],
    [150_000, 13_450],
    [200_000, 17_600],
    [300_000, 23_550],
    [500_000, 35_450],
  ];
  const fee = steps.find(([upTo]) => principalCents <= upTo)?.[1] ?? 65_200;
  const business = Math.round((fee * 9) / 10);
  return business + Math.min(2_000, Math.round(business / 5));
}

export interface NewClaim {
  book: string;
  claim: Readonly<Record<string, string>>;
  debtor: Readonly<Record<string, string>>;
  principalCents: Cents;
  feesCents: Cents;
}

/** One agency over its state. Every method changes the state and nothing else. */
export class SandboxBooks {
  private readonly byFileNumber: Map<string, SandboxClaim>;
  readonly state: AgencyState;
  private readonly rules: AgencyRules;

  constructor(state: AgencyState, rules: AgencyRules) {
    this.state = state;
    this.rules = rules;
    this.byFileNumber = new Map(state.claims.map((claim) => [claim.fileNumber, claim]));
  }

  /** Takes the claim and plays its first day. */
  accept(order: NewClaim): { claim: SandboxClaim; handOver: HandOver } {
    const plot = plotOf(order.debtor['email'] ?? '');
    const claim: SandboxClaim = {
      fileNumber: String(26_000_000_000 + this.nextNumber()),
      book: order.book,
      invoice: order.claim['invoice'] ?? '',
      plot,
      acceptedAt: this.state.now,
      claim: order.claim,
      debtor: order.debtor,
      principalCents: order.principalCents,
      feesCents: order.feesCents,
      costsCents: this.rules.costsFor(order.principalCents),
      paidCents: 0,
      directCents: 0,
      paidOutCents: 0,
      payouts: [],
      status: { code: '10201', text: 'Neue Forderung', details: null },
      isClosed: false,
      history: [],
      messages: [],
      stepsDone: 0,
    };
    this.state.claims.push(claim);
    this.byFileNumber.set(claim.fileNumber, claim);
    this.tell(
      claim,
      `Wir haben Ihren Auftrag angenommen. Aktenzeichen: ${claim.fileNumber}.`,
      this.state.now,
    );
    this.playDueSteps([claim]);
    return { claim, handOver: plots[plot]?.handOver ?? 'taken' };
  }

  find(book: string, fileNumber: string): SandboxClaim | undefined {
    const claim = this.byFileNumber.get(fileNumber);
    return claim?.book === book ? claim : undefined;
  }

  /** The first claim with the client's reference. */
  findByInvoice(book: string, invoice: string): SandboxClaim | undefined {
    return this.state.claims.find((claim) => claim.book === book && claim.invoice === invoice);
  }

  claimsOf(book: string): readonly SandboxClaim[] {
    return this.state.claims.filter((claim) => claim.book === book);
  }

  /** Moves the clock, never back, and plays what fell due, in the order of time. */
  advanceTo(at: Instant): void {
    if (at > this.state.now) this.state.now = at;
    this.playDueSteps(this.state.claims);
  }

  changesOf(book: string): { transactionId: string; entries: readonly Change[] } {
    return this.openBatch(book, 'changes', this.feed(this.state.changes, book));
  }

  messagesOf(book: string): { transactionId: string; entries: readonly Message[] } {
    return this.openBatch(book, 'messages', this.feed(this.state.messages, book));
  }

  /** Ends a batch; entries that came later stay. A second time is a yes that changes nothing. */
  commit(book: string, transactionId: string): boolean {
    const transaction = Object.hasOwn(this.state.transactions, transactionId)
      ? this.state.transactions[transactionId]
      : undefined;
    if (transaction?.book !== book) return false;
    const feed: Feed<unknown> = this.feed<unknown>(this.state[transaction.feed], book);
    feed.committed = Math.max(feed.committed, transaction.upTo);
    return true;
  }

  /** The client takes the claim back; false when it has ended already. */
  close(claim: SandboxClaim): boolean {
    if (claim.isClosed) return false;
    this.move(claim, this.state.now, {
      afterDays: 0,
      code: '10210',
      text: 'Forderung von Ihnen storniert',
      closing: { explanation: 'Storniert durch den Auftraggeber', note: '' },
    });
    return true;
  }

  /**
   * The debtor paid the client. Once principal and dunning costs are covered that way, the agency
   * waives its own costs and closes. False for an ended claim or more than is open.
   */
  bookDirectPayment(claim: SandboxClaim, amountCents: Cents, paidOn: string): boolean {
    if (claim.isClosed || amountCents <= 0 || amountCents > outstandingCents(claim)) return false;
    claim.directCents += amountCents;
    const details = `Direktzahlung vom ${paidOn} gebucht`;
    claim.history.push({ at: this.state.now, subject: 'Direktzahlung', details });
    const isCovered = claim.directCents + claim.paidCents >= claim.principalCents + claim.feesCents;
    if (!isCovered) return true;
    claim.costsCents -= Math.min(claim.costsCents, outstandingCents(claim));
    this.move(claim, this.state.now, {
      afterDays: 0,
      code: '10209',
      text: 'Forderung erfolgreich abgeschlossen',
      payout: true,
      closing: { explanation: 'Zahlung an den Auftraggeber', note: details },
    });
    return true;
  }

  receiveMessage(claim: SandboxClaim, text: string): void {
    claim.messages.push({ sender: 'Auftraggeber', at: this.state.now, text });
  }

  private nextNumber(): number {
    const number = this.state.nextNumber;
    this.state.nextNumber += 1;
    return number;
  }

  private feed<T>(feeds: Record<string, Feed<T>>, book: string): Feed<T> {
    return (feeds[book] ??= { committed: 0, entries: [] });
  }

  private openBatch<T>(
    book: string,
    feed: 'changes' | 'messages',
    { committed, entries }: Feed<T>,
  ): { transactionId: string; entries: readonly T[] } {
    const batch = entries.slice(committed, committed + this.rules.batchSize);
    const transactionId = String(7_000_000 + this.nextNumber());
    this.state.transactions[transactionId] = { book, feed, upTo: committed + batch.length };
    return { transactionId, entries: batch };
  }

  private playDueSteps(claims: readonly SandboxClaim[]): void {
    const due: { claim: SandboxClaim; step: PlotStep; at: Instant }[] = [];
    for (const claim of claims) {
      if (claim.isClosed) continue;
      const steps = plots[claim.plot]?.steps ?? [];
      for (const step of steps.slice(claim.stepsDone)) {
        const at = addSeconds(claim.acceptedAt, step.afterDays * 86_400);
        if (at > this.state.now) break;
        due.push({ claim, step, at });
      }
    }
    due.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
    for (const { claim, step, at } of due) {
      if (claim.isClosed) continue;
      claim.stepsDone += 1;
      this.move(claim, at, step);
    }
  }

  private move(claim: SandboxClaim, at: Instant, step: PlotStep): void {
    claim.status = { code: step.code, text: step.text, details: step.details ?? null };
    claim.paidCents += paymentOf(claim, step);
    claim.isClosed = step.closing !== undefined;
    claim.history.push({ at, subject: step.text, details: step.details ?? null });
    if (step.payout === true) this.payOut(claim, at);
    if (step.message !== undefined) this.tell(claim, step.message, at);
    this.feed(this.state.changes, claim.book).entries.push({
      fileNumber: claim.fileNumber,
      ...claim.status,
      at,
      closing: step.closing ?? null,
    });
  }

  private payOut(claim: SandboxClaim, at: Instant): void {
    const totalCents = creditCents(claim);
    if (totalCents <= 0) return;
    claim.paidOutCents += totalCents;
    const payoutNumber = `AB-${this.nextNumber()}`;
    claim.payouts.push({ on: dayOf(at, this.rules.timeZone), totalCents, payoutNumber });
  }

  private tell(claim: SandboxClaim, text: string, at: Instant): void {
    claim.messages.push({ sender: 'Sachbearbeitung', at, text });
    const { fileNumber, invoice } = claim;
    this.feed(this.state.messages, claim.book).entries.push({ fileNumber, invoice, text, at });
  }
}

export const totalDebtsCents = (claim: SandboxClaim): Cents =>
  claim.principalCents + claim.feesCents + claim.costsCents;

export const outstandingCents = (claim: SandboxClaim): Cents =>
  totalDebtsCents(claim) - claim.paidCents - claim.directCents;

/** What the next payout would be: payments cover the creditor's money first, then our costs. */
export function creditCents(claim: SandboxClaim): Cents {
  const owedToCreditor = claim.principalCents + claim.feesCents - claim.directCents;
  return Math.max(0, Math.min(claim.paidCents, owedToCreditor) - claim.paidOutCents);
}

function paymentOf(claim: SandboxClaim, step: PlotStep): Cents {
  if (step.pays === undefined) return 0;
  const open = outstandingCents(claim);
  if (step.pays === 'rest') return open;
  return Math.min(open, Math.round((totalDebtsCents(claim) * step.pays) / 100));
}

/** The agency's wall clock, without a zone: `2026-11-21T10:00:00`. */
export const localTime = (at: Instant, timeZone: string): string =>
  Temporal.Instant.from(at)
    .toZonedDateTimeISO(timeZone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'second' });
