/** What goes in and out of the doors to dunning runs. */
import { z } from 'zod';
import { CHANNELS, ITEM_OUTCOMES, RUN_STATES, RUN_WORK } from '../domain/runs.ts';
import { NamesNobody, Day, Says } from './schemas.ts';

const Cents = z.number().int();
const DayOut = z.string().meta({ format: 'date' });
const InstantOut = z.string().meta({ format: 'date-time' });
const Outcome = z.enum(ITEM_OUTCOMES);
const Channel = z.enum(CHANNELS);

const paging = {
  afterId: z.coerce.number().int().min(0).default(0).describe('the last id of the page before'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};

export const RunBody = z
  .strictObject({
    mode: z
      .enum(['preview', 'propose', 'commit'])
      .optional()
      .describe(
        '`preview` keeps nothing; `propose` waits for a person; `commit` does both at once',
      ),
    commit: z.boolean().optional().describe('true is the mode `commit`'),
    on: Day.optional().describe("the creditor's today when left out"),
  })
  .refine(({ mode, commit }) => mode === undefined || commit === undefined, {
    message: 'say either mode or commit',
    path: ['commit'],
  });

const counts = {
  runOn: DayOut,
  selected: z.number().describe('always reminded, handedOver and skipped together'),
  reminded: z.number(),
  handedOver: z.number(),
  skipped: z.number(),
  notices: z.number().describe('messages: one may hold several receivables of one debtor'),
  noticesCents: Cents.describe('what these notices ask for, whatever the currency'),
  heldBecause: z.string().nullable().describe('why it waits, or ended without a commit'),
  heldSays: Says,
};

const itemFacts = {
  receivableId: z.number(),
  orderName: z.string(),
  outcome: Outcome,
  level: z.number().describe('0 is the notice before the due date'),
  reason: NamesNobody.nullable().describe('why it is left out, in a word'),
  warning: NamesNobody.nullable().describe(
    'why the interest of the letter is not whole: `no_base_rate:2027-01-01` from that day on, ' +
      '`interest_unknown` for a law or a rate that is not known here; or ' +
      '`no_invoice_document`: its level wants the invoice with it and none is kept',
  ),
  channel: Channel.nullable(),
  groupKey: z.string().nullable().describe('items with the same key go into one notice'),
  currency: z.string(),
  openCents: Cents,
  feeCents: Cents,
  interestCents: Cents,
  totalCents: Cents.describe('open amount with costs, fee and interest'),
};

export const RunView = z.object({
  runId: z.number().nullable().describe('null for a preview: nothing was kept'),
  state: z.enum([...RUN_STATES, 'preview']),
  ...counts,
  lines: z.array(z.object(itemFacts)).describe('of a preview; a kept run has /items'),
});

export const RunQuery = z.strictObject({
  ...paging,
  afterId: paging.afterId.describe('pages go from the newest to the oldest'),
  state: z.enum(RUN_STATES).optional(),
});

const Run = z.object({
  id: z.number(),
  state: z.enum(RUN_STATES),
  ...counts,
  actor: z.string(),
  committedBy: z.string().nullable(),
  work: z.enum(RUN_WORK).nullable().describe('the part that is under way, or was last'),
  workDone: z.number().describe('how many of `workOf` that part has behind it'),
  workOf: z.number(),
  startedAt: InstantOut,
  proposedAt: InstantOut.nullable(),
  finishedAt: InstantOut.nullable(),
  itemsRemovedAt: InstantOut.nullable().describe('the items are gone; the counts stay'),
});

const whoName = z
  .string()
  .nullable()
  .describe('of the user or the API key that committed it, else of the one that began it');

export const RunList = z.object({
  items: z.array(Run.extend({ whoName })),
  nextAfterId: z.number().nullable(),
});

export const RunDetail = Run.extend({
  reasons: z
    .array(z.object({ outcome: Outcome, reason: z.string().nullable(), count: z.number() }))
    .describe('how many items came to what, and why'),
  sums: z
    .array(
      z.object({
        currency: z.string(),
        channel: Channel.nullable(),
        level: z.number(),
        items: z.number(),
        totalCents: Cents,
      }),
    )
    .describe('what is reminded, by currency, channel and level'),
});

export const ItemQuery = z.strictObject({
  ...paging,
  outcome: Outcome.optional(),
  reason: z.string().max(60).optional(),
});

const Item = z.object({
  id: z.number(),
  ...itemFacts,
  debtorId: z.number(),
  debtorName: z.string().nullable(),
  dueOn: DayOut.nullable(),
  template: z.string().nullable(),
  language: z.string().nullable(),
  editedBy: z.string().nullable(),
  editNote: z.string().nullable(),
});

export const ItemList = z.object({ items: z.array(Item), nextAfterId: z.number().nullable() });

export const TakeOutBody = z.strictObject({
  reason: z.string().trim().min(1).max(200).describe('why, for whoever asks later'),
});

export const ChannelBody = z.strictObject({ channel: Channel });

export const EditedItem = z.object({
  id: z.number(),
  runId: z.number(),
  receivableId: z.number(),
  outcome: Outcome,
  reason: NamesNobody.nullable(),
  channel: Channel.nullable(),
});

export const Approved = z.object({
  receivableId: z.number(),
  level: z.number(),
  outcome: Outcome.describe('`remind` in an open proposal; else the next run reminds'),
});

export const WithdrawBody = z.strictObject({
  reason: z.string().trim().min(1).max(200),
});

export const Withdrawn = z.object({
  noticeId: z.number().nullable(),
  reminderIds: z.array(z.number()).describe('every reminder of the notice'),
  state: z.enum(['stopped', 'withdrawn']).describe('`stopped` when it had not left yet'),
  correctionId: z.number().nullable().describe('the notice that tells the debtor'),
  feesTakenBackCents: Cents,
});

export const StopBody = z.strictObject({
  on: z.boolean(),
  reason: z.string().trim().min(1).max(200),
});

export const StopView = z.object({
  on: z.boolean(),
  since: InstantOut.nullable(),
  reason: z.string().nullable(),
});

export const WebhookBody = z.strictObject({
  url: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .nullable()
    .describe('null takes the channel away'),
});

export const WebhookView = z.object({
  url: z.string().nullable(),
  secret: z.string().nullable().describe('the key of the HMAC-SHA256; it is not shown again'),
});

export const PdfAnswer = z.string().describe('a PDF');
