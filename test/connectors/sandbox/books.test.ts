import fc from 'fast-check';
import {
  emptyState,
  outstandingCents,
  rvgLikeCosts,
  SandboxBooks,
  totalDebtsCents,
} from '../../../connectors/sandbox/agency.ts';
import { plots } from '../../../connectors/sandbox/plots.ts';
import { addSeconds, instant } from '../../../server/domain/calendar.ts';

const rules = { timeZone: 'Europe/Berlin', costsFor: rvgLikeCosts, batchSize: 100 };

/** A life of one claim: days go by, direct payments come in, perhaps it is taken back. */
const life = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant('wait' as const), days: fc.integer({ min: 0, max: 40 }) }),
    fc.record({ do: fc.constant('pay' as const), cents: fc.integer({ min: 1, max: 40_000 }) }),
    fc.record({ do: fc.constant('close' as const) }),
  ),
  { maxLength: 12 },
);

describe('the money of the sandbox agency', () => {
  it('balances in every life of a claim', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(plots)),
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.integer({ min: 0, max: 5_000 }),
        life,
        (plot, principalCents, feesCents, steps) => {
          const books = new SandboxBooks(emptyState(instant('2026-03-01T09:00:00Z')), rules);
          const debtor = { email: `muster+${plot}@example.com` };
          const order = { book: 'x/sandbox', claim: {}, debtor, principalCents, feesCents };
          const { claim } = books.accept(order);
          for (const step of steps) {
            const wasClosed = claim.isClosed;
            const before = outstandingCents(claim);
            if (step.do === 'wait') {
              books.advanceTo(addSeconds(books.state.now, step.days * 86_400));
            } else if (step.do === 'pay') {
              const taken = books.bookDirectPayment(claim, step.cents, '2026-03-05');
              expect(taken).toBe(!wasClosed && step.cents <= before);
            } else {
              expect(books.close(claim)).toBe(!wasClosed);
            }
            expect(outstandingCents(claim)).toBeGreaterThanOrEqual(0);
            expect(totalDebtsCents(claim)).toBe(
              claim.paidCents + claim.directCents + outstandingCents(claim),
            );
            const payouts = claim.payouts.reduce((sum, payout) => sum + payout.totalCents, 0);
            expect(payouts).toBe(claim.paidOutCents);
            expect(payouts).toBeLessThanOrEqual(claim.paidCents);
            expect(payouts + claim.directCents).toBeLessThanOrEqual(totalDebtsCents(claim));
            if (wasClosed) expect(claim.isClosed).toBe(true);
          }
        },
      ),
    );
  });

  it('closes and waives its own costs once principal and dunning costs were paid directly', () => {
    const books = new SandboxBooks(emptyState(instant('2026-03-01T09:00:00Z')), rules);
    const order = { book: 'x/sandbox', claim: {}, debtor: {}, principalCents: 10_000 };
    const { claim } = books.accept({ ...order, feesCents: 500 });
    expect(books.bookDirectPayment(claim, 10_499, '2026-03-05')).toBe(true);
    expect(claim.isClosed).toBe(false);
    expect(books.bookDirectPayment(claim, 1, '2026-03-06')).toBe(true);
    expect(claim).toMatchObject({ isClosed: true, costsCents: 0, status: { code: '10209' } });
    expect(outstandingCents(claim)).toBe(0);
  });

  it.each([
    [5_000, 3_600],
    [5_001, 5_562],
    [50_000, 5_562],
    [50_001, 10_044],
    [500_000, 33_905],
  ])('claims %i cents: the costs are %i cents', (principalCents, costsCents) => {
    expect(rvgLikeCosts(principalCents)).toBe(costsCents);
  });
});
