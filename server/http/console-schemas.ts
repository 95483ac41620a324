/** What goes in and out of the doors of the console; the OpenAPI file is made from these. */
import { z } from 'zod';
import { BLOCK_REASONS } from '../actions/blocks.ts';
import { claimStates, type ClaimState } from '../domain/claim.ts';
import { receivableStates, type ReceivableState } from '../domain/receivable.ts';
import { Currency, Day, GateView, NamesNobody, Receivable, Says, Story } from './schemas.ts';

export { Done } from './schemas.ts';

const keysOf = <T extends string>(table: Readonly<Record<T, unknown>>): [T, ...T[]] =>
  Object.keys(table) as [T, ...T[]];

/** Whole cents. */
const Cents = z.number().int();
const DayOut = z.string().meta({ format: 'date' });
const InstantOut = z.string().meta({ format: 'date-time' });
const Role = z.enum(['owner', 'clerk', 'read_only', 'agency']);
const Mode = z.enum(['sandbox', 'live']);
const Email = z.string().trim().max(320);
const Password = z.string().max(200);

// ---------------------------------------------------------------------------------------------
// A person

export const LoginBody = z.strictObject({
  email: Email.min(1),
  password: Password.min(1),
  code: z.string().trim().max(10).nullable().default(null).describe('of the second factor'),
});

export const PasswordBody = z.strictObject({ password: Password, newPassword: Password });
export const PresentPassword = z.strictObject({ password: Password });
export const TotpCode = z.strictObject({ code: z.string().regex(/^\d{6}$/, 'is six digits') });
export const TotpBegun = z.object({
  secret: z.string().describe('base32, to be typed into the app'),
  uri: z.string().describe('otpauth://, to be shown as a QR code'),
});

export const MeView = z.object({
  actor: z.string(),
  role: Role,
  user: z
    .object({ id: z.number(), email: z.string(), name: z.string(), hasTotp: z.boolean() })
    .nullable()
    .describe('null for an API key'),
  csrfToken: z.string().nullable().describe('goes into X-CSRF-Token on every write'),
  sessionEndsAt: InstantOut.nullable(),
  shop: z.object({
    id: z.number(),
    domain: z.string(),
    name: z.string(),
    country: z.string(),
    mode: Mode,
    state: z.string(),
    timeZone: z.string(),
    language: z.enum(['de', 'en', 'it']),
  }),
  on: DayOut.describe("the creditor's today"),
});

export const SessionView = z.object({ me: MeView.nullable() });

// ---------------------------------------------------------------------------------------------
// Today

/** A sum with the list it was taken from. */
const Sum = z.object({
  cents: Cents,
  count: z.number(),
  query: z.string().describe('the query of GET /receivables that lists them'),
});

export const Overview = z.object({
  on: DayOut,
  work: z.object({
    total: z.number(),
    counts: z.array(z.object({ kind: z.string(), count: z.number() })),
    urgent: z.array(
      z.object({
        kind: z.string(),
        id: z.number(),
        receivableId: z.number().nullable(),
        claimId: z.number().nullable(),
        since: InstantOut,
        dueOn: DayOut.nullable(),
        orderName: z.string().nullable(),
        debtorName: z.string().nullable(),
        why: z.string(),
        says: Says,
        next: z.string(),
      }),
    ),
  }),
  nextRun: z.object({
    on: DayOut,
    countedAt: InstantOut.describe('counted at most a minute ago, before the last look'),
    reminders: z.number(),
    handovers: z.number(),
    levels: z.array(z.object({ level: z.number(), count: z.number() })),
    sums: z.array(
      z.object({
        currency: z.string(),
        cents: Cents.describe('what is reminded'),
        handoverCents: Cents.describe('what is handed over'),
      }),
    ),
  }),
  money: z
    .array(
      z.object({
        currency: z.string(),
        open: Sum,
        overdue: Sum,
        inDunning: Sum,
        atAgency: Sum,
        paidThisMonthCents: Cents,
        ageing: z.array(Sum.extend({ bucket: z.string() })),
        cashIn: z.array(z.object({ weekOn: DayOut.describe('its Monday'), cents: Cents })),
      }),
    )
    .describe('one entry for each currency, the largest first'),
});

// ---------------------------------------------------------------------------------------------
// Finding

