/** `cli interest`: default interest between two days, with every segment of the sum. */
import { doubtAboutRate, lawCountry, type AddedRate, type Country } from '../domain/base-rates.ts';
import { addDays, compareDays, isoDate, type IsoDate } from '../domain/calendar.ts';
import { InvalidInput } from '../domain/errors.ts';
import {
  DAY_COUNTS,
  interestForDays,
  interestOn,
  USUAL_DAY_COUNT,
  type DayCount,
  type Interest,
  type InterestSegment,
  type PrincipalStep,
  type RateRule,
} from '../domain/interest.ts';
import {
  cents,
  centsFromDecimal,
  decimalFromCents,
  percentFromRate,
  rateFromPercent,
  type Cents,
} from '../domain/money.ts';
import {
  amountIn,
  findDay,
  findRead,
  findText,
  flag,
  getRead,
  isSet,
  many,
  oneOf,
  pair,
  readAll,
  text,
  wholeNumber,
  type Answer,
  type LawCommand,
  type Values,
} from './options.ts';

export const interestCommand: LawCommand = {
  help: 'default interest between two days, both counted',
  usage:
    '--principal 543.00 --from 2004-11-04 --to 2006-03-10 --debtor consumer|business ' +
    '[--country DE|AT|CH|IT] [--method act/act|act/365|act/360|30/360] [--rate-percent 6.62] ' +
    '[--merchants] [--damages] [--arisen-on DAY] [--change DAY=-50.00]… ' +
    '[--add-rate 2027-01-01=1.77]… [--until-known] [--currency EUR] ' +
    '| --principal 1000 --rate-percent 5.12 --days 25 (or --years 1)',
  options: {
    principal: text,
    from: text,
    to: text,
    days: text,
    years: text,
    debtor: text,
    country: text,
    method: text,
    'rate-percent': text,
    merchants: flag,
    damages: flag,
    'arisen-on': text,
    change: many,
    'add-rate': many,
    'until-known': flag,
    currency: text,
  },
  run(values) {
    const currency = findText(values, 'currency') ?? 'EUR';
    const principalCents = getRead(values, 'principal', amountIn(currency));
    const country = findRead(values, 'country', lawCountry) ?? 'DE';
    const method = findRead(values, 'method', oneOf(DAY_COUNTS));
    const order = { principalCents, country, method, currency };
    return findText(values, 'from') === null && hasLength(values)
      ? withoutDates(values, order)
      : withDates(values, order);
  },
};

interface Order {
  principalCents: Cents;
  country: Country;
  method: DayCount | null;
  currency: string;
}

const hasLength = (values: Values): boolean =>
  findText(values, 'days') !== null || findText(values, 'years') !== null;

/** A rate for so many days or years, as price lists and textbooks state it. */
function withoutDates(values: Values, order: Order): Answer {
  const { principalCents, country, currency } = order;
  const rate = findRead(values, 'rate-percent', rateFromPercent);
  if (rate === null) {
    throw new InvalidInput('Without --from the rate must be given: write --rate-percent 5.12');
  }
  if (findText(values, 'to') !== null) throw new InvalidInput('--to needs --from');
  if (rate < 0) throw new InvalidInput('--rate-percent cannot be below zero');
  const usual = USUAL_DAY_COUNT[country];
  const method = order.method ?? (usual === 'act/act' ? 'act/365' : usual);
  const days = findRead(values, 'days', wholeNumber);
  const years = findRead(values, 'years', wholeNumber);
  if (days !== null && years !== null) throw new InvalidInput('Write --days or --years, not both');
  const time = days === null ? { years: years ?? 0 } : { days };
  const interestCents = interestForDays(principalCents, rate, time, method);
  const length = days === null ? `${years} years` : `${days} days`;
  const segments = [{ ...time, principalCents, ratePercent: percentFromRate(rate), interestCents }];
  const amount = `${decimalFromCents(interestCents, currency)} ${currency}`;
  return {
    json: { interestCents, currency, method, segments },
    text: `${length} at ${percentFromRate(rate)} % (${method}): ${amount}`,
  };
}

function withDates(values: Values, order: Order): Answer {
  const { country, currency } = order;
  const fromOn = getRead(values, 'from', isoDate);
  const toOn = lastDay(values, fromOn);
  const addedRates = addedRatesOf(values, country);
  const interest = interestOn({
    principal: principalSteps(values, fromOn, order),
    fromOn,
    toOn,
    rule: ruleOf(values, country),
    dayCount: order.method ?? USUAL_DAY_COUNT[country],
    addedRates,
  });
  const warnings = addedRates.flatMap((added) => doubtAboutRate(added) ?? []);
  if (!interest.complete) {
    const missing = notKnown(interest, toOn, currency);
    if (!isSet(values, 'until-known')) throw new InvalidInput(missing);
    warnings.push(missing);
  }
  return { json: toJson(interest, currency, warnings), text: toText(interest, currency, warnings) };
}

