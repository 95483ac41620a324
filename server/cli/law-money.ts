/** `cli collection-cost` and `cli allocate`: figures of cost and payments to check by hand. */
import {
  allocate,
  allocateAcross,
  type AllocationOrder,
  type OpenReceivable,
} from '../domain/allocation.ts';
import { isoDate } from '../domain/calendar.ts';
import { collectionCost, courtDunning } from '../domain/collection-cost.ts';
import { InvalidInput } from '../domain/errors.ts';
import { decimalFromCents, rateFromPercent, type Cents } from '../domain/money.ts';
import {
  allTexts,
  amountIn,
  findRead,
  flag,
  getRead,
  isSet,
  many,
  oneOf,
  readAll,
  text,
  type Answer,
  type LawCommand,
  type Values,
} from './options.ts';

const euro = amountIn('EUR');

export const collectionCostCommand: LawCommand = {
  help: 'what an agency may cost the debtor (RVG), and the court fee of a payment order',
  usage: '--value 750 --rate 0.9 --on 2026-11-21 [--vat] [--disputed|--undisputed]',
  options: { value: text, rate: text, on: text, vat: flag, disputed: flag, undisputed: flag },
  run(values) {
    const valueCents = getRead(values, 'value', euro);
    const rateHundredths = getRead(values, 'rate', hundredths);
    const mandatedOn = getRead(values, 'on', isoDate);
    const cost = collectionCost({
      valueCents,
      rateHundredths,
      mandatedOn,
      disputed: isDisputed(values, rateHundredths),
      withVat: isSet(values, 'vat'),
    });
    const lines = [
      `${cost.table}: fee at 1.0 ${decimalFromCents(cost.fullFeeCents)} EUR` +
        (cost.smallClaim ? ' (small claim, RVG 13(2))' : ''),
      `Fee at ${rateHundredths / 100}: ${decimalFromCents(cost.feeCents)} EUR`,
      `Expenses (VV 7002): ${decimalFromCents(cost.expensesCents)} EUR`,
      `Net ${decimalFromCents(cost.netCents)} EUR, VAT ${decimalFromCents(cost.vatCents)} EUR`,
      `Total ${decimalFromCents(cost.totalCents)} EUR`,
      ...cost.warnings.map((warning) => `Note: ${warning.text} (${warning.rule})`),
    ];
    return { json: { ...cost, currency: 'EUR' }, text: lines.join('\n') };
  },
};

export const courtFeeCommand: LawCommand = {
  help: 'the court fee of a German payment order (GKG)',
  usage: '--value 1500 --on 2026-11-21',
  options: { value: text, on: text },
  run(values) {
    const fee = courtDunning(getRead(values, 'value', euro), getRead(values, 'on', isoDate));
    const amount = decimalFromCents(fee.courtFeeCents);
    return { json: { ...fee, currency: 'EUR' }, text: `Court fee ${amount} EUR (${fee.ground})` };
  },
};

/** `0.9` as 90 hundredths. */
function hundredths(written: string): number {
  const rate = rateFromPercent(written);
  if (rate > 0 && rate % 100 === 0) return rate / 100;
  throw new InvalidInput(`"${written}" is no rate of a fee; write 0.5, 0.9 or 1.3`);
}

/** Nobody may ask more than 0.9 for an ordinary undisputed claim, so 1.3 speaks of a dispute. */
function isDisputed(values: Values, rateHundredths: number): boolean {
  const [disputed, undisputed] = [isSet(values, 'disputed'), isSet(values, 'undisputed')];
  if (disputed && undisputed) throw new InvalidInput('Write --disputed or --undisputed, not both');
  return disputed || (!undisputed && rateHundredths > 90);
}

const ORDERS: Readonly<Record<string, AllocationOrder>> = {
  '367': 'bgb_367',
  '497': 'bgb_497',
  'principal-first': 'principal_first',
};

export const allocateCommand: LawCommand = {
  help: 'where a payment goes (BGB 366, 367, 497)',
  usage:
    '--payment 100.00 --costs 25.00 --interest 12.34 --principal 500.00 ' +
    '[--order 367|497|principal-first] | --payment 100.00 --paid-on DAY ' +
    '--receivable NAME,DUE-DAY,COSTS,INTEREST,PRINCIPAL[,RATE-PERCENT]… [--designate NAME]…',
  options: {
    payment: text,
    costs: text,
    interest: text,
    principal: text,
    order: text,
    'paid-on': text,
    receivable: many,
    designate: many,
  },
  run(values) {
    const paidCents = getRead(values, 'payment', euro);
    const word = findRead(values, 'order', oneOf(Object.keys(ORDERS)));
    const order = ORDERS[word ?? '367'] ?? 'bgb_367';
    const receivables = readAll(values, 'receivable', receivableOf);
    return receivables.length === 0
      ? allocateOne(values, paidCents, order)
      : allocateMany(values, receivables, { paidCents, order });
  },
};

function allocateOne(values: Values, paidCents: Cents, order: AllocationOrder): Answer {
  const open = {
    costsCents: findRead(values, 'costs', euro) ?? 0,
    interestCents: findRead(values, 'interest', euro) ?? 0,
    principalCents: getRead(values, 'principal', euro),
  };
  const paid = allocate(open, paidCents, order);
  const line = (name: string, part: Cents, rest: Cents): string =>
    `${name} ${decimalFromCents(part)} EUR paid, ${decimalFromCents(rest)} EUR open`;
  const lines = [
    line('Costs', paid.costsCents, paid.rest.costsCents),
    line('Interest', paid.interestCents, paid.rest.interestCents),
    line('Principal', paid.principalCents, paid.rest.principalCents),
    `Credit ${decimalFromCents(paid.creditCents)} EUR`,
  ];
  return { json: { ...paid, order, currency: 'EUR' }, text: lines.join('\n') };
}

function allocateMany(
  values: Values,
  receivables: readonly OpenReceivable[],
  { paidCents, order }: { paidCents: Cents; order: AllocationOrder },
): Answer {
  const paidOn = getRead(values, 'paid-on', isoDate);
  const designatedIds = allTexts(values, 'designate');
  const result = allocateAcross(receivables, { paidCents, paidOn, designatedIds, order });
  const lines = result.parts.map((part) => {
    const total = part.costsCents + part.interestCents + part.principalCents;
    const rule = part.rule === 'designation' ? 'named by the debtor' : 'BGB 366(2)';
    return `${part.id} ${decimalFromCents(total)} EUR (${rule})`;
  });
  lines.push(`Credit ${decimalFromCents(result.creditCents)} EUR`);
  return { json: { ...result, order, currency: 'EUR' }, text: lines.join('\n') };
}

/** `R1,2026-05-01,25.00,12.34,500.00,10.52`; the receivable arose when it fell due. */
function receivableOf(written: string): OpenReceivable {
  const [id = '', due = '', costs = '', interest = '', principal = '', rate = '0', more] =
    written.split(',');
  if (id === '' || principal === '' || more !== undefined) {
    throw new InvalidInput(
      `"${written}" is no receivable; write NAME,DUE-DAY,COSTS,INTEREST,PRINCIPAL`,
    );
  }
  const dueOn = isoDate(due);
  return {
    id,
    dueOn,
    arisenOn: dueOn,
    secured: false,
    rate: rateFromPercent(rate),
    costsCents: euro(costs),
    interestCents: euro(interest),
    principalCents: euro(principal),
  };
}
