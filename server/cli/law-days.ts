/** `cli due-date`, `cli default-start` and `cli limitation`: the days of the law. */
import { isoDate, type IsoDate } from '../domain/calendar.ts';
import { defaultBegin, type DebtorKind, type ReceivedReminder } from '../domain/default.ts';
import { assertNever, InvalidInput } from '../domain/errors.ts';
import {
  limitationOf,
  limitationWarnings,
  type Restart,
  type Suspension,
} from '../domain/limitation.ts';
import { decimalFromCents, percentFromRate, rateFromPercent } from '../domain/money.ts';
import {
  discountOffers,
  dueOn,
  termsWarnings,
  type DiscountOffer,
  type DueRule,
  type LawWarning,
} from '../domain/terms.ts';
import {
  amountIn,
  findDay,
  findRead,
  findText,
  flag,
  getRead,
  holidaysAt,
  isSet,
  many,
  oneOf,
  pair,
  placeOptions,
  readAll,
  text,
  wholeNumber,
  type HolidaySource,
  type LawCommand,
  type Values,
} from './options.ts';

const TERMS = ['net', 'fixed', 'receipt', 'fulfilment', 'end-of-month'] as const;

export const dueDateCommand = (holidaysOf: HolidaySource): LawCommand => ({
  help: 'when an invoice falls due, with early-payment discounts and doubtful terms',
  usage:
    '--terms net|fixed|receipt|fulfilment|end-of-month [--days 14] ' +
    '[--from invoice|receipt|fulfilment] [--fixed-on DAY] [--invoice-on DAY] ' +
    '[--received-on DAY] [--fulfilled-on DAY] [--discount 10=2.00]… [--gross 119.00] ' +
    '[--debtor consumer|business|public] [--large-seller] [--expressly] [--debtors-terms] ' +
    '[--charged] [--country DE] [--state BE]',
  options: {
    terms: text,
    days: text,
    from: text,
    'fixed-on': text,
    'invoice-on': text,
    'received-on': text,
    'fulfilled-on': text,
    discount: many,
    gross: text,
    debtor: text,
    'large-seller': flag,
    expressly: flag,
    'debtors-terms': flag,
    charged: flag,
    ...placeOptions,
  },
  run(values) {
    const due = dueRuleOf(values);
    const holidays = holidaysAt(values, holidaysOf);
    const facts = {
      invoiceOn: findDay(values, 'invoice-on'),
      receivedOn: findDay(values, 'received-on'),
      fulfilledOn: findDay(values, 'fulfilled-on'),
    };
    const day = dueOn(due, facts, holidays);
    const discounts = discountsOf(values, due, holidays);
    const warnings = termsWarningsOf(values, due);
    const first = day.known
      ? `Due on ${day.dueOn}` +
        (day.namedOn === day.dueOn ? '' : ` (named ${day.namedOn}, BGB 193)`)
      : `No due date yet: ${day.reason}`;
    const lines = [
      first,
      ...discounts.map(
        (offer) =>
          `Until ${offer.untilOn}: ${percentFromRate(offer.rate)} % off, ` +
          `pay ${decimalFromCents(offer.payCents)}`,
      ),
      ...warnings.map((warning) => `Note: ${warning.text} (${warning.rule})`),
    ];
    return { json: { ...day, discounts, warnings }, text: lines.join('\n') };
  },
});

function dueRuleOf(values: Values): DueRule {
  const terms = findRead(values, 'terms', oneOf(TERMS)) ?? 'net';
  switch (terms) {
    case 'net': {
      const from = findRead(values, 'from', oneOf(['invoice', 'receipt', 'fulfilment']));
      return { kind: 'net', days: getRead(values, 'days', wholeNumber), from: from ?? 'invoice' };
    }
    case 'fixed':
      return { kind: 'fixed', on: getRead(values, 'fixed-on', isoDate) };
    case 'receipt':
      return { kind: 'on_receipt' };
    case 'fulfilment':
      return { kind: 'on_fulfilment' };
    case 'end-of-month':
      return { kind: 'net_end_of_month', days: findRead(values, 'days', wholeNumber) ?? 0 };
    default:
      return assertNever(terms, 'dueRuleOf');
  }
}

function discountsOf(
  values: Values,
  due: DueRule,
  holidays: ReturnType<HolidaySource>,
): DiscountOffer[] {
  const discounts = readAll(values, 'discount', (written) => {
    const [days, percent] = pair(written);
    return { withinDays: wholeNumber(days), rate: rateFromPercent(percent), ofCents: null };
  });
  if (discounts.length === 0) return [];
  const grossCents = getRead(values, 'gross', amountIn('EUR'));
  const invoiceOn = getRead(values, 'invoice-on', isoDate);
  return discountOffers({ due, basis: 'agreed', discounts }, invoiceOn, grossCents, holidays);
}

function termsWarningsOf(values: Values, due: DueRule): LawWarning[] {
  const debtor = findRead(values, 'debtor', oneOf(['consumer', 'business', 'public']));
  if (debtor === null) return [];
  return termsWarnings(due, {
    debtor,
    largeSeller: isSet(values, 'large-seller'),
    inDebtorsTerms: isSet(values, 'debtors-terms'),
    expressly: isSet(values, 'expressly'),
    deferralCharged: isSet(values, 'charged'),
  });
}

const DEBTORS: readonly DebtorKind[] = ['consumer', 'business', 'public', 'unknown'];

