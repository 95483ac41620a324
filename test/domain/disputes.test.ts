import {
  disputedPart,
  type DisputeFacts,
  disputeStanding,
  type DisputeState,
  wasAnswered,
} from '../../server/domain/disputes.ts';

const dispute = (
  state: DisputeState,
  amountCents: number | null = null,
  upheldCents: number | null = null,
): DisputeFacts => ({ state, amountCents, upheldCents });

it('an open dispute stands against the whole or its part, never more than is open', () => {
  const standing = (...all: DisputeFacts[]) => disputeStanding(all, 100_00);
  expect(standing()).toEqual({ standing: 'none', disputedCents: 0 });
  expect(standing(dispute('open'))).toEqual({ standing: 'open', disputedCents: 100_00 });
  expect(standing(dispute('open', 30_00)).disputedCents).toBe(30_00);
  expect(standing(dispute('open', 30_00), dispute('open', 80_00)).disputedCents).toBe(100_00);
  expect(standing(dispute('answered'), dispute('rejected')).standing).toBe('none');
});

it.each<[DisputeState, number | null, number | null, boolean]>([
  ['open', null, null, false],
  ['answered', null, null, true],
  ['rejected', null, null, true],
  ['withdrawn', null, null, false],
  ['upheld', null, 100_00, false],
  ['upheld', 50_00, 50_00, false],
  ['upheld', 50_00, 49_99, true],
])('the agency hears of one that is %s (%s, %s given up): %s', (state, amount, upheld, heard) => {
  expect(wasAnswered(dispute(state, amount, upheld))).toBe(heard);
});

it('takes the whole as the whole, and no more than is open', () => {
  expect(disputedPart(null, 100_00)).toBeNull();
  expect(disputedPart(100_00, 100_00)).toBeNull();
  expect(disputedPart(99_99, 100_00)).toBe(99_99);
  expect(() => disputedPart(100_01, 100_00)).toThrow('more than the open');
});
