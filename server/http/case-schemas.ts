/** What goes in and out of the API about what is to be cleared up. */
import { z } from 'zod';
import { BLOCK_REASONS, UNREADABLE } from '../domain/blocks.ts';
import { DISPUTE_REASONS, type DisputeState, disputeStates } from '../domain/disputes.ts';
import { MOST_INSTALMENTS, type PlanState, planStates } from '../domain/instalments.ts';
import { DEBTOR_STATES, RECEIVABLE_STATES, specialStates } from '../domain/special-states.ts';
import { TASK_KINDS } from '../domain/tasks.ts';
import { WORK_KINDS } from '../domain/worklist.ts';
import { Day, Says } from './schemas.ts';

const keysOf = <T extends string>(table: Readonly<Record<T, unknown>>): [T, ...T[]] =>
  Object.keys(table) as [T, ...T[]];

const DayOut = z.string().meta({ format: 'date' });
const InstantOut = z.string().meta({ format: 'date-time' });
const Cents = z.number().int();
const SomeCents = Cents.min(1).max(100_000_000_000);
const Id = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER);
const Note = z.string().trim().max(1000).nullable().default(null);
const Text = z.string().trim().min(1).max(4000);

const paging = {
  afterId: z.coerce.number().int().min(0).default(0).describe('the last id of the page before'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};
const ofReceivable = { ...paging, receivableId: Id.optional() };

const listOf = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    nextAfterId: z.number().nullable().describe('ask with this afterId for the next page'),
  });

// Blocks

export const BlockQuery = z.strictObject({
  ...ofReceivable,
  history: z.enum(['true', 'false']).default('false').describe('also what was released'),
});

export const BlockList = listOf(
  z.object({
    id: z.number(),
    receivableId: z.number(),
    reason: z.enum([...BLOCK_REASONS, UNREADABLE]),
    note: z.string().nullable(),
    untilOn: DayOut.nullable(),
    placedBy: z.string(),
    placedAt: InstantOut,
    releasedBy: z.string().nullable(),
    releasedAt: InstantOut.nullable(),
    inForce: z.boolean(),
    source: z
      .object({ kind: z.string(), id: z.number() })
      .nullable()
      .describe('what placed it and releases it; null for one placed by hand'),
  }),
);

export const ExtendBody = z.strictObject({
  untilOn: Day.nullable().describe('the last blocked day; null until released'),
  note: z.string().max(1000).nullable().optional(),
});

export const ExtendedView = z.object({
  id: z.number(),
  receivableId: z.number(),
  untilOn: DayOut.nullable(),
});

// Disputes

const DisputeStateName = z.enum(keysOf<DisputeState>(disputeStates));

export const DisputeQuery = z.strictObject({ ...ofReceivable, state: DisputeStateName.optional() });

export const DisputeBody = z.strictObject({
  reason: z.enum(DISPUTE_REASONS),
  amountCents: SomeCents.nullable().default(null).describe('the disputed part; null is the whole'),
  text: Text.describe('what the debtor says'),
  answerByOn: Day.optional().describe('by the setting of the shop when left out'),
});

export const DisputeOpened = z.object({
  disputeId: z.number(),
  answerByOn: DayOut,
  warning: z.string().nullable().describe('when an agency has the claim already'),
});

export const DisputeList = listOf(
  z.object({
    id: z.number(),
    receivableId: z.number(),
    reason: z.enum(DISPUTE_REASONS),
    amountCents: Cents.nullable(),
    debtorText: z.string(),
    creditorText: z.string().nullable(),
    answerByOn: DayOut,
    state: DisputeStateName,
    upheldCents: Cents.nullable(),
    remedy: z.enum(['credit_note', 'write_off']).nullable(),
    openedBy: z.string(),
    externalId: z.string().nullable(),
    openedAt: InstantOut,
    answeredAt: InstantOut.nullable(),
    endedAt: InstantOut.nullable(),
  }),
);

export const AnswerBody = z.strictObject({ text: Text.describe('what the debtor is told') });
export const DisputeMoved = z.object({ disputeId: z.number(), state: DisputeStateName });
export const DeferBody = z.strictObject({ answerByOn: Day });
export const Deferred = z.object({ disputeId: z.number(), answerByOn: DayOut });

