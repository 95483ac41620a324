/** What goes in and out of the reports; the OpenAPI file is made from these. */
import { z } from 'zod';
import { REPORTS } from '../actions/reports.ts';
import { Currency, Day } from './schemas.ts';

const DayOut = z.string().meta({ format: 'date' });

export const ReportQuery = z.strictObject({
  from: Day.optional().describe('a year before the last day when left out'),
  to: Day.optional().describe("the creditor's today when left out"),
  debtorKind: z.enum(['consumer', 'business']).optional(),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .optional(),
  currency: Currency.optional().describe('the one most receivables have when left out'),
  format: z.enum(['json', 'csv', 'pdf']).default('json'),
  language: z
    .enum(['de', 'en', 'it'])
    .default('en')
    .describe('of the PDF and of the numbers in the CSV'),
});

export const ReportView = z.object({
  report: z.enum(REPORTS),
  fromOn: DayOut,
  toOn: DayOut,
  currency: z.string(),
  columns: z.array(
    z.object({
      name: z.string(),
      unit: z.enum(['text', 'month', 'count', 'cents', 'days', 'percent']),
      formula: z.string().nullable(),
      source: z.string().nullable(),
    }),
  ),
  rows: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.null()]))),
});