export const SearchQuery = z.strictObject({ q: z.string().max(100).default('') });

export const SearchView = z.object({
  items: z.array(
    z.object({
      receivableId: z.number(),
      orderName: z.string(),
      invoiceNumber: z.string().nullable(),
      debtorName: z.string(),
      state: z.enum(keysOf<ReceivableState>(receivableStates)),
      openCents: Cents,
      currency: z.string(),
      dueOn: DayOut.nullable(),
      isTrial: z.boolean(),
      fileNumber: z.string().nullable(),
      match: z.enum(['exact', 'begins', 'similar', 'amount', 'file_number']),
    }),
  ),
});

const WholeCents = z.coerce.number().int().min(-1_000_000_000_000).max(1_000_000_000_000);
const SmallNumber = z.coerce.number().int().min(0).max(100_000);

/** A word list in one parameter: `state=open,overdue`. */
const wordsOf = <T extends string>(words: readonly [T, ...T[]]) =>
  z
    .string()
    .max(200)
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(words)));

export const RECEIVABLE_SORTS = ['id', 'due', 'amount', 'level', 'name'] as const;

export const ReceivableQuery = z.strictObject({
  afterId: z.coerce.number().int().min(0).default(0).describe('of sort=id: the last id before'),
  cursor: z.string().max(300).optional().describe('nextCursor of the page before'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  sort: z.enum(RECEIVABLE_SORTS).default('id'),
  direction: z.enum(['asc', 'desc']).default('asc'),
  format: z.enum(['json', 'csv']).default('json').describe('csv gives the whole list'),
  language: z.enum(['de', 'en', 'it']).default('en').describe('of the numbers in the CSV'),
  state: wordsOf(keysOf<ReceivableState>(receivableStates)).optional().describe('`open,overdue`'),
  orderName: z.string().max(255).optional(),
  dueBefore: Day.optional(),
  dueFrom: Day.optional(),
  hasDueDate: z.enum(['yes', 'no']).optional(),
  overdueFrom: SmallNumber.optional().describe('days overdue, at least'),
  overdueTo: SmallNumber.optional(),
  levelFrom: SmallNumber.optional(),
  levelTo: SmallNumber.optional(),
  amountFrom: WholeCents.optional().describe('open principal and costs, in cents'),
  amountTo: WholeCents.optional(),
  claimState: wordsOf(keysOf<ClaimState>(claimStates)).optional(),
  blocked: z.enum(['yes', 'no']).optional(),
  currency: Currency.optional(),
  debtorId: z.coerce.number().int().positive().optional(),
  debtorNumber: z.string().max(40).optional(),
});

export const ReceivableRows = z.object({
  items: z.array(
    Receivable.extend({
      openCents: Cents.describe('principal and costs'),
      debtorName: z.string(),
      overdueDays: z.number().describe('0 while it is not overdue'),
      isBlocked: z.boolean(),
      claimState: z
        .enum(keysOf<ClaimState>(claimStates))
        .nullable()
        .describe('of the newest claim'),
      fileNumber: z.string().nullable(),
    }),
  ),
  nextAfterId: z.number().nullable().describe('of sort=id'),
  nextCursor: z.string().nullable().describe('of any sort; null at the end'),
  total: z.number(),
  isTotalCapped: z.boolean().describe('true when there are more than total'),
});

const Ids = z.array(z.number().int().positive()).min(1).max(200);

export const BulkBody = z.discriminatedUnion('action', [
  z.strictObject({
    action: z.literal('hold'),
    receivableIds: Ids,
    reason: z.enum(BLOCK_REASONS),
    note: z.string().max(1000).nullable().default(null),
    untilOn: Day.nullable().default(null),
  }),
  z.strictObject({
    action: z.literal('release'),
    blockIds: Ids.describe('from the answer of a hold: this is how one is undone'),
  }),
  z.strictObject({ action: z.literal('hand_over'), receivableIds: Ids }),
  z.strictObject({
    action: z.literal('take_back'),
    claimIds: Ids.describe('from the answer of a hand-over that has not left yet'),
  }),
]);

export const BulkView = z.object({
  results: z.array(
    z.object({
      id: z.number().describe('the receivable, block or claim that was asked for'),
      done: z.boolean(),
      blockId: z.number().nullable(),
      claimId: z.number().nullable(),
      refused: z.string().nullable().describe('why not, in words'),
      says: Says,
    }),
  ),
});

// ---------------------------------------------------------------------------------------------
// A case

export const TimelineQuery = z.strictObject({
  before: z.coerce.number().int().positive().optional().describe('nextBefore of the page before'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

const StoryItem = Story.element;

export const Timeline = z.object({
  items: z.array(StoryItem).describe('newest first'),
  nextBefore: z.number().nullable(),
});

export const NextView = z.object({
  on: DayOut,
  step: z.enum(['wait', 'remind', 'hand_over', 'nothing']),
  because: NamesNobody.nullable().describe(
    'why it waits or nothing comes; null when it is due now',
  ),
  nextOn: DayOut.nullable().describe('the first day on which the step can be taken'),
  level: z.number().nullable().describe('the level of the reminder that comes'),
  template: z.string().nullable(),
  feeCents: Cents.nullable(),
  policyVersion: z.number().nullable(),
  blocks: z.array(z.object({ reason: NamesNobody, untilOn: DayOut.nullable() })),
  gates: z.array(GateView).describe('of a hand-over, when that is what comes'),
});

const Note = z.object({
  id: z.number(),
  author: z.string(),
  authorName: z.string().nullable(),
  text: z.string(),
  mentions: z.array(z.object({ userId: z.number(), name: z.string() })),
  writtenAt: InstantOut,
});

export const Notes = z.object({ items: z.array(Note).describe('newest first') });
export const NoteBody = z.strictObject({
  text: z.string().trim().min(1).max(4000).describe('@name or @e-mail mentions a user'),
});
export const NoteWritten = z.object({ noteId: z.number(), mentioned: z.array(z.number()) });
export const Colleagues = z.object({
  items: z.array(z.object({ id: z.number(), name: z.string(), handle: z.string() })),
});
export const Mentions = z.object({
  items: z.array(
    z.object({
      id: z.number(),
      noteId: z.number(),
      receivableId: z.number(),
      orderName: z.string(),
      authorName: z.string().nullable(),
      text: z.string(),
      writtenAt: InstantOut,
    }),
  ),
});

// ---------------------------------------------------------------------------------------------
// Settings

export const UserList = z.object({
  items: z.array(
    z.object({
      id: z.number(),
      email: z.string(),
      name: z.string(),
      role: Role,
      agencyAccountId: z.number().nullable(),
      hasTotp: z.boolean(),
      isDisabled: z.boolean(),
      createdAt: InstantOut,
    }),
  ),
});

const Name = z.string().trim().min(1).max(100);

export const UserBody = z.strictObject({
  email: Email.min(3),
  name: Name,
  role: Role,
  password: Password,
  agencyAccountId: z.number().int().positive().nullable().default(null),
});
export const UserId = z.object({ userId: z.number() });
export const UserChangeBody = z.strictObject({
  name: Name.optional(),
  role: Role.optional(),
  isDisabled: z.boolean().optional(),
});
export const NewPassword = z.strictObject({ password: Password });

export const KeyList = z.object({
  items: z.array(
    z.object({
      id: z.number(),
      name: z.string(),
      role: Role,
      createdAt: InstantOut,
      revokedAt: InstantOut.nullable(),
    }),
  ),
});
export const KeyBody = z.strictObject({
  name: Name,
  role: z.enum(['owner', 'clerk', 'read_only']),
});
export const KeyMade = z.object({ keyId: z.number(), key: z.string().describe('shown once') });

export const AuditQuery = z.strictObject({
  before: z.coerce.number().int().positive().optional().describe('nextBefore of the page before'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  type: z.string().max(60).optional().describe('an event, or a noun with a dot: `user.`'),
  actor: z.string().max(60).optional(),
  receivableId: z.coerce.number().int().positive().optional(),
});
export const AuditLog = z.object({
  items: z.array(
    StoryItem.extend({
      receivableId: z.number().nullable(),
      claimId: z.number().nullable(),
      currency: z.string().nullable().describe('of its receivable'),
    }),
  ),
  nextBefore: z.number().nullable(),
});

export const ModeBody = z.strictObject({
  mode: Mode,
  confirmation: z.string().max(255).describe('the domain of the shop, typed by hand'),
});
export const ModeView = z.object({ mode: Mode });
export const TestMail = z.object({ sentTo: z.string() });
