import type { Holidays } from '../domain/calendar.ts';
import { dayOf, type IsoDate } from '../domain/calendar.ts';
import { assumedReceiptOn, type DefaultGround, defaultBegin } from '../domain/default.ts';
import type { DueRule } from '../domain/terms.ts';
import type { Shop } from '../domain/shop.ts';
import type { StoredReminder } from '../storage/dunning.ts';
import type { StoredReceivable } from '../storage/receivables.ts';

/**
 * When the debtor of a receivable came into default, or null. An e-mail that did not come back is
 * taken as received on the next day, and the evidence says that this is assumed.
 */
export function defaultOf(
  shop: Shop,
  receivable: StoredReceivable,
  debtorKind: 'consumer' | 'business',
  facts: { reminders: readonly StoredReminder[]; holidays: Holidays },
): DefaultGround | null {
  const { timeZone, termsAgreed } = shop.settings;
  const { dueOn, terms } = receivable;
  const due: DueRule =
    terms.kind === 'net'
      ? { kind: 'net', days: terms.days ?? 0, from: 'invoice' }
      : { kind: 'fixed', on: dueOn ?? receivable.contractOn };
  const begin = defaultBegin(
    {
      debtor: debtorKind,
      dueOn,
      terms: { due, basis: termsAgreed ? 'agreed' : 'one_sided' },
      invoiceReceivedOn: assumedReceiptOn(receivable.contractOn, 'email'),
      deliveredOn: receivable.fulfilledOn,
      invoiceNamesThirtyDays: shop.settings.invoiceNamesThirtyDays,
      reminders: facts.reminders.filter(warns).flatMap((reminder) => {
        const { sentAt, runOn, deadlineOn, channel } = reminder;
        const sentOn = sentAt === null ? runOn : dayOf(sentAt, timeZone);
        const receivedOn = assumedReceiptOn(sentOn, channel === 'letter' ? 'letter' : 'email');
        if (receivedOn === null) return [];
        return [{ sentOn, receivedOn, evidence: 'assumed' as const, deadlineOn }];
      }),
      refusedOn: null,
      servedOn: null,
      excusedUntil: null,
    },
    facts.holidays,
  );
  return begin.ground;
}

/** The friendly hint demands nothing and so warns nobody; from the first reminder on it does. */
const warns = ({ template }: StoredReminder): boolean =>
  template !== 'friendly_reminder' && template !== 'pre_due_notice';

/** The first day of default if it has come by the day, else null. */
export function inDefaultFrom(ground: DefaultGround | null, on: IsoDate): IsoDate | null {
  return ground !== null && ground.fromOn <= on ? ground.fromOn : null;
}
