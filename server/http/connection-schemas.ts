import { z } from 'zod';
import { LEFT_TO_PLATFORM } from '../domain/dunning.ts';

const At = z.string().meta({ format: 'date-time' });
const Day = z.string().meta({ format: 'date' });

export const ImportView = z.strictObject({
  state: z.enum(['never', 'wanted', 'running', 'reading', 'done', 'failed']),
  orders: z.int().describe('open and partly paid orders the shop has found so far'),
  read: z.int().describe('of these, orders that stand in our books'),
  note: z.string().nullable().describe('what stays unseen and why, or why it broke off'),
  startedAt: At.nullable(),
  endedAt: At.nullable(),
});

export const ConnectionView = z.strictObject({
  platform: z.string(),
  domain: z.string(),
  state: z.enum(['setting_up', 'active', 'uninstalled']),
  session: z.enum(['never', 'living', 'ended']),
  provedAt: At.nullable().describe('when the shop last gave us a token'),
  scopes: z.array(z.string()),
  missingScopes: z.array(z.string()),
  mayWrite: z.boolean(),
  platformReminders: z.enum(['on', 'off', 'unknown']),
  leftToPlatform: z.enum(LEFT_TO_PLATFORM).describe('our notices that the platform sends instead'),
  reconciledAt: At.nullable(),
  reconcileNote: z.string().nullable(),
  waitingToShow: z.int(),
  showNote: z.string().nullable(),
  import: ImportView,
});

export const SetUp = z.strictObject({ state: z.enum(['setting_up', 'active', 'uninstalled']) });

const RequestView = z.strictObject({
  id: z.int(),
  kind: z.enum(['data_request', 'redact_debtor', 'redact_shop']),
  debtorNumber: z.string().nullable(),
  orderIds: z.array(z.string()),
  answerByOn: Day,
  state: z.enum(['open', 'restricted', 'done', 'refused']),
  outcome: z.string().nullable(),
  eraseAfterOn: Day.nullable(),
  receivedAt: At,
  settledAt: At.nullable(),
  settledBy: z.string().nullable(),
});

export const RequestList = z.strictObject({ items: z.array(RequestView) });

export const Settled = z.strictObject({
  state: z.enum(['open', 'restricted', 'done', 'refused']),
  outcome: z.string(),
  eraseAfterOn: Day.nullable(),
});

export const AnswerBody = z.strictObject({
  how: z.string().trim().min(1).max(500).describe('how the data were handed over, in words'),
});

/** Rows as they are kept, by table: a release that keeps more shows more. */
export const DebtorFile = z.strictObject({
  request: z.strictObject({ id: z.int(), kind: z.string(), receivedAt: At }),
  exportedAt: At,
  creditor: z.string(),
  kept: z.record(z.string(), z.array(z.record(z.string(), z.unknown()))),
  story: z.array(z.record(z.string(), z.unknown())),
  messagesOfTheShop: z.array(
    z.strictObject({ id: z.int(), topic: z.string(), body: z.string(), receivedAt: At }),
  ),
});
