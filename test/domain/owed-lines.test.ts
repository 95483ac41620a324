import { bookedLines, principalLines } from '../../server/domain/owed-lines.ts';

const NOTHING_ELSE = { costsCents: 0, interestCents: 0, interestAccruedCents: 0, creditCents: 0 };

it('adds up what a customer on the telephone asks: invoice, credit note, payment, what is left', () => {
  const booked = [
    { kind: 'principal', amountCents: 232_85 },
    { kind: 'principal_change', amountCents: -20_00 },
    { kind: 'payment', amountCents: -100_00 },
    { kind: 'shop_difference', amountCents: -6_42 },
  ] as const;
  expect(
    principalLines(booked, { ...NOTHING_ELSE, interestCents: 1_58, interestAccruedCents: 1_58 }),
  ).toEqual([
    { kind: 'invoice', amountCents: 232_85 },
    { kind: 'credited', amountCents: -20_00 },
    { kind: 'paid', amountCents: -106_42 },
  ]);
});

it('tells how much of a payment went to costs and interest, and what is left of it', () => {
  const booked = [
    { kind: 'principal', amountCents: 100_00 },
    { kind: 'fee', amountCents: 2_50 },
    { kind: 'fee', amountCents: 2_50 },
    { kind: 'payment', amountCents: -110_00 },
    { kind: 'costs_paid', amountCents: 5_00 },
    { kind: 'costs_paid', amountCents: -5_00 },
  ] as const;
  const lines = principalLines(booked, {
    ...NOTHING_ELSE,
    interestAccruedCents: 80,
    creditCents: 4_20,
  });
  expect(lines).toEqual([
    { kind: 'invoice', amountCents: 100_00 },
    { kind: 'paid', amountCents: -110_00 },
    { kind: 'covered_costs', amountCents: 5_00 },
    { kind: 'covered_interest', amountCents: 80 },
    { kind: 'credit', amountCents: 4_20 },
  ]);
});

it('shows fees among the booked lines, and no line for what came to nothing', () => {
  const booked = [
    { kind: 'principal', amountCents: 100_00 },
    { kind: 'principal_change', amountCents: 5_00 },
    { kind: 'fee', amountCents: 2_50 },
    { kind: 'fee_waived', amountCents: -2_50 },
    { kind: 'write_off', amountCents: -3_00 },
    { kind: 'write_off_reversed', amountCents: 3_00 },
    { kind: 'agency_payment', amountCents: -60_00 },
    { kind: 'payment', amountCents: -50_00 },
    { kind: 'payment', amountCents: 10_00 },
  ] as const;
  expect(bookedLines(booked)).toEqual([
    { kind: 'invoice', amountCents: 100_00 },
    { kind: 'added', amountCents: 5_00 },
    { kind: 'fees', amountCents: 2_50 },
    { kind: 'fees_waived', amountCents: -2_50 },
    { kind: 'paid', amountCents: -50_00 },
    { kind: 'paid_at_agency', amountCents: -60_00 },
    { kind: 'repaid', amountCents: 10_00 },
  ]);
});
