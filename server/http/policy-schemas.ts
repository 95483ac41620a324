/** What goes in and out of the API about dunning policies and the debtors they are for. */
import { z } from 'zod';
import { LETTER_ATTACHMENTS } from '../domain/dunning.ts';
import { POLICY_SCOPES } from '../domain/policies.ts';
import { LEVEL_TEMPLATES, REMINDER_CHANNELS, ScopedPolicyInput } from '../policy-input.ts';
import { Says } from './schemas.ts';

const Cents = z.number().int();
const InstantOut = z.string().meta({ format: 'date-time' });

export const PolicyBody = ScopedPolicyInput;

const Policy = z.object({
  levels: z.array(
    z.object({
      template: z.enum(LEVEL_TEMPLATES),
      afterDays: z.number(),
      afterDueDays: z.number(),
      graceDays: z.number(),
      deadlineDays: z.number(),
      feeCents: z.object({ consumer: Cents, business: Cents }),
      interest: z.boolean(),
      channels: z.array(z.enum(REMINDER_CHANNELS)),
      minimumCents: Cents,
      minimumShareBasisPoints: z.number(),
      approval: z.boolean(),
      attachments: z.array(z.enum(LETTER_ATTACHMENTS)),
    }),
  ),
  preDueDays: z.array(z.number()),
  handoverAfterDays: z.number(),
  minimumCents: Cents,
});

export const PolicyView = z.object({
  id: z.number(),
  version: z.number().describe('counts through all scopes of the shop'),
  scope: z.enum(POLICY_SCOPES),
  scopeKey: z
    .string()
    .describe(
      'of a debtor: number:… by his number at the shop, so that it holds for all his orders, or ' +
        'id:… for a guest',
    ),
  policy: Policy,
  retired: z.boolean().describe('out of use but for the rounds that began with it'),
  savedAt: InstantOut,
});

export const PolicyList = z.object({ items: z.array(PolicyView) });

export const VersionQuery = z.strictObject({
  beforeVersion: z.coerce.number().int().min(1).optional().describe('the last of the page before'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

const Warnings = z.array(
  z.object({
    code: z.string(),
    path: z.string().describe('the field that causes it, levels[2].feeCents.consumer'),
    message: z.string(),
    says: Says,
    source: z.string(),
    certainty: z.enum(['statute', 'court', 'practice']),
  }),
);

export const PolicySaved = z.object({ ...PolicyView.shape, warnings: Warnings });
export const PolicyChecked = z.object({ warnings: Warnings });

export const PolicyOfReceivable = z.object({
  because: z
    .enum(['round', ...POLICY_SCOPES])
    .describe('round when its reminders began with this version, else the scope that fits'),
  policy: PolicyView,
});

export const GroupBody = z.strictObject({
  customerGroup: z.string().trim().min(1).max(60).nullable().describe('null for no group'),
});

export const GroupView = z.object({
  debtorId: z.number(),
  customerGroup: z.string().nullable(),
});

export const EmailRestored = z.object({ debtorId: z.number() });
