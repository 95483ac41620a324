import { z } from 'zod';
import { dryRunPolicy } from '../actions/dry-run.ts';
import { ScopedPolicyInput } from '../policy-input.ts';
import { route, type Route, WORK } from './route.ts';

const Cents = z.number().int();
const DayOut = z.string().meta({ format: 'date' });

const DryRunBody = ScopedPolicyInput.extend({
  days: z.number().int().min(1).max(365).default(90).describe('how far it looks back'),
});

const Tally = z.object({ count: z.number(), cents: Cents, feeCents: Cents });
const Steps = z.array(
  z.object({
    on: DayOut,
    do: z.enum(['remind', 'hand_over']),
    level: z.number().nullable(),
    openCents: Cents,
    feeCents: Cents,
  }),
);

const DryRunView = z.object({
  fromOn: DayOut,
  toOn: DayOut,
  receivables: z.number().describe('looked at'),
  isComplete: z.boolean().describe('false when there are more than were looked at'),
  differing: z.number(),
  steps: z
    .array(
      z.object({
        level: z.number().nullable().describe('0 before the due date, null for the hand-over'),
        currency: z.string(),
        present: Tally,
        changed: Tally,
      }),
    )
    .describe('what each policy would have sent, by level'),
  differences: z
    .array(
      z.object({
        receivableId: z.number(),
        orderName: z.string(),
        present: Steps,
        changed: Steps,
      }),
    )
    .describe('the first 200'),
});

/** A changed policy beside the present one, over past days. */
export const dryRunRoutes: readonly Route[] = [
  route({
    method: 'post',
    path: '/policies/dry-run',
    summary: 'What a changed policy would have sent differently over the last days',
    roles: WORK,
    body: DryRunBody,
    answer: DryRunView,
    handle: (call, { body }) => dryRunPolicy(call.house, { shopId: call.shopId, ...body }, call),
  }),
];
