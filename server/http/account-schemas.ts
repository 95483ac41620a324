/** What goes in and out of the doors to the accounts at agencies, and of what is unsettled there. */
import { z } from 'zod';

const InstantOut = z.string().meta({ format: 'date-time' });
const Mode = z.enum(['sandbox', 'live']);

export const AccountsView = z.object({
  hasFileFolder: z.boolean().describe('AGENCY_FOLDER is set, so agencies by file are possible'),
  items: z.array(
    z.object({
      id: z.number(),
      agency: z.string(),
      mode: Mode,
      settings: z.looseObject({}).describe('nothing secret'),
      keys: z.array(z.string()).describe('the names of the keys that are kept'),
      checkedAt: InstantOut.nullable().describe('null until a check passes'),
      refusedAt: InstantOut.nullable(),
      refusal: z.string().nullable(),
      pausedUntil: InstantOut.nullable(),
    }),
  ),
});

export const AccountId = z.object({ accountId: z.number() });

export const CheckView = z.object({
  outcome: z.enum(['works', 'refused', 'unreachable', 'unusable']),
  why: z.string().nullable().describe('in the words of the agency or of this service'),
});

export const AgencyKey = z.object({ key: z.string().describe('shown once') });

export const Asked = z.object({ asked: z.literal(true) });

export const Setup = z.object({
  state: z.enum(['setting_up', 'active', 'uninstalled']),
  mode: Mode,
  missing: z.array(z.string()).describe('fields of the creditor that letters need'),
  hasShop: z.boolean().describe('the shop can be read'),
  hasReceivables: z.boolean().describe('of real orders'),
  hasTrials: z.boolean().describe('trial orders were made, or the shop has test orders'),
  mailTestedAt: InstantOut.nullable().describe('a test mail, or a reminder, left'),
  hasPolicy: z.boolean(),
  hasRun: z.boolean(),
  account: z
    .object({ checkedAt: InstantOut.nullable(), refusal: z.string().nullable() })
    .nullable()
    .describe('of the sandbox'),
  hasClaim: z.boolean().describe('a first one in the sandbox'),
  isLiveReady: z.boolean().describe('the account for live passed its check'),
});

export const TrialOrders = z.object({
  made: z.number().describe('0 when they were there already'),
});

export const UnsettledQuery = z.strictObject({
  afterId: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const Unsettled = z.object({
  items: z.array(
    z.object({
      id: z.number(),
      kind: z.string(),
      state: z.enum(['unconfirmed', 'failed']),
      attempts: z.number(),
      answer: z.string().nullable().describe('the last one, without personal data'),
      reference: z.string().describe('ours at the agency, or the Message-ID of an e-mail'),
      fileNumber: z.string().nullable(),
      receivableId: z.number(),
      claimId: z.number().nullable(),
      reminderId: z.number().nullable(),
      orderName: z.string(),
      debtor: z.object({
        firstName: z.string().nullable(),
        lastName: z.string().nullable(),
        company: z.string().nullable(),
      }),
      createdAt: InstantOut,
      triedAt: InstantOut.describe('when it left, or should have'),
    }),
  ),
  nextAfterId: z.number().nullable(),
});
