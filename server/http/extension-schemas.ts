/** What goes in and out of the doors of the order page. */
import { z } from 'zod';
import { NOTHING_BECAUSE } from '../actions/order-cards.ts';
import { claimStates, type ClaimState } from '../domain/claim.ts';
import { receivableStates, type ReceivableState } from '../domain/receivable.ts';

const keysOf = <T extends string>(table: Readonly<Record<T, unknown>>): [T, ...T[]] =>
  Object.keys(table) as [T, ...T[]];

const Cents = z.number().int();
const DayOut = z.string().meta({ format: 'date' });

/** More orders than this are not asked for at once. */
const MOST_ORDERS = 100;

/** The platform's number of an order or a customer, without the words around it. */
const ShopNumber = z.string().regex(/^\d{1,20}$/, 'must be the number alone');

export const CardsQuery = z.strictObject({
  orderIds: z
    .string()
    .transform((text) => text.split(',').filter((part) => part !== ''))
    .pipe(z.array(ShopNumber).max(MOST_ORDERS))
    .default([])
    .describe("the shop's own numbers of orders, separated by commas"),
  customerId: ShopNumber.optional().describe("the shop's own number of a customer"),
});

export const Cards = z.object({
  on: DayOut,
  role: z.enum(['owner', 'clerk', 'read_only']),
  items: z.array(
    z.object({
      receivableId: z.number(),
      orderId: z.string(),
      orderName: z.string(),
      invoiceNumber: z.string().nullable(),
      currency: z.string(),
      state: z.enum(keysOf<ReceivableState>(receivableStates)),
      level: z.number(),
      levels: z.number(),
      dueOn: DayOut.nullable(),
      openCents: Cents,
      interestCents: Cents,
      totalCents: Cents.describe('with the interest of today'),
      next: z.object({
        step: z.enum(['reminder', 'handover', 'none']),
        level: z.number().nullable(),
        on: DayOut.nullable().describe('not before this day'),
        because: z.enum(NOTHING_BECAUSE).nullable().describe('why nothing comes'),
      }),
      hold: z.object({ id: z.number(), reason: z.string(), untilOn: DayOut.nullable() }).nullable(),
      claim: z
        .object({
          state: z.enum(keysOf<ClaimState>(claimStates)),
          fileNumber: z.string().nullable(),
          statusText: z.string().nullable(),
        })
        .nullable(),
      news: z
        .object({
          kind: z.enum(['reminder', 'payment', 'agency', 'hold']),
          on: DayOut,
          text: z.string().nullable(),
        })
        .nullable(),
      letters: z.array(
        z.object({
          id: z.number(),
          level: z.number(),
          template: z.string(),
          sentOn: DayOut.nullable(),
          path: z.string().describe('of the letter, below the address of the service'),
        }),
      ),
      consolePath: z.string(),
    }),
  ),
});

const ReceivableIds = z.array(z.number().int().positive()).min(1).max(MOST_ORDERS);
const Note = z.string().trim().max(1000).nullable().default(null);

export const HandoverRequestsBody = z.strictObject({ receivableIds: ReceivableIds, note: Note });

export const Results = z.object({
  results: z.array(
    z.object({
      id: z.number().describe('the receivable'),
      done: z.boolean(),
      refused: z.string().nullable().describe('why not, in words'),
    }),
  ),
});

export const Pdf = z.string().meta({ format: 'binary' });
