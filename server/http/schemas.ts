/** What goes in and out of the API; the OpenAPI file is made from these. */
import { z } from 'zod';
import { BLOCK_REASONS } from '../actions/blocks.ts';
import { WRITE_OFF_REASONS } from '../actions/record-money.ts';
import { isoDate } from '../domain/calendar.ts';
import { claimStates, type ClaimState } from '../domain/claim.ts';
import { OWED_KINDS } from '../domain/owed-lines.ts';
import { isCurrency } from '../domain/money.ts';
import { receivableStates, type ReceivableState } from '../domain/receivable.ts';

const keysOf = <T extends string>(table: Readonly<Record<T, unknown>>): [T, ...T[]] =>
  Object.keys(table) as [T, ...T[]];

/** A calendar day of the creditor, `2026-03-15`. */
export const Day = z
  .string()
  .refine(isDay, 'is not a calendar day; write it as YYYY-MM-DD')
  .transform((text) => isoDate(text))
  .meta({ format: 'date', example: '2026-03-15' });

/** `EUR` */
export const Currency = z.string().refine(isCurrency, 'is no currency of ISO 4217');

function isDay(text: string): boolean {
  try {
    return isoDate(text) === text;
  } catch {
    return false;
  }
}

const Id = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER);
export const IdParams = z.object({ id: Id });

/** Words of our own that say nothing of a person. */
export const NamesNobody = z.string().meta({ namesNobody: true });

/** Whole cents. */
const Cents = z.number().int();
const DayOut = z.string().meta({ format: 'date' });
const InstantOut = z.string().meta({ format: 'date-time' });

const paging = {
  afterId: z.coerce.number().int().min(0).default(0).describe('the last id of the page before'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};

export const ClaimQuery = z.strictObject({
  ...paging,
  state: z.enum(keysOf<ClaimState>(claimStates)).optional(),
  fileNumber: z.string().max(40).optional(),
});

export const BlockBody = z.strictObject({
  reason: z.enum(BLOCK_REASONS),
  note: z.string().max(1000).nullable().default(null),
  untilOn: Day.nullable().default(null).describe('the last blocked day; null until released'),
});

export const PaymentBody = z.strictObject({
  amountCents: Cents.min(1).max(100_000_000_000),
  paidOn: Day,
  reference: z.string().trim().min(1).max(60).describe('makes the payment count once'),
});

export const CloseBody = z.strictObject({ because: z.string().trim().min(1).max(200) });

export const ResolveBody = z.strictObject({
  outcome: z.enum(['delivered', 'not_delivered']),
  fileNumber: z
    .string()
    .regex(/^[0-9A-Za-z/.-]{1,40}$/)
    .nullable()
    .default(null)
    .describe('of a claim that was delivered'),
});

export const StatementQuery = z.strictObject({ on: Day.optional() });

export const Receivable = z.object({
  id: z.number(),
  orderId: z.string(),
  orderName: z.string(),
  invoiceNumber: z.string().nullable(),
  debtorId: z.number(),
  currency: z.string(),
  contractOn: DayOut,
  terms: z.object({
    kind: z.string(),
    days: z.number().nullable(),
    fromOn: DayOut.nullable(),
    source: z.string(),
    updatedAt: InstantOut.nullable(),
  }),
  fulfilledOn: DayOut.nullable(),
  dueOn: DayOut.nullable().describe('null while the due date is not yet known'),
  paymentUrl: z.string().nullable(),
  state: z.enum(keysOf<ReceivableState>(receivableStates)),
  level: z.number().describe('the last reminder that was really sent; 0 before the first'),
  round: z.number().describe('a later due date begins a new round of reminders'),
  isTrial: z.boolean().describe('of an invented or test order: no report counts it'),
  lastNoticeOn: DayOut.nullable(),
  noticeDeadlineOn: DayOut.nullable(),
  principalCents: Cents.describe('open principal; negative is a credit of the debtor'),
  costsCents: Cents.describe('open dunning costs'),
});

export const Story = z.array(
  z.object({
    sequence: z.number(),
    type: z.string(),
    data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    actor: z.string(),
    actorName: z.string().nullable().describe('of a user or an API key'),
    occurredAt: InstantOut,
    recordedAt: InstantOut,
  }),
);

const Claim = z.object({
  id: z.number(),
  receivableId: z.number(),
  mode: z.enum(['sandbox', 'live']),
  ourReference: z.string(),
  state: z.enum(keysOf<ClaimState>(claimStates)),
  fileNumber: z.string().nullable(),
  statusCode: z.string().nullable(),
  statusText: z.string().nullable(),
  statusMeaning: z.string().nullable(),
  principalCents: Cents,
  costsCents: Cents,
  interestCents: Cents,
  agencyTotalCents: Cents.nullable(),
  agencyPaidCents: Cents.nullable(),
  agencyOutstandingCents: Cents.nullable(),
  agencyPayoutsCents: Cents.nullable(),
  returnedCents: Cents.describe('direct payments that went back to the debtor since'),
  returnedKnownCents: Cents.describe('of them, what the books of the agency show already'),
  refusal: z.string().nullable(),
  newsAt: InstantOut.nullable(),
  askAt: InstantOut.nullable().describe('when a claim that stays silent is next asked for'),
  accountReadAt: InstantOut.nullable().describe('when the money at the agency was last read'),
});

const listOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextAfterId: z.number().nullable() });

