/**
 * Every status code of mediafinanz that is known, with what we take it to mean and how sure that
 * is. Only 10210 is known by its text. The others are inferred: the agency's shop modules ship one
 * picture per code, and a code of the 10xxx series has the same picture as exactly one group of the
 * 11xxx series. Proposals, not truth: a merchant may change the table, and nothing inferred should
 * end a claim without the agency's own table (question 2 of docs/agency-onboarding.md).
 */

import type { StatusMeaning } from '../../server/domain/claim.ts';

/**
 * `known`: by its text. `inferred`: from its picture. `guessed`: the picture is ambiguous.
 * `not_understood`: the code exists, and that is all; it counts as `unmapped`.
 */
type Certainty = 'known' | 'inferred' | 'guessed' | 'not_understood';

export interface StatusCode {
  code: string;
  meaning: StatusMeaning;
  certainty: Certainty;
  /** The condensed code of the 11xxx series that shares its picture, or itself. */
  group: string;
}

interface Group {
  group: string;
  meaning: StatusMeaning;
  certainty: Certainty;
  codes: readonly string[];
}

const row = (
  group: string,
  meaning: StatusMeaning,
  certainty: Certainty,
  codes: readonly string[],
): Group => ({ group, meaning, certainty, codes });

const groups: readonly Group[] = [
  row('11311', 'new', 'inferred', ['10201', '10214']),
  row(
    '11301',
    'in_progress',
    'inferred',
    (
      '10202 10204 10205 10213 10215 10216 10218 10220 10221 10224 ' +
      '10227 10228 10229 10230 10231'
    ).split(' '),
  ),
  row('11313', 'question', 'inferred', ['10223']),
  row('11314', 'waiting', 'inferred', ['10225']),
  row('11315', 'payment', 'guessed', ['10226']),
  row('11316', 'payment', 'guessed', ['10233']),
  row('11312', 'unmapped', 'not_understood', ['10217']),
  row('11304', 'closed_paid', 'inferred', ['10209']),
  row('11305', 'closed_partly', 'inferred', ['10208']),
  row('11302', 'unmapped', 'not_understood', ['10206', '10219']),
  row('11303', 'unmapped', 'not_understood', ['10207']),
  row('11306', 'closed_unpaid', 'inferred', ['10203', '10222']),
  row('11309', 'court', 'inferred', []),
  row('11307', 'withdrawn', 'known', ['10210']),
  row('11310', 'withdrawn', 'inferred', ['10212']),
];

/** Every code, the groups themselves included. A group is never surer than `inferred`. */
export const statusCodes: readonly StatusCode[] = groups.flatMap((one) => [
  {
    code: one.group,
    meaning: one.meaning,
    certainty: one.certainty === 'known' ? ('inferred' as const) : one.certainty,
    group: one.group,
  },
  ...one.codes.map((code) => ({
    code,
    meaning: one.meaning,
    certainty: one.certainty,
    group: one.group,
  })),
]);

const byCode = new Map(statusCodes.map((status) => [status.code, status]));

/** What a code means; `unmapped` for one that stands in no table. */
export function meaningOf(code: string): StatusMeaning {
  return byCode.get(code)?.meaning ?? 'unmapped';
}
