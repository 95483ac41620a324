import {
  type ClaimMove,
  claimStates,
  type ClaimState,
  isLive,
  moveClaim,
  moveOfMeaning,
} from '../../server/domain/claim.ts';
import { settledByAgency } from '../../server/domain/claim-money.ts';
import {
  DUNNABLE,
  moveReceivable,
  receivableStates,
  type ReceivableMove,
  type ReceivableState,
} from '../../server/domain/receivable.ts';

describe('a claim', () => {
  it.each<[ClaimState, ClaimMove, ClaimState | null]>([
    ['queued', 'claim.submitted', 'submitted'],
    ['queued', 'claim.unconfirmed', 'unconfirmed'],
    ['queued', 'claim.withdrawn', 'withdrawn'],
    ['queued', 'claim.accepted', null],
    // What nobody confirmed is never submitted again without a person.
    ['unconfirmed', 'claim.submitted', null],
    ['unconfirmed', 'claim.found', 'submitted'],
    ['unconfirmed', 'claim.requeued', 'queued'],
    ['submitted', 'claim.accepted', 'accepted'],
    ['submitted', 'claim.paid', 'paid'],
    ['accepted', 'claim.progressed', 'in_progress'],
    ['in_progress', 'claim.progressed', 'in_progress'],
    ['in_progress', 'claim.closed', 'closed'],
    ['in_progress', 'claim.accepted', null],
    ['paid', 'claim.progressed', null],
    ['rejected', 'claim.requeued', null],
  ])('that is %s moves by %s to %s', (from, move, to) => {
    expect(moveClaim(from, move)).toBe(to);
  });

  it('lives until it is rejected, withdrawn, paid or closed', () => {
    const states = Object.keys(claimStates) as ClaimState[];
    expect(states.filter((state) => !isLive(state))).toEqual([
      'rejected',
      'withdrawn',
      'paid',
      'closed',
    ]);
  });

  it('moves for every meaning of a status along an edge that exists', () => {
    for (const move of Object.values(moveOfMeaning))
      expect(moveClaim('submitted', move)).not.toBeNull();
    expect(moveOfMeaning.unmapped).toBe('claim.progressed');
    expect(moveOfMeaning.closed_paid).toBe('claim.paid');
    expect(moveOfMeaning.closed_partly).toBe('claim.closed');
    expect(moveOfMeaning.withdrawn).toBe('claim.withdrawn');
  });
});

describe('a receivable', () => {
  it.each<[ReceivableState, ReceivableMove, ReceivableState | null]>([
    ['open', 'due_date.passed', 'overdue'],
    ['open', 'reminder.sent', null],
    ['overdue', 'reminder.sent', 'in_dunning'],
    ['in_dunning', 'due_date.moved', 'open'],
    ['in_dunning', 'claim.queued', 'handed_over'],
    ['handed_over', 'reminder.sent', null],
    ['handed_over', 'claim.returned', 'in_dunning'],
    ['handed_over', 'receivable.paid', 'paid'],
    ['paid', 'receivable.reopened', 'open'],
    ['paid', 'due_date.passed', null],
    ['written_off', 'receivable.paid', 'paid'],
    ['cancelled', 'receivable.reopened', 'open'],
  ])('that is %s moves by %s to %s', (from, move, to) => {
    expect(moveReceivable(from, move)).toBe(to);
  });

  it('is reminded only before it is handed over or ended', () => {
    expect(DUNNABLE).toEqual(['open', 'overdue', 'in_dunning']);
  });

  it('can reach every state', () => {
    const reached = new Set(
      Object.values(receivableStates).flatMap((moves) => Object.values(moves)),
    );
    expect(reached).toEqual(new Set(Object.keys(receivableStates)));
  });
});

describe('what the agency collected', () => {
  // 100.00 handed over with 40.00 costs of ours; the agency adds 60.00 of its own.
  type Money = Parameters<typeof settledByAgency>[0];
  const money = (paidCents: number, rest: Partial<Money> = {}): Money => ({
    account: { totalDebtsCents: 200_00, paidCents, outstandingCents: 200_00 - paidCents },
    claimPaid: false,
    handedOverCents: 140_00,
    openCents: 100_00,
    bookedCents: 0,
    reportedCents: 0,
    ...rest,
  });
  const dropped = { totalDebtsCents: 150_00, paidCents: 30_00, outstandingCents: 0 };
  const withDirect = { totalDebtsCents: 200_00, paidCents: 130_00, outstandingCents: 70_00 };
  const withoutDirect = { ...withDirect, paidCents: 90_00 };

  it.each<[string, Money, number]>([
    ['nothing while its own costs are not covered', money(60_00), 0],
    ['the first cent beyond its costs', money(60_01), 1],
    ['all that is open once nothing is outstanding', money(200_00), 100_00],
    ['all that is open once it calls the claim paid', money(150_00, { claimPaid: true }), 100_00],
    ['never more than it got', money(70_00, { claimPaid: true }), 70_00],
    ['nothing when the claim is called paid and nobody paid', money(0, { claimPaid: true }), 0],
    ['nothing more when nothing is open', money(200_00, { openCents: 0 }), 0],
    ['nothing for a credit', money(200_00, { openCents: -5 }), 0],
    ['only what is new since the last time', money(120_00, { bookedCents: 30_00 }), 30_00],
    ['what was paid, when it drops the rest', money(0, { account: dropped }), 20_00],
    [
      'the same whether it counts our direct payment as paid',
      money(0, { account: withDirect, reportedCents: 40_00 }),
      30_00,
    ],
    ['or not', money(0, { account: withoutDirect, reportedCents: 40_00 }), 30_00],
    [
      'nothing of a direct payment that bounced',
      money(100_00, { claimPaid: true, reportedCents: 100_00 }),
      0,
    ],
    ['never more than is open', money(199_00, { openCents: 5_00 }), 5_00],
  ])('settles %s', (_what, facts, cents) => {
    expect(settledByAgency(facts)).toBe(cents);
  });
});