export const ClaimList = listOf(Claim);

export const ReceivableView = Receivable.extend({
  debtor: z
    .object({
      id: z.number(),
      debtorNumber: z.string().nullable(),
      kind: z.enum(['consumer', 'business']),
      firstName: z.string().nullable(),
      lastName: z.string().nullable(),
      company: z.string().nullable(),
      street: z.string().nullable(),
      postcode: z.string().nullable(),
      city: z.string().nullable(),
      country: z.string().nullable(),
      email: z.string().nullable(),
      phone: z.string().nullable(),
      locale: z.string().nullable(),
      customerGroup: z.string().nullable().describe('may have a dunning policy of its own'),
      emailFailedOn: DayOut.nullable().describe('the address takes no mail since this day'),
    })
    .nullable()
    .describe('the owner alone sees a debtor whose data are restricted'),
  restriction: z
    .object({ since: InstantOut, reason: NamesNobody.nullable() })
    .nullable()
    .describe('his data are kept for this reason alone (GDPR 18)'),
  invoiceDocument: z
    .object({ sha256: z.string(), bytes: z.number(), keptAt: InstantOut })
    .nullable()
    .describe('the invoice as a PDF, where one was given'),
  blocks: z.array(
    z.object({
      id: z.number(),
      reason: NamesNobody,
      note: z.string().nullable(),
      untilOn: DayOut.nullable(),
      placedBy: z.string(),
    }),
  ),
  reminders: z.array(
    z.object({
      id: z.number(),
      level: z.number(),
      template: z.string(),
      language: z.string(),
      runOn: DayOut,
      deadlineOn: DayOut,
      principalCents: Cents,
      costsCents: Cents,
      feeCents: Cents,
      contentHash: z.string(),
      state: z.string(),
      stoppedBecause: NamesNobody.nullable(),
      sentAt: InstantOut.nullable(),
    }),
  ),
  claims: z.array(Claim),
  ledger: z.array(
    z.object({
      posting: z.string(),
      kind: z.string(),
      account: z.string(),
      amountCents: Cents,
      bookedOn: DayOut,
    }),
  ),
  story: Story,
});