function lastDay(values: Values, fromOn: IsoDate): IsoDate {
  const days = findRead(values, 'days', wholeNumber);
  const toOn = findDay(values, 'to');
  if (findText(values, 'years') !== null) {
    throw new InvalidInput('--years goes without dates; write --to for a period by the calendar');
  }
  if (days !== null && toOn !== null) throw new InvalidInput('Write --to or --days, not both');
  if (days === 0) throw new InvalidInput('--days must be 1 or more');
  if (days !== null) return addDays(fromOn, days - 1);
  return toOn ?? getRead(values, 'to', isoDate);
}

function ruleOf(values: Values, country: Country): RateRule {
  const rate = findRead(values, 'rate-percent', rateFromPercent);
  if (rate !== null) return { kind: 'agreed', rate };
  if (isSet(values, 'merchants')) return { kind: 'merchants' };
  return {
    kind: 'statutory',
    country,
    debtor: getRead(values, 'debtor', oneOf(['consumer', 'business'])),
    remuneration: !isSet(values, 'damages'),
    arisenOn: findDay(values, 'arisen-on'),
  };
}

/** The principal from the first day, and after every `--change` (`-50.00` for a part payment). */
function principalSteps(values: Values, fromOn: IsoDate, order: Order): PrincipalStep[] {
  const changes = readAll(values, 'change', (written) => {
    const [on, amount] = pair(written);
    return { on: isoDate(on), cents: centsFromDecimal(amount, order.currency) };
  }).toSorted((a, b) => compareDays(a.on, b.on));
  const byDay = new Map<IsoDate, Cents>([[fromOn, order.principalCents]]);
  let principalCents = order.principalCents;
  for (const change of changes) {
    principalCents = cents(principalCents + change.cents);
    if (principalCents < 0) throw new InvalidInput(`--change: nothing is left on ${change.on}`);
    byDay.set(change.on < fromOn ? fromOn : change.on, principalCents);
  }
  return [...byDay].map(([on, amount]) => ({ fromOn: on, principalCents: amount }));
}

function addedRatesOf(values: Values, country: Country): AddedRate[] {
  const consumer = findText(values, 'debtor') === 'consumer';
  const names = { DE: 'de_base', AT: 'at_base', CH: null, IT: 'it_reference' } as const;
  const name = country === 'IT' && consumer ? 'it_legal' : names[country];
  return readAll(values, 'add-rate', (written) => {
    const [on, percent] = pair(written);
    if (name === null) throw new InvalidInput('Switzerland has a fixed rate; nothing can be added');
    return { name, validFrom: isoDate(on), rate: rateFromPercent(percent) };
  });
}

function notKnown(interest: Interest, toOn: IsoDate, currency: string): string {
  const { computedUntil, interestCents } = interest;
  if (computedUntil === null) {
    return `The rate is not published yet for any day up to ${toOn}; add it with --add-rate`;
  }
  const ask = `end the period there or write --add-rate ${addDays(computedUntil, 1)}=PERCENT`;
  const sum = `${decimalFromCents(interestCents, currency)} ${currency}`;
  return `The rate is not published beyond ${computedUntil}, where interest is ${sum}; ${ask}`;
}

function toJson(interest: Interest, currency: string, warnings: readonly string[]): unknown {
  const { interestCents, dayCount, computedUntil, complete, segments } = interest;
  return {
    interestCents,
    currency,
    method: dayCount,
    knownUntil: computedUntil,
    complete,
    segments: segments.map((segment) => ({
      fromOn: segment.fromOn,
      toOn: segment.toOn,
      days: segment.days,
      yearDays: segment.yearDays,
      principalCents: segment.principalCents,
      ratePercent: percentFromRate(segment.rate),
      basePercent: segment.baseRate === null ? null : percentFromRate(segment.baseRate),
      ground: segment.ground,
      interestCents: segment.interestCents,
    })),
    warnings,
  };
}

function toText(interest: Interest, currency: string, warnings: readonly string[]): string {
  const line = (segment: InterestSegment): string => {
    const principal = decimalFromCents(segment.principalCents, currency);
    const part = decimalFromCents(segment.interestCents, currency);
    const rate = percentFromRate(segment.rate);
    const time = `${segment.days}/${segment.yearDays}`;
    const period = `${segment.fromOn} to ${segment.toOn}`;
    return `${period}  ${principal} x ${rate} % x ${time} = ${part}  (${segment.ground})`;
  };
  const sum = decimalFromCents(interest.interestCents, currency);
  return [
    ...interest.segments.map(line),
    `Interest ${sum} ${currency} (${interest.dayCount}, rounded once at the end)`,
    ...warnings.map((warning) => `Note: ${warning}`),
  ].join('\n');
}
