/** What goes in and out of the API about the case at the agency. */
import { z } from 'zod';
import { moveOfMeaning, type StatusMeaning } from '../domain/claim.ts';

const InstantOut = z.string().meta({ format: 'date-time' });
const DayOut = z.string().meta({ format: 'date' });
const Cents = z.number().int();

const MEANINGS = Object.keys(moveOfMeaning) as [StatusMeaning, ...StatusMeaning[]];

export const MessageBody = z.strictObject({
  text: z
    .string()
    .trim()
    .min(1)
    .max(4000)
    .regex(/^[^<>]*$/, 'must be plain text without < and >'),
});

export const MessageQueued = z.object({ messageId: z.number() });

export const MessagesView = z.object({
  items: z.array(
    z.object({
      id: z.number(),
      direction: z.enum(['in', 'out']),
      text: z.string(),
      author: z.string(),
      occurredAt: InstantOut,
      readAt: InstantOut.nullable().describe('null while nobody read what the agency wrote'),
      delivery: z
        .string()
        .nullable()
        .describe('of our own: queued, sending, delivered, stopped, failed, unconfirmed'),
    }),
  ),
});

export const MessagesRead = z.object({ read: z.number() });

export const RecallBody = z.strictObject({
  amountCents: Cents.min(1).max(100_000_000_000),
  because: z.string().trim().min(1).max(200),
});

export const NextStepBody = z.discriminatedUnion('step', [
  z.strictObject({
    step: z.literal('lawyer'),
    mission: z.enum(['payment_order_only', 'payment_order_then_lawsuit', 'lawsuit_at_once']),
  }),
  z.strictObject({ step: z.literal('factoring') }),
  z.strictObject({ step: z.literal('long_term_observation') }),
  z.strictObject({
    step: z.literal('address_identification'),
    databases: z.boolean(),
    registrationOffice: z.enum(['never', 'once', 'as_needed']),
    justification: z.string().trim().min(1).max(200),
  }),
]);

export const NextStepView = z.object({ claimId: z.number(), step: z.string() });

export const StatusesBody = z.strictObject({
  statuses: z
    .array(
      z.strictObject({
        code: z.string().regex(/^[\w.-]{1,20}$/),
        meaning: z.enum(MEANINGS),
      }),
    )
    .min(1)
    .max(200),
});

export const StatusesView = z.object({
  own: z
    .array(z.object({ agency: z.string(), code: z.string(), meaning: z.enum(MEANINGS) }))
    .describe('what the merchant says; it goes before the table of the connector'),
  seen: z.array(
    z.object({
      code: z.string(),
      text: z.string().nullable(),
      meaning: z.enum(MEANINGS).nullable(),
      claims: z.number(),
    }),
  ),
});

export const StatusesMapped = z.object({ changedClaims: z.number() });

export const PayoutsView = z.object({
  expectedCents: Cents.describe("what our ledger took over from the debtors' payments there"),
  paidOutCents: Cents,
  differenceCents: Cents.describe('positive: the agency still owes it'),
  claims: z.array(
    z.object({
      claimId: z.number(),
      fileNumber: z.string().nullable(),
      expectedCents: Cents,
      paidOutCents: Cents,
      differenceCents: Cents,
    }),
  ),
  settlements: z.array(
    z.object({
      payoutNumber: z.string(),
      paidOn: DayOut,
      totalCents: Cents,
      claims: z.number(),
    }),
  ),
});

export const NewsQuery = z.strictObject({
  beforeId: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const NewsView = z.object({
  items: z.array(
    z.object({
      id: z.number(),
      kind: z.enum(['status', 'message', 'money']),
      state: z
        .enum(['stored', 'failed', 'unmatched'])
        .describe('stored: tried again by itself; failed: it waits for a person'),
      claimId: z.number().nullable().describe('null while nothing fits'),
      fileNumber: z.string(),
      ourReference: z.string().nullable(),
      code: z.string().nullable(),
      problem: z.string().nullable(),
      attempts: z.number(),
      storedAt: InstantOut,
      item: z.string().describe('as it came, as JSON; it may name a person'),
    }),
  ),
});

export const NewsRetried = z.object({ newsId: z.number() });