export const ClaimView = Claim.extend({
  news: z.array(
    z.object({
      id: z.number(),
      kind: z.string(),
      fileNumber: z.string(),
      ourReference: z.string().nullable(),
      code: z.string().nullable(),
      item: z.record(z.string(), z.unknown()),
      occurredAt: InstantOut.nullable(),
      storedAt: InstantOut,
    }),
  ),
  story: Story,
  messages: z
    .array(
      z.object({
        id: z.number(),
        kind: z.string(),
        state: z.string(),
        attempts: z.number(),
        note: z.string().nullable(),
        leavesAt: InstantOut.nullable().describe('not before this instant, while it is queued'),
      }),
    )
    .describe('what was to be sent about the claim, and what became of it'),
  calls: z
    .array(
      z.object({
        operation: z.string(),
        status: z.number().nullable(),
        end: z.string(),
        request: z.string(),
        answer: z.string(),
        calledAt: InstantOut,
      }),
    )
    .describe('the last calls that name the claim, without keys, names and addresses'),
  unmatchedNews: z
    .array(
      z.object({
        id: z.number(),
        kind: z.string(),
        fileNumber: z.string(),
        code: z.string().nullable(),
        storedAt: InstantOut,
      }),
    )
    .describe('news of the account that match nothing: one may be of a claim without an answer'),
});

export const BlockView = z.object({
  id: z.number(),
  receivableId: z.number(),
  reason: z.enum(BLOCK_REASONS),
  untilOn: DayOut.nullable(),
});

/** A sentence of the service for a reader of any language; its English stands beside it. */
const Saying = z.object({
  code: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
});
export const Says = z
  .array(Saying)
  .describe('the English beside it as codes and values; empty where somebody else wrote the words');

export const GateView = z.object({
  gate: z.string(),
  passed: z.boolean(),
  reason: z.string(),
  says: Says,
});

export const Gates = z.object({
  gates: z.array(GateView),
});

export const HandoverBody = z.strictObject({
  description: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .describe('the claim in neutral words; the agency prints it as it is'),
  note: z.string().trim().max(500).optional().describe('for the clerk of the agency'),
});

export const HandoverPackage = z.object({
  frozen: z.boolean().describe('true when it belongs to a live claim and cannot change any more'),
  package: z.record(z.string(), z.unknown()),
  missing: z.array(z.string()),
  says: Says,
  groundSays: Says.describe('the ground of the default, as a code and its values'),
});

export const HandoversBody = z.strictObject({
  receivableIds: z.array(z.number().int().positive()).min(1).max(200),
});

export const HandoversView = z.object({
  results: z.array(
    z.object({
      receivableId: z.number(),
      claimId: z.number().nullable(),
      refused: z.string().nullable(),
    }),
  ),
});

export const WriteOffBody = z.strictObject({ reason: z.enum(WRITE_OFF_REASONS) });
export const WrittenOff = z.object({ writtenOffCents: Cents });
export const Opened = z.object({ openCents: Cents });
export const ClaimId = z.object({ claimId: z.number() });
export const ClosedView = z.object({ claimId: z.number(), state: z.string() });
export const Done = z.object({ done: z.literal(true) });

const Parts = { principalCents: Cents, interestCents: Cents, costsCents: Cents };

const OwedLines = z.array(z.object({ kind: z.enum(OWED_KINDS), amountCents: Cents }));

export const StatementView = z.looseObject({
  on: DayOut,
  currency: z.string(),
  ...Parts,
  totalCents: Cents,
  creditCents: Cents,
  interestAccruedCents: Cents,
  defaultFrom: DayOut.nullable(),
  ground: z.string().nullable(),
  groundSays: Says,
  lines: OwedLines.describe('they add up to the open principal'),
  booked: OwedLines.describe('they add up to what the books show as open, without interest'),
  segments: z.array(
    z.looseObject({
      principalCents: Cents,
      fromOn: DayOut,
      toOn: DayOut,
      days: z.number(),
      rate: z.number().describe('millionths a year'),
      interestCents: Cents,
    }),
  ),
  payments: z.array(z.looseObject({ on: DayOut, amountCents: Cents, ...Parts })),
  knownUntil: DayOut.nullable(),
  complete: z.boolean().describe('false when a rate is not published yet'),
});
