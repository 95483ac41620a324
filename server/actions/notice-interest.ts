import { addDays, type IsoDate } from '../domain/calendar.ts';
import type { DefaultGround } from '../domain/default.ts';
import { InvalidInput } from '../domain/errors.ts';
import type { InterestSegment } from '../domain/interest.ts';
import { letterInterest } from '../domain/letter-formats.ts';
import type { LetterInterest } from '../domain/letters.ts';
import type { Cents } from '../domain/money.ts';
import type { RunWarning } from '../domain/runs.ts';
import type { Shop } from '../domain/shop.ts';
import type { DunningCandidate } from '../storage/dunning.ts';
import type { Movement } from '../storage/receivables.ts';
import { statementFrom } from './read-statement.ts';

export interface NoticeInterest {
  segments: readonly LetterInterest[];
  /** Why it is not all that is owed, in a word, or null. */
  gap: RunWarning | null;
}

/**
 * The default interest that a notice claims for one receivable, by segments, until the day of the
 * letter. The books set payments against the principal first, and so does this: it never claims
 * more than another order would. Where a base rate is not published yet the interest ends with the last
 * known day, and where the law is not known here there is none: nothing is guessed, `gap` says so,
 * and what is left out stays owed.
 */
export function interestOf(
  shop: Shop,
  claim: {
    candidate: DunningCandidate;
    ground: DefaultGround | null;
    movements: readonly Movement[];
    on: IsoDate;
  },
): NoticeInterest {
  const { candidate, ground, movements, on } = claim;
  const { orderName } = candidate.receivable;
  const account = { ...candidate, ground, on, allocation: 'principal_first' as const };
  try {
    const statement = statementFrom(shop, account, movements);
    const paid = statement.interestAccruedCents - statement.interestCents;
    const segments = openSegments(statement.segments, paid).map((one) =>
      letterInterest(orderName, one),
    );
    const { complete, knownUntil } = statement;
    const from = knownUntil === null ? (ground?.interestFromOn ?? on) : addDays(knownUntil, 1);
    return { segments, gap: complete ? null : `no_base_rate:${from}` };
  } catch (error) {
    if (error instanceof InvalidInput) return { segments: [], gap: 'interest_unknown' };
    throw error;
  }
}

/** What is left of the segments after a payment of interest; the oldest is paid first. */
function openSegments(segments: readonly InterestSegment[], paidCents: Cents): InterestSegment[] {
  let paid = paidCents;
  return segments.flatMap((segment) => {
    const off = Math.min(paid, segment.interestCents);
    paid -= off;
    const interestCents = segment.interestCents - off;
    return interestCents > 0 ? [{ ...segment, interestCents }] : [];
  });
}
