import type { OrderCard } from '../shared/cards.ts';
import { amountOf } from '../shared/money.ts';

/** The part of Shopify's `i18n` we use: words from `locales/`, amounts and days as people read them. */
export interface I18n {
  translate(key: string, values?: Readonly<Record<string, string | number>>): string;
  formatCurrency(amount: number, options: { currency: string }): string;
  formatDate(day: Date, options: Intl.DateTimeFormatOptions): string;
}

export interface Words {
  say: (key: string, values?: Readonly<Record<string, string | number>>) => string;
  money: (cents: number, currency: string) => string;
  day: (isoDay: string) => string;
}

/** The words of the language Shopify shows its admin in. */
export const wordsOf = (i18n: I18n): Words => ({
  say: (key, values) => i18n.translate(key, values),
  money: (cents, currency) => i18n.formatCurrency(amountOf(cents, currency), { currency }),
  // A day of the creditor is no instant: read and shown in one zone it stays the day it is.
  day: (isoDay) =>
    i18n.formatDate(new Date(`${isoDay}T00:00:00Z`), { dateStyle: 'medium', timeZone: 'UTC' }),
});

type Tone = 'success' | 'info' | 'caution' | 'warning' | 'critical' | 'neutral';

/** How urgent a state looks. */
const TONES: Readonly<Record<OrderCard['state'], Tone>> = {
  open: 'info',
  overdue: 'caution',
  in_dunning: 'warning',
  handed_over: 'critical',
  paid: 'success',
  written_off: 'neutral',
  cancelled: 'neutral',
};

export const toneOf = (card: OrderCard): Tone => TONES[card.state];

/** `Reminder 2 of 4`, or nothing before the first. */
export const levelText = ({ level, levels }: OrderCard, { say }: Words): string =>
  level === 0 ? say('level.none') : say('level.some', { level, levels });

/** What comes next and when, in one line. */
export function nextText({ next }: OrderCard, words: Words): string {
  const { say, day } = words;
  if (next.step === 'none') return say(`next.because.${next.because ?? 'nothing'}`);
  const what =
    next.step === 'handover'
      ? say('next.handover')
      : say('next.reminder', { level: next.level ?? 1 });
  return next.on === null ? what : say('next.on', { what, day: day(next.on) });
}

export function newsText({ news }: OrderCard, { say, day }: Words): string {
  if (news === null) return say('news.none');
  const what = news.text === null ? say(`news.${news.kind}`) : news.text;
  return say('news.on', { what, day: day(news.on) });
}

/** Why it is on hold and until when. */
export function holdText({ hold }: OrderCard, { say, day }: Words): string {
  if (hold === null) return say('hold.none');
  const reason = say(`reason.${hold.reason}`);
  return hold.untilOn === null
    ? say('hold.open_end', { reason })
    : say('hold.until', { reason, day: day(hold.untilOn) });
}
