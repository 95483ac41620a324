/** A dunning policy as it comes in from outside, by HTTP or from a file. */
import { z } from 'zod';
import { LETTER_ATTACHMENTS, presetLevel, presetPolicy } from './domain/dunning.ts';
import { MOST_LEVELS, POLICY_SCOPES } from './domain/policies.ts';

const days = (most: number) => z.int().min(0).max(most);
const Cents = z.int().min(0).max(100_000_000);

export const LEVEL_TEMPLATES = [
  'friendly_reminder',
  'first_reminder',
  'second_reminder',
  'final_notice',
] as const;

export const REMINDER_CHANNELS = ['email', 'letter', 'telephone', 'webhook'] as const;

const Level = z.strictObject({
  template: z.enum(LEVEL_TEMPLATES).describe('the text and with it the tone'),
  afterDays: days(365).describe('after the due date (level 1) or after the last reminder'),
  afterDueDays: days(365)
    .default(presetLevel.afterDueDays)
    .describe('and never before so many days after the due date; 0 for no such limit'),
  graceDays: days(60)
    .default(presetLevel.graceDays)
    .describe('for money on its way, after the due date and after the last deadline'),
  deadlineDays: z.int().min(1).max(90).describe('the new deadline moves to a working day'),
  feeCents: z
    .strictObject({ consumer: Cents.default(0), business: Cents.default(0) })
    .default({ consumer: 0, business: 0 }),
  interest: z.boolean().default(presetLevel.interest),
  channels: z
    .array(z.enum(REMINDER_CHANNELS))
    .min(1)
    .max(REMINDER_CHANNELS.length)
    .default([...presetLevel.channels])
    .describe('the first that can reach the debtor is taken'),
  minimumCents: Cents.default(presetLevel.minimumCents),
  minimumShareBasisPoints: z
    .int()
    .min(0)
    .max(10_000)
    .default(presetLevel.minimumShareBasisPoints)
    .describe('of the original amount that must still be open; 10,000 is all of it'),
  approval: z.boolean().default(presetLevel.approval).describe('a person looks at each reminder'),
  attachments: z
    .array(z.enum(LETTER_ATTACHMENTS))
    .max(LETTER_ATTACHMENTS.length)
    .default([...presetLevel.attachments])
    .describe('go with its e-mails and letters: the statement of account, the invoices we keep'),
});

export const PolicyInput = z.strictObject({
  levels: z.array(Level).min(1).max(MOST_LEVELS),
  preDueDays: z
    .array(z.int().min(1).max(30))
    .max(3)
    .default([])
    .describe('days before the due date on which a friendly notice goes out'),
  handoverAfterDays: days(365).default(presetPolicy.handoverAfterDays),
  minimumCents: Cents.default(presetPolicy.minimumCents).describe('smaller rests are left alone'),
});

const scope = {
  scope: z.enum(POLICY_SCOPES).default('shop').describe('the most specific that fits wins'),
  scopeKey: z
    .string()
    .trim()
    .max(60)
    .default('')
    .describe(
      'empty for shop; consumer or business; the name of a customer group; the id of a debtor ' +
        'or of a receivable',
    ),
};

/** A policy with whom it is for. */
export const ScopedPolicyInput = z.strictObject({ ...scope, policy: PolicyInput });
