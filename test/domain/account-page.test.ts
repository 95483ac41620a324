import { accountPage, type AccountLine } from '../../server/domain/account-page.ts';
import { isoDate } from '../../server/domain/calendar.ts';

const line = (on: string, what: AccountLine['what'], amountCents: number): AccountLine => ({
  on: isoDate(on),
  orderName: '#1001',
  what,
  amountCents,
});

describe('the statement of account of a letter', () => {
  it('is left out where it would only repeat the invoices', () => {
    const invoices = [line('2026-03-02', 'invoice', 100_00), line('2026-03-03', 'invoice', 5_00)];
    expect(accountPage('de', 'EUR', invoices)).toBeNull();
  });

  it('shows every movement in its order with the balance after it, and ends with the sum', () => {
    const lines = [
      line('2026-03-02', 'invoice', 100_00),
      line('2026-04-14', 'costs', 2_50),
      line('2026-04-01', 'payment', -40_00),
    ];
    expect(accountPage('de', 'EUR', lines)).toMatchObject({
      newPage: true,
      hasSum: true,
      rows: [
        ['02.03.2026', 'Rechnungsbetrag #1001', '100,00 €', '100,00 €'],
        ['01.04.2026', 'Zahlung #1001', '-40,00 €', '60,00 €'],
        ['14.04.2026', 'Mahnkosten #1001', '2,50 €', '62,50 €'],
        ['', 'Stand heute', '', '62,50 €'],
      ],
    });
  });

  it.each([
    ['en', 'Statement of account for this letter'],
    ['it', 'Estratto conto di questa lettera'],
  ] as const)('speaks %s', (language, title) => {
    const lines = [line('2026-03-02', 'invoice', 100_00), line('2026-04-01', 'payment', -1)];
    expect(accountPage(language, 'EUR', lines)).toMatchObject({ title });
  });
});
