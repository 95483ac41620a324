import { formatDay, formatMoney, formatPercent, formatShortDay } from '../domain/letter-formats.ts';
import { spacedIban } from '../domain/girocode.ts';
import type { IsoDate } from '../domain/calendar.ts';
import type { Cents } from '../domain/money.ts';
import type { LetterBlock } from '../domain/letter-document.ts';
import type { LetterFacts, LetterInterest, LetterItem, LetterLanguage } from '../domain/letters.ts';
import { WORDS } from './words.ts';

/** A block of a letter with the lines that stand for it in plain text. */
export interface TextBlock {
  block: LetterBlock;
  plain: readonly string[];
}

/** What a line such as `[items]` in a template stands for; null where there is nothing to show. */
export const BLOCKS = {
  items: itemsBlock,
  interest: interestBlock,
  totals: totalsBlock,
  payment: paymentBlock,
  sender: senderBlock,
} as const satisfies Record<string, BlockMaker>;

type BlockMaker = (language: LetterLanguage, facts: LetterFacts) => TextBlock | null;

/** `Rechnung R-1001`, or the order where no invoice was written. */
export function documentName(language: LetterLanguage, item: LetterItem): string {
  const { invoice, order } = WORDS[language];
  return item.invoiceNumber === null
    ? `${order} ${item.orderName}`
    : `${invoice} ${item.invoiceNumber}`;
}

function itemsBlock(language: LetterLanguage, facts: LetterFacts): TextBlock {
  const words = WORDS[language];
  const money = (value: Cents) => formatMoney(language, value, facts.currency);
  const rows = facts.items.map((item) => [
    itemOrigin(language, item, formatShortDay).join(',\n'),
    formatShortDay(language, item.dueOn),
    itemState(language, item).join(',\n'),
    money(item.originalCents),
    money(item.paidCents),
    money(item.openCents),
  ]);
  const plain = facts.items.flatMap((item) => [
    itemOrigin(language, item, formatDay).join(', '),
    `  ${words.items.amount} ${money(item.originalCents)}, ${
      item.paidCents === 0 ? '' : `${words.items.paid} ${money(item.paidCents)}, `
    }${words.items.open} ${money(item.openCents)}`,
    `  ${words.items.due} ${[formatDay(language, item.dueOn), ...itemState(language, item)].join(', ')}`,
  ]);
  const { title, head } = words.items;
  const block = { kind: 'table', title, head, rows, amountColumns: 3, hasSum: false } as const;
  return { block, plain };
}

/** Where the debt comes from: invoice and order, each with its day. */
function itemOrigin(
  language: LetterLanguage,
  item: LetterItem,
  day: (language: LetterLanguage, on: IsoDate) => string,
): string[] {
  const { order, of } = WORDS[language];
  const ordered = `${order} ${item.orderName} ${of} ${day(language, item.orderedOn)}`;
  if (item.invoiceNumber === null) return [ordered];
  const invoicedOn = item.invoicedOn === null ? '' : ` ${of} ${day(language, item.invoicedOn)}`;
  return [`${documentName(language, item)}${invoicedOn}`, ordered];
}

function itemState(language: LetterLanguage, item: LetterItem): string[] {
  const { items, levels } = WORDS[language];
  if (item.inClarification) return [items.inClarification];
  const late = counted(item.daysLate, items.lateOneDay, items.late);
  return [
    ...(item.daysLate > 0 ? [late] : []),
    ...(item.level === null ? [] : [levels[item.level]]),
  ];
}

const counted = (days: number, one: string, many: string): string =>
  days === 1 ? one : many.replace('{days}', String(days));

function interestBlock(language: LetterLanguage, facts: LetterFacts): TextBlock | null {
  if (facts.interest.length === 0) return null;
  const { title, head, oneDay, days, line } = WORDS[language].interest;
  const money = (value: Cents) => formatMoney(language, value, facts.currency);
  const lines = facts.interest.map((segment) => {
    const on = (day: IsoDate) => formatShortDay(language, day);
    const count = counted(segment.days, oneDay, days);
    const values: Readonly<Record<string, string>> = {
      principal: money(segment.principalCents),
      order: segment.orderName,
      from: on(segment.fromOn),
      to: on(segment.toOn),
    };
    return {
      principal: `${values['principal']} (${segment.orderName})`,
      period: `${on(segment.fromOn)} – ${on(segment.toOn)}, ${count}`,
      rate: rateInWords(language, segment),
      amount: money(segment.amountCents),
      sentence: line.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? ''),
      days: count,
    };
  });
  const rows = lines.map((l) => [l.principal, l.period, l.rate, l.amount]);
  const plain = lines.flatMap((l) => [`${l.sentence}, ${l.days}`, `  ${l.rate}: ${l.amount}`]);
  return {
    block: { kind: 'table', title, head, rows, amountColumns: 1, hasSum: false },
    plain: [`${title}:`, ...plain],
  };
}

