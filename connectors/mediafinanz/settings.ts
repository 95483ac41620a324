/** Reads what a merchant stored about an account; all its problems are reported together. */
import { z } from 'zod';
import { InvalidInput } from '../../server/domain/errors.ts';
import type { AccountSettings } from './soap.ts';

const milliseconds = z.int().min(100).max(600_000);
const field = z.string().regex(/^[A-Za-z_][\w.-]{0,63}$/, 'is no name of an XML element');
const operation = field.nullable();

const schema = z.strictObject({
  clientId: z.string().regex(/^\d{1,20}$/, 'has digits only'),
  endpoint: z.url({ protocol: /^https?$/ }),
  version: z.enum(['201', '204']).optional(),
  timeZone: z.string().refine(isTimeZone, 'is no time zone such as Europe/Berlin').optional(),
  limits: z
    .strictObject({
      connectMs: milliseconds.optional(),
      firstByteMs: milliseconds.optional(),
      totalMs: milliseconds.optional(),
      maxBytes: z.int().min(10_000).max(100_000_000).optional(),
    })
    .optional(),
  dialect: z
    .strictObject({
      wsdlPath: z.string().min(1).optional(),
      namespace: z.string().min(1).nullable().optional(),
      fieldNames: z.record(field, field).optional(),
      lookup: z.enum(['none', 'by_invoice']).optional(),
      maxReasonLength: z.int().min(20).max(10_000).optional(),
      maxNoteLength: z.int().min(20).max(10_000).optional(),
      nextSteps: z
        .strictObject({
          lawyer: operation.optional(),
          factoring: operation.optional(),
          long_term_observation: operation.optional(),
          address_identification: operation.optional(),
        })
        .optional(),
    })
    .optional(),
});

/** The settings of an account but for its keys and its mode, which are kept elsewhere. */
export type StoredSettings = Omit<
  AccountSettings,
  'applicationKey' | 'clientKey' | 'sandbox' | 'trace'
>;

/** Throws `InvalidInput` that names every field that cannot be used. */
export function readMediafinanzSettings(stored: unknown): StoredSettings {
  const read = schema.safeParse(stored);
  if (read.success) return read.data as StoredSettings;
  const problems = read.error.issues.map(
    (issue) => `${issue.path.join('.') || 'settings'}: ${issue.message}`,
  );
  throw new InvalidInput(`the mediafinanz account cannot be used: ${problems.join('; ')}`);
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
