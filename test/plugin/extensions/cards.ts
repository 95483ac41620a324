import type {
  ChosenOrder,
  ChosenOrders,
  OrderCard,
  OrderCards,
} from '../../../plugin/shopify/extensions/shared/cards.ts';

/** A receivable after its second reminder, unless the test says otherwise. */
export const card = (facts: Partial<OrderCard> = {}): OrderCard => ({
  receivableId: 7,
  orderId: '1',
  orderName: '#1001',
  invoiceNumber: null,
  currency: 'EUR',
  state: 'in_dunning',
  level: 2,
  levels: 4,
  dueOn: '2026-03-16',
  openCents: 1_234_56,
  interestCents: 7_89,
  totalCents: 1_242_45,
  next: { step: 'reminder', level: 3, on: '2026-04-14', because: null },
  hold: null,
  claim: null,
  news: { kind: 'reminder', on: '2026-03-31', text: null },
  letters: [
    {
      id: 11,
      level: 1,
      template: 'friendly_reminder',
      sentOn: '2026-03-21',
      path: '/api/v1/reminders/11/letter',
    },
    {
      id: 12,
      level: 2,
      template: 'first_reminder',
      sentOn: '2026-03-31',
      path: '/api/v1/reminders/12/letter',
    },
  ],
  consolePath: '/receivables/7',
  ...facts,
});

export const cards = (items: OrderCard[], facts: Partial<OrderCards> = {}): OrderCards => ({
  on: '2026-04-02',
  role: 'clerk',
  items,
  ...facts,
});

export const chosenOrder = (facts: Partial<ChosenOrder> = {}): ChosenOrder => ({
  receivableId: 7,
  orderId: '1',
  orderName: '#1001',
  state: 'in_dunning',
  ...facts,
});

export const chosen = (items: ChosenOrder[], facts: Partial<ChosenOrders> = {}): ChosenOrders => ({
  on: '2026-04-02',
  role: 'clerk',
  items,
  ...facts,
});

/** What a signed-in customer owes for order 1. */
export const invoice = {
  orderName: '#1001',
  currency: 'EUR',
  openCents: 100_00,
  atAgency: false,
  dueOn: '2026-03-16',
  payUrl: 'https://example.myshopify.com/pay/1',
  transfer: {
    creditorName: 'Example Shop GmbH',
    iban: 'DE89 3704 0044 0532 0130 00',
    reference: '#1001',
    giroCode: 'BCD\n002\n1\nSCT\n\nExample Shop GmbH\nDE89370400440532013000\nEUR100.00\n\n\n#1001',
  },
  told: null,
};
