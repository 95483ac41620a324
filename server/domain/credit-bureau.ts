/** When an unpaid claim may be reported to a credit bureau (BDSG 31(2)). */
import { addDays, type IsoDate } from './calendar.ts';

export interface BureauFacts {
  dueOn: IsoDate | null;
  openCents: number;
  /** Days on which written reminders after the due date reached the debtor. */
  reminderReceiptsOn: readonly IsoDate[];
  /** The first reminder that told of a possible report; null when none did. */
  noticeReceivedOn: IsoDate | null;
  disputed: boolean;
  /** Grounds that need no two reminders: title, insolvency table, express acknowledgement. */
  establishedBy: 'title' | 'insolvency_table' | 'acknowledgement' | null;
}

export interface BureauAnswer {
  reportable: boolean;
  /** Every condition that is not met, in words; empty when it may be reported. */
  missing: readonly string[];
  /** Reminders that count, for the screen: `2 of 2`. */
  remindersCounted: number;
  /** The first day on which the four weeks are over; null while there is no reminder. */
  earliestOn: IsoDate | null;
}

/** Two written reminders, the first four weeks ago (BDSG 31(2) Nr. 4 a and b). */
const REMINDERS_NEEDED = 2;
const DAYS_SINCE_FIRST = 28;

/**
 * Whether a claim may be reported on a day, and what is missing. Only proven receipts count (LG
 * Mainz 3 O 12/20), only reminders after the due date, and a disputed claim never (31(2) Nr. 4 d).
 * Whether a plain e-mail is "written" is not settled.
 */
export function bureauReportOn(facts: BureauFacts, on: IsoDate): BureauAnswer {
  const { dueOn, noticeReceivedOn } = facts;
  const counted = facts.reminderReceiptsOn
    .filter((receivedOn) => dueOn !== null && receivedOn > dueOn && receivedOn <= on)
    .toSorted();
  const first = counted[0];
  const earliestOn = first === undefined ? null : addDays(first, DAYS_SINCE_FIRST);
  const missing: string[] = [];
  if (facts.openCents <= 0) missing.push('Nothing is open');
  if (dueOn === null || on <= dueOn) missing.push('The claim is not overdue');
  if (facts.establishedBy === null) {
    if (counted.length < REMINDERS_NEEDED) {
      missing.push(`${counted.length} of ${REMINDERS_NEEDED} reminders were received`);
    }
    if (earliestOn !== null && on < earliestOn) {
      missing.push(`The first reminder is less than four weeks old; not before ${earliestOn}`);
    }
    if (noticeReceivedOn === null || noticeReceivedOn > on) {
      missing.push('The debtor was not told beforehand of a possible report');
    } else if (first === undefined || noticeReceivedOn < first) {
      missing.push('The notice of a possible report came before the first reminder');
    }
    if (facts.disputed) missing.push('The claim is disputed');
  }
  const reportable = missing.length === 0;
  return { reportable, missing, remindersCounted: counted.length, earliestOn };
}