export const DecideBody = z.strictObject({
  outcome: z.enum(['rejected', 'upheld', 'withdrawn']),
  upheldCents: SomeCents.optional().describe('the whole disputed amount when left out'),
  remedy: z
    .enum(['credit_note', 'write_off'])
    .optional()
    .describe('a credit note in the shop (asked for by a task) or a write-off here'),
  text: Text.optional().describe('what the debtor is told'),
});

export const DisputeDecided = z.object({
  disputeId: z.number(),
  state: DisputeStateName,
  upheldCents: Cents,
});

// Promises

const PromiseStateName = z.enum(['running', 'kept', 'partly_kept', 'broken', 'withdrawn']);

export const PromiseQuery = z.strictObject({ ...ofReceivable, state: PromiseStateName.optional() });

export const PromiseBody = z.strictObject({
  promisedOn: Day,
  amountCents: SomeCents.nullable().default(null).describe('all that is open when null'),
  note: Note,
});

export const PromiseMade = z.object({
  promiseId: z.number(),
  amountCents: Cents,
  promisedOn: DayOut,
  untilOn: DayOut.describe('reminders wait through this day'),
});

export const PromiseList = listOf(
  z.object({
    id: z.number(),
    receivableId: z.number(),
    round: z.number(),
    amountCents: Cents,
    promisedOn: DayOut,
    untilOn: DayOut,
    state: PromiseStateName,
    paidCents: Cents.nullable(),
    note: z.string().nullable(),
    madeBy: z.string(),
    madeAt: InstantOut,
    endedAt: InstantOut.nullable(),
  }),
);

export const PromiseMoved = z.object({ promiseId: z.number(), state: PromiseStateName });

// Instalment plans

const PlanStateName = z.enum(keysOf<PlanState>(planStates));

export const PlanQuery = z.strictObject({ ...ofReceivable, state: PlanStateName.optional() });

export const PlanBody = z.strictObject({
  firstOn: Day,
  count: z.number().int().min(2).max(MOST_INSTALMENTS),
  every: z.enum(['week', 'two_weeks', 'month']).default('month'),
  chargeCents: Cents.min(0).max(100_000_000).default(0).describe('what the deferral costs'),
  acceptsConsumerCredit: z
    .boolean()
    .default(false)
    .describe('a charge makes the plan of a consumer a credit; without this it is refused'),
  note: Note,
});

const Instalment = { number: z.number(), dueOn: DayOut, amountCents: Cents };

export const PlanDrafted = z.object({
  planId: z.number(),
  totalCents: Cents,
  schedule: z.array(z.object(Instalment)),
  warnings: z.array(
    z.object({ code: z.enum(['consumer_credit', 'acknowledgement']), text: z.string() }),
  ),
});

export const PlanList = listOf(
  z.object({
    id: z.number(),
    receivableId: z.number(),
    state: PlanStateName,
    totalCents: Cents,
    chargeCents: Cents,
    paidCents: Cents,
    graceDays: z.number(),
    breaksAfter: z.number().describe('so many missed instalments make the whole rest due'),
    offeredOn: DayOut.nullable(),
    acceptByOn: DayOut.nullable(),
    acceptedOn: DayOut.nullable(),
    acknowledges: z.boolean(),
    note: z.string().nullable(),
    madeBy: z.string(),
    madeAt: InstantOut,
    endedAt: InstantOut.nullable(),
    instalments: z.array(
      z.object({ ...Instalment, paidCents: Cents, state: z.enum(['paid', 'open', 'missed']) }),
    ),
  }),
);

export const AcceptBody = z.strictObject({
  acceptedOn: Day.nullable().default(null).describe("the creditor's today when null"),
  acknowledges: z
    .boolean()
    .default(false)
    .describe('true only where the debtor was told that accepting acknowledges the debt'),
});

export const PlanMoved = z.object({
  planId: z.number(),
  state: PlanStateName,
  acceptByOn: DayOut.optional(),
  acceptedOn: DayOut.optional(),
});