export const defaultStartCommand = (holidaysOf: HolidaySource): LawCommand => ({
  help: 'when default begins and on which ground (BGB 286)',
  usage:
    '--due-on DAY --debtor consumer|business|public|unknown [--terms fixed|net|none] ' +
    '[--basis agreed|one-sided] [--invoice-received-on DAY] [--delivered-on DAY] ' +
    '[--thirty-day-notice] [--reminder RECEIVED-DAY[=DEADLINE-DAY]]… [--refused-on DAY] ' +
    '[--served-on DAY] [--excused-until DAY|open] [--country DE] [--state BE]',
  options: {
    'due-on': text,
    debtor: text,
    terms: text,
    basis: text,
    'invoice-received-on': text,
    'delivered-on': text,
    'thirty-day-notice': flag,
    reminder: many,
    'refused-on': text,
    'served-on': text,
    'excused-until': text,
    ...placeOptions,
  },
  run(values) {
    const dueOn = getRead(values, 'due-on', isoDate);
    const basis = findRead(values, 'basis', oneOf(['agreed', 'one-sided'])) ?? 'one-sided';
    const begin = defaultBegin(
      {
        debtor: getRead(values, 'debtor', oneOf(DEBTORS)),
        dueOn,
        terms: {
          due: agreedRuleOf(values, dueOn),
          basis: basis === 'agreed' ? 'agreed' : 'one_sided',
        },
        invoiceReceivedOn: findDay(values, 'invoice-received-on'),
        deliveredOn: findDay(values, 'delivered-on'),
        invoiceNamesThirtyDays: isSet(values, 'thirty-day-notice'),
        reminders: readAll(values, 'reminder', reminderOf),
        refusedOn: findDay(values, 'refused-on'),
        servedOn: findDay(values, 'served-on'),
        excusedUntil: findRead(values, 'excused-until', (day) =>
          day === 'open' ? day : isoDate(day),
        ),
      },
      holidaysAt(values, holidaysOf),
    );
    const { ground, missing } = begin;
    const first =
      ground === null
        ? 'No default yet'
        : `In default from ${ground.fromOn}, interest from ${ground.interestFromOn}: ${ground.words}`;
    return {
      json: begin,
      text: [first, ...missing.map(({ reason }) => `Not: ${reason}`)].join('\n'),
    };
  },
});

function agreedRuleOf(values: Values, dueOn: IsoDate): DueRule {
  const terms = findRead(values, 'terms', oneOf(['fixed', 'net', 'none'])) ?? 'fixed';
  if (terms === 'none') return { kind: 'on_receipt' };
  return terms === 'net' ? { kind: 'net', days: 0, from: 'receipt' } : { kind: 'fixed', on: dueOn };
}

function reminderOf(written: string): ReceivedReminder {
  const [received = '', deadline, more] = written.split('=');
  if (more !== undefined) throw new InvalidInput(`"${written}" names more than one deadline`);
  const receivedOn = isoDate(received);
  const deadlineOn = deadline === undefined ? null : isoDate(deadline);
  return { sentOn: receivedOn, receivedOn, deadlineOn, evidence: 'proven' };
}

const SUSPENSIONS = [
  'negotiation',
  'lawsuit',
  'payment_order',
  'insolvency_filing',
  'dispute_resolution',
] as const;

const RESTARTS = [
  'part_payment',
  'interest_payment',
  'security',
  'instalment_agreement',
  'enforcement',
] as const;

export const limitationCommand = (holidaysOf: HolidaySource): LawCommand => ({
  help: 'when a claim is time-barred, with what suspends and restarts it (BGB 195 to 212)',
  usage:
    '--arisen-on DAY [--known-on DAY] [--titled-on DAY] [--on DAY] [--suspended KIND=DAY[..DAY]]… ' +
    `(${SUSPENSIONS.join(', ')}) [--restart KIND=DAY]… (${RESTARTS.join(', ')}) ` +
    '[--country DE] [--state BE]',
  options: {
    'arisen-on': text,
    'known-on': text,
    'titled-on': text,
    on: text,
    suspended: many,
    restart: many,
    ...placeOptions,
  },
  run(values) {
    if ((findText(values, 'country') ?? 'DE') !== 'DE') {
      throw new InvalidInput('--country: limitation is known for DE only');
    }
    const arisenOn = getRead(values, 'arisen-on', isoDate);
    const facts = {
      arisenOn,
      knownOn: findDay(values, 'known-on') ?? arisenOn,
      titledOn: findDay(values, 'titled-on'),
      suspensions: readAll(values, 'suspended', suspensionOf),
      restarts: readAll(values, 'restart', restartOf),
    };
    const limitation = limitationOf(facts, holidaysAt(values, holidaysOf));
    const on = findDay(values, 'on');
    const [warning] = on === null ? [] : limitationWarnings([{ limitation }], on, 1_000_000);
    const { expiresOn, safeOn } = limitation;
    const lines = limitation.events.map(
      (event) => `${event.on}  ${event.rule}  -> ${event.expiresOn ?? 'suspended'}`,
    );
    lines.push(
      expiresOn === null
        ? 'Suspended for now: no end can be named'
        : `Time-barred after ${expiresOn}; act until ${safeOn}`,
    );
    return { json: { ...limitation, daysLeft: warning?.daysLeft ?? null }, text: lines.join('\n') };
  },
});

function suspensionOf(written: string): Suspension {
  const [kind, time] = pair(written);
  const [from = '', ended] = time.split('..');
  return {
    kind: oneOf(SUSPENSIONS)(kind),
    fromOn: isoDate(from),
    endedOn: ended === undefined ? null : isoDate(ended),
  };
}

function restartOf(written: string): Restart {
  const [kind, on] = pair(written);
  return { kind: oneOf(RESTARTS)(kind), on: isoDate(on) };
}
