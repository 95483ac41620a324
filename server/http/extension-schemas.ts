/** What goes in and out of the doors of the order page. */
import { z } from 'zod';
import { NOTHING_BECAUSE } from '../actions/order-cards.ts';
import { claimStates, type ClaimState } from '../domain/claim.ts';
import { receivableStates, type ReceivableState } from '../domain/receivable.ts';
import { NamesNobody } from './schemas.ts';

const keysOf = <T extends string>(table: Readonly<Record<T, unknown>>): [T, ...T[]] =>
  Object.keys(table) as [T, ...T[]];

const Cents = z.number().int();
const DayOut = z.string().meta({ format: 'date' });

/** So many orders are shown with all that is known of them. */
const MOST_CARDS = 50;
/** So many may be chosen in a list; Shopify gives no longer ones to an extension. */
const MOST_ORDERS = 250;

/** The platform's number of an order or a customer, without the words around it. */
const ShopNumber = z.string().regex(/^\d{1,20}$/, 'must be the number alone');

const orderIds = (most: number) =>
  z
    .string()
    .transform((text) => text.split(',').filter((part) => part !== ''))
    .pipe(z.array(ShopNumber).max(most))
    .default([])
    .describe("the shop's own numbers of orders, separated by commas");

export const CardsQuery = z.strictObject({
  orderIds: orderIds(MOST_CARDS),
  customerId: ShopNumber.optional().describe("the shop's own number of a customer"),
});

export const ChosenQuery = z.strictObject({ orderIds: orderIds(MOST_ORDERS) });

const Role = z.enum(['owner', 'clerk', 'read_only']);
const State = z.enum(keysOf<ReceivableState>(receivableStates));

export const Chosen = z.object({
  on: DayOut,
  role: Role,
  items: z.array(
    z.object({
      receivableId: z.number(),
      orderId: z.string(),
      orderName: z.string(),
      state: State,
    }),
  ),
});

export const Cards = z.object({
  on: DayOut,
  role: Role,
  items: z.array(
    z.object({
      receivableId: z.number(),
      orderId: z.string(),
      orderName: z.string(),
      invoiceNumber: z.string().nullable(),
      currency: z.string(),
      state: State,
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
      hold: z
        .object({ id: z.number(), reason: NamesNobody, untilOn: DayOut.nullable() })
        .nullable(),
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

export const DeclineBody = z.strictObject({ because: z.string().trim().min(1).max(1000) });

export const Declined = z.object({ receivableId: z.number() });

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