/** `6,52 % (Basiszinssatz 1,52 % + 5 Prozentpunkte, § 288 Abs. 1 BGB)` */
function rateInWords(language: LetterLanguage, segment: LetterInterest): string {
  const { baseRate, points } = WORDS[language].interest;
  const rate = formatPercent(language, segment.rateBasisPoints);
  const base = segment.baseRateBasisPoints;
  if (base === null) return `${rate} (${segment.ground})`;
  const above = formatPercent(language, segment.rateBasisPoints - base)
    .replace(/[.,]00\b/, '')
    .replace(/\s?%/, '');
  const sum = `${baseRate} ${formatPercent(language, base)} + ${above} ${points}`;
  return `${rate} (${sum}, ${segment.ground})`;
}

function totalsBlock(language: LetterLanguage, facts: LetterFacts): TextBlock | null {
  const words = WORDS[language];
  const { totals, charges } = facts;
  const parts: (readonly [string, Cents])[] = [[words.totals.principal, totals.principalCents]];
  if (totals.interestCents > 0) parts.push([words.totals.interest, totals.interestCents]);
  for (const charge of charges) {
    const what = `${words.charges[charge.kind]} (${charge.orderName}, ${charge.ground})`;
    parts.push([what, charge.amountCents]);
  }
  if (totals.creditsCents > 0) parts.push([words.totals.credits, -totals.creditsCents]);
  if (parts.length === 1 && facts.items.length === 1) return null;
  parts.push([words.totals.pay, totals.payCents]);
  const rows = parts.map(([what, value]) => [what, formatMoney(language, value, facts.currency)]);
  const { title, head } = words.totals;
  return {
    block: { kind: 'table', title, head, rows, amountColumns: 1, hasSum: true },
    plain: [`${title}:`, ...rows.map(([what, amount]) => `  ${what}: ${amount}`)],
  };
}

function paymentBlock(language: LetterLanguage, facts: LetterFacts): TextBlock {
  const words = WORDS[language].payment;
  const { creditor, totals, reference, paymentUrl } = facts;
  const lines: (readonly [string, string | null])[] = [
    [words.payee, creditor.name],
    ['IBAN', spacedIban(creditor.iban)],
    ['BIC', creditor.bic],
    [words.bank, creditor.bankName],
    [words.amount, formatMoney(language, totals.payCents, facts.currency)],
    [words.reference, reference],
    [words.online, paymentUrl],
  ];
  const known = lines.filter((line): line is readonly [string, string] => line[1] !== null);
  return {
    block: { kind: 'payment', title: words.title, lines: known },
    plain: [`${words.title}:`, ...known.map(([label, value]) => `  ${label}: ${value}`)],
  };
}

function senderBlock(language: LetterLanguage, { creditor }: LetterFacts): TextBlock {
  const { phone, vatId } = WORDS[language].labels;
  const lines = [
    creditor.name,
    ...creditor.addressLines,
    creditor.email,
    ...(creditor.phone === null ? [] : [`${phone}: ${creditor.phone}`]),
    ...(creditor.registerEntry === null ? [] : [creditor.registerEntry]),
    ...(creditor.vatId === null ? [] : [`${vatId}: ${creditor.vatId}`]),
  ];
  return { block: { kind: 'sender', lines }, plain: ['-- ', ...lines] };
}

/** More attachments than these stand beside each other. */
const MOST_LISTED = 5;

/**
 * The line of DIN 5008 that names what comes with a letter, below its closing words. It is no block of
 * a text: whoever writes one of his own need not think of it. Null where nothing comes with it.
 */
export function attachmentsBlock(
  language: LetterLanguage,
  { attachments }: LetterFacts,
): TextBlock | null {
  if (attachments.length === 0) return null;
  const { invoice, attachments: words } = WORDS[language];
  const names = attachments.map(({ number }) =>
    number === null ? words.statement : `${invoice} ${number}`,
  );
  const listed = names.length <= MOST_LISTED ? names : [names.join(', ')];
  const lines = [`${names.length === 1 ? words.one : words.many}:`, ...listed];
  return { block: { kind: 'paragraph', lines }, plain: lines };
}