// Special states

const StateName = z.enum(keysOf(specialStates));

export const StateQuery = z.strictObject({
  ...ofReceivable,
  debtorId: Id.optional(),
  kind: StateName.optional(),
});

const stateFields = {
  sinceOn: Day.nullable().default(null).describe("the creditor's today when null"),
  untilOn: Day.nullable().default(null).describe('its last day; null until it is ended'),
  note: Note,
};

export const DebtorStateBody = z.strictObject({
  kind: z.enum(DEBTOR_STATES),
  court: z.string().trim().max(200).nullable().default(null).describe('of an insolvency'),
  fileNumber: z.string().trim().max(60).nullable().default(null),
  ...stateFields,
});

export const ReceivableStateBody = z.strictObject({
  kind: z.enum(RECEIVABLE_STATES),
  ...stateFields,
});

export const StatePlaced = z.object({
  stateId: z.number(),
  heldReceivableIds: z.array(z.number()),
});

export const StateList = listOf(
  z.object({
    id: z.number(),
    debtorId: z.number().nullable(),
    receivableId: z.number().nullable(),
    kind: StateName,
    sinceOn: DayOut,
    untilOn: DayOut.nullable(),
    court: z.string().nullable(),
    fileNumber: z.string().nullable(),
    note: z.string().nullable(),
    placedBy: z.string(),
    placedAt: InstantOut,
    endedAt: InstantOut.nullable(),
  }),
);

export const StateEnded = z.object({ stateId: z.number() });

// Tasks and the list of work

export const TaskQuery = z.strictObject({
  ...ofReceivable,
  state: z.enum(['open', 'done']).optional(),
  kind: z.enum(TASK_KINDS).optional(),
});

export const TaskBody = z.strictObject({
  kind: z.enum(TASK_KINDS),
  dueOn: Day,
  note: z.string().trim().min(1).max(1000).describe('why, without names and addresses'),
});

export const TaskPlaced = z.object({
  taskId: z.number().nullable().describe('null when the same task is there already'),
});

export const TaskDone = z.object({ taskId: z.number() });

export const TaskList = listOf(
  z.object({
    id: z.number(),
    receivableId: z.number().nullable(),
    kind: z.enum(TASK_KINDS),
    dueOn: DayOut,
    note: z.string(),
    says: Says,
    next: z.string(),
    state: z.enum(['open', 'done']),
    placedBy: z.string(),
    placedAt: InstantOut,
    doneBy: z.string().nullable(),
    doneAt: InstantOut.nullable(),
  }),
);

export const WorkQuery = z.strictObject({
  kind: z.enum(WORK_KINDS).optional(),
  receivableId: Id.optional(),
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(200),
});

export const Worklist = z.object({
  items: z.array(
    z.object({
      kind: z.enum(WORK_KINDS),
      id: z.number(),
      receivableId: z.number().nullable(),
      claimId: z.number().nullable(),
      since: InstantOut,
      dueOn: DayOut.nullable().describe('the day by which it is to be done'),
      orderName: z.string().nullable(),
      debtorName: z.string().nullable(),
      why: z.string(),
      says: Says,
      next: z.string(),
    }),
  ),
  total: z.number().describe('how many the filter lets through'),
  nextOffset: z.number().nullable().describe('ask with this offset for the next page'),
});

export const ForeignBody = z.strictObject({
  amountCents: SomeCents.describe('what it pays, in the currency of the receivable'),
});
export const ForeignBooked = z.object({ openCents: Cents });
export const AsideBody = z.strictObject({ reason: z.string().trim().min(1).max(1000) });
export const SetAside = z.object({ receivableId: z.number() });

export const RespondLinkView = z.object({
  url: z.string().nullable().describe('null while no key is set in SECRET_KEYS'),
});

export const AnswerQuery = z.strictObject({ ...paging, debtorId: Id.optional() });

export const AnswerList = listOf(
  z.object({
    id: z.number(),
    debtorId: z.number(),
    kind: z.enum(['paid', 'dispute', 'instalments', 'date']),
    words: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
    receivedAt: InstantOut,
  }),
);
