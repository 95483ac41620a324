/** How long records are kept, and from when a person's data may go (HGB 257, AO 147, GDPR 17). */
import { endOfYear, maxDate, type IsoDate } from './calendar.ts';

export type RecordKind =
  /** Books, annual accounts and how they are made. */
  | 'book'
  /** Invoices, credit notes, statements used as vouchers. */
  | 'voucher'
  /** Letters sent and received: reminders, agreements, disputes. */
  | 'letter'
  /** Scores, contact attempts, notes: no duty to keep; a schedule of the house. */
  | 'note';

export interface RetentionRule {
  years: number;
  source: string;
  /** False where the house decides, not the law. */
  byLaw: boolean;
}

/** Vouchers: eight years since 2025-01-01, old ones included (EGAO Art. 97 § 19a, BEG IV). */
export const RETENTION_RULES: Readonly<Record<RecordKind, RetentionRule>> = {
  book: { years: 10, source: 'HGB 257(4), AO 147(3)', byLaw: true },
  voucher: { years: 8, source: 'HGB 257(4), AO 147(3)', byLaw: true },
  letter: { years: 6, source: 'HGB 257(4), AO 147(3)', byLaw: true },
  note: { years: 3, source: 'own schedule, after BGB 195, 199', byLaw: false },
};

/** The last day a record must be kept: its years, counted from the end of its year (HGB 257(5)). */
export function keptUntil(
  kind: RecordKind,
  on: IsoDate,
  rules: Readonly<Record<RecordKind, RetentionRule>> = RETENTION_RULES,
): IsoDate {
  return endOfYear(on, rules[kind].years);
}

export interface ErasureFacts {
  records: readonly { kind: RecordKind; on: IsoDate }[];
  /** A claim is still open: data needed to pursue it stay (GDPR 17(3)(e)). */
  claimOpen: boolean;
  /** The tax assessment of these years is not final yet (AO 147(3) S. 5). */
  assessmentOpen: boolean;
}

export interface Erasure {
  allowed: boolean;
  /** The day after which it is allowed; null while no day can be named. */
  afterOn: IsoDate | null;
  reason: string;
}

/** Whether a debtor's data may be erased on a day; when not, they are restricted (GDPR 18). */
export function erasureOn(facts: ErasureFacts, on: IsoDate): Erasure {
  if (facts.claimOpen) {
    const reason = 'A claim is open: the data are needed to pursue it (GDPR 17(3)(e))';
    return { allowed: false, afterOn: null, reason };
  }
  if (facts.assessmentOpen) {
    const reason = 'The tax assessment is open: the period does not end (AO 147(3))';
    return { allowed: false, afterOn: null, reason };
  }
  const [first, ...others] = facts.records.map((record) => keptUntil(record.kind, record.on));
  if (first === undefined) {
    return { allowed: true, afterOn: null, reason: 'Nothing is kept that a law asks to keep' };
  }
  const afterOn = others.reduce(maxDate, first);
  const allowed = on > afterOn;
  const reason = `Records must be kept until ${afterOn} (HGB 257, AO 147, GDPR 17(3)(b))`;
  return { allowed, afterOn, reason: allowed ? `The duty to keep ended on ${afterOn}` : reason };
}
