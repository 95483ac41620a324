/** Rates that were published after this release, as they come in from outside. */
import { z } from 'zod';
import { type AddedRate, doubtAboutRate, RATE_NAMES } from './domain/base-rates.ts';
import { isoDate } from './domain/calendar.ts';
import { rateFromPercent } from './domain/money.ts';

const Rate = z.strictObject({
  name: z.enum(RATE_NAMES),
  validFrom: z.string().regex(/^\d{4}-(01|07)-01$/, 'write its first day, 2027-01-01'),
  percent: z.string().regex(/^-?\d{1,2}(\.\d{1,4})?$/, 'write it as 1.52'),
});

/** As the domain keeps them; a figure that looks like a slip is refused. */
export const AddedRatesInput = z
  .array(Rate)
  .max(60)
  .transform((rates, context): AddedRate[] =>
    rates.map(({ name, validFrom, percent }) => {
      const added = { name, validFrom: isoDate(validFrom), rate: rateFromPercent(percent) };
      const message = doubtAboutRate(added);
      if (message !== null) context.addIssue({ code: 'custom', message });
      return added;
    }),
  )
  .describe('base rates that were published after this release, all of them');
