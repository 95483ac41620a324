/** What goes in and out of the door for customers who are signed in at the shop. */
import { z } from 'zod';
import { Day } from './schemas.ts';

const Cents = z.number().int();
const OrderNumber = z.string().regex(/^\d{1,20}$/, 'must be the number of the order alone');

export const InvoiceQuery = z.strictObject({ orderId: OrderNumber });

export const OwnInvoice = z.object({
  invoice: z
    .object({
      orderName: z.string(),
      currency: z.string(),
      openCents: Cents,
      atAgency: z.boolean(),
      dueOn: z.string().meta({ format: 'date' }).nullable(),
      payUrl: z.string().nullable(),
      transfer: z
        .object({
          creditorName: z.string(),
          iban: z.string(),
          reference: z.string(),
          giroCode: z.string().nullable(),
        })
        .nullable(),
      told: z.enum(['paid', 'dispute']).nullable(),
    })
    .nullable(),
});

const Text = z.string().trim().max(2000);

export const AnswerBody = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('paid'), orderId: OrderNumber, paidOn: Day, text: Text }),
  z.strictObject({ kind: z.literal('dispute'), orderId: OrderNumber, text: Text.min(1) }),
]);

/** Every call of this door. */
export const customerCalls = [
  { method: 'get', path: '/customer/v1/order', query: InvoiceQuery, body: undefined },
  { method: 'post', path: '/customer/v1/answers', query: undefined, body: AnswerBody },
] as const;
