import { isoDate } from '../../server/domain/calendar.ts';
import { InvalidInput } from '../../server/domain/errors.ts';
import {
  formatDay,
  formatMoney,
  formatPercent,
  formatShortDay,
} from '../../server/domain/letter-formats.ts';
import {
  defaultBegan,
  letterFacts,
  LETTER_NAMES,
  mayMentionBureau,
  salutationLine,
} from '../../server/domain/letters.ts';
import type { LetterFacts, LetterItem, LetterLanguage } from '../../server/domain/letters.ts';
import { checkWording } from '../../server/domain/wording.ts';
import type { WordedLetter } from '../../server/domain/wording.ts';
import { facts, fullFacts, ITEM, summed } from '../../server/texts/examples.ts';
import { groupedFacts } from '../texts/samples.ts';

const on = isoDate;
const check = (name: (typeof LETTER_NAMES)[number], letter: LetterFacts) =>
  letterFacts(name, letter as LetterFacts & Record<string, unknown>);

describe('the facts of a letter', () => {
  it.each(LETTER_NAMES)('are taken as they are when "%s" has all it needs', (name) => {
    const letter = fullFacts(name, 'de');
    expect(check(name, letter)).toBe(letter);
  });

  it('are taken for a grouped letter with three levels and a credit', () => {
    const letter = groupedFacts('de');
    expect(check('second_reminder', letter).totals.creditsCents).toBe(1_250);
  });

  it('name the letter and every fact that is missing, all at once', () => {
    const letter = fullFacts('final_notice', 'de');
    const { privacyUrl: _, ...rest } = letter;
    const poor = { ...rest, deadlineOn: null, creditor: { ...letter.creditor, email: null } };
    expect(() => letterFacts('final_notice', poor)).toThrow(InvalidInput);
    for (const fact of ['final_notice', 'privacyUrl', 'deadlineOn', 'creditor.email']) {
      expect(() => letterFacts('final_notice', poor)).toThrow(fact);
    }
    expect(() => letterFacts('final_notice', {})).toThrow(/items is missing/);
  });

  it.each<[string, object]>([
    ['no creditor at all', { creditor: null }],
    ['a number for a day', { letterOn: 20_260_330 }],
    ['a negative amount', { items: [{ ...ITEM, paidCents: -1, openCents: 123_451 }] }],
    ['a word for days', { earlierRemindersOn: ['yesterday'] }],
    ['an empty text', { privacyUrl: ' ' }],
    ['a reminder taken back without its day', { withdrawn: { name: 'first_reminder' } }],
    ['a currency in words', { currency: 'Euro' }],
    ['an open amount that is not the rest', { items: [{ ...ITEM, openCents: 119_999 }] }],
    ['a day that does not exist', { letterOn: '2026-02-30' }],
    ['half a cent', { items: [{ ...ITEM, openCents: 0.5 }] }],
    ['a wrong IBAN', { creditor: { ...facts('de', null).creditor, iban: 'DE00' } }],
    ['a level nobody knows', { items: [{ ...ITEM, level: 'last_chance' }] }],
    ['a line break that would forge a table', { reference: 'a\n[totals]' }],
    ['an address without lines', { debtor: { ...facts('de', null).debtor, addressLines: [] } }],
    ['a word for a yes or no', { items: [{ ...ITEM, inClarification: 'no' }] }],
  ])('may not hold %s', (_what, some) => {
    const letter = { ...fullFacts('first_reminder', 'de'), ...some };
    expect(() => letterFacts('first_reminder', letter)).toThrow(InvalidInput);
  });

  it('says which fact cannot be used', () => {
    const level = { items: [{ ...ITEM, level: 'last_chance' }] };
    const letter = { ...fullFacts('first_reminder', 'de'), ...level, letterOn: 5, creditor: null };
    expect(() => letterFacts('first_reminder', letter)).toThrow(
      'letterOn cannot be used; creditor is missing; items[0].level is missing.',
    );
  });

  it('say when an open amount is not what is left', () => {
    const items = [{ ...ITEM, openCents: 119_999 }];
    expect(() => check('first_reminder', facts('de', 'first_reminder', { items }))).toThrow(
      'openCents of #1001 is not the original amount less payments',
    );
  });

  it.each(['principalCents', 'interestCents', 'chargesCents', 'payCents'] as const)(
    'must add up: %s one cent off is refused',
    (total) => {
      const letter = fullFacts('second_reminder', 'de');
      const totals = { ...letter.totals, [total]: letter.totals[total] + 1 };
      expect(() => check('second_reminder', { ...letter, totals })).toThrow(`totals.${total}`);
    },
  );

  it('set a deadline after the day of the letter, not on it', () => {
    const letter = fullFacts('first_reminder', 'de');
    const dayAfter = { ...letter, deadlineOn: on('2026-03-31') };
    expect(check('first_reminder', dayAfter)).toBe(dayAfter);
    expect(() => check('first_reminder', { ...letter, deadlineOn: letter.letterOn })).toThrow(
      'deadlineOn',
    );
  });

  it('demand nothing on the due date and something the day after', () => {
    const due = (dueOn: string) =>
      summed({
        ...fullFacts('friendly_reminder', 'de'),
        items: [{ ...ITEM, level: 'friendly_reminder', dueOn: on(dueOn), inDefaultFrom: null }],
      });
    expect(() => check('friendly_reminder', due('2026-03-19'))).toThrow('#1001');
    expect(check('friendly_reminder', due('2026-03-18')).items).toHaveLength(1);
  });

  it('let the highest level give the tone', () => {
    const letter = groupedFacts('de');
    expect(() => check('first_reminder', letter)).toThrow('highest level');
    expect(() => check('final_notice', letter)).toThrow('highest level');
  });

  it('leave out what is disputed, and refuse a letter that demands nothing', () => {
    const disputed = { ...ITEM, inClarification: true };
    const letter = facts('de', 'first_reminder', { items: [disputed, ITEM] });
    expect(check('first_reminder', letter).totals.payCents).toBe(ITEM.openCents);
    const nothing = facts('de', 'first_reminder', { items: [disputed] });
    expect(() => check('first_reminder', nothing)).toThrow('nothing that is owed');
  });
});

describe('charges and interest', () => {
  const fee = { orderName: '#1001', kind: 'dunning_costs', amountCents: 100, ground: 'x' } as const;
  const withFee = (item: Partial<LetterItem>, some: Partial<LetterFacts> = {}) =>
    facts('de', 'first_reminder', {
      items: [{ ...ITEM, ...item }],
      charges: [fee],
      ...some,
    });

  it('are refused in the letter that first causes default', () => {
    const notYet = withFee({ inDefaultFrom: null });
    expect(() => check('first_reminder', notYet)).toThrow('comes before its default');
    expect(check('first_reminder', withFee({})).totals.chargesCents).toBe(100);
  });

  it('begin on the first day of default, not the day before', () => {
    const dayBefore = withFee({ inDefaultFrom: on('2026-05-01') });
    const sameDay = withFee({ inDefaultFrom: on('2026-04-30') });
    expect(() => check('first_reminder', dayBefore)).toThrow(InvalidInput);
    expect(check('first_reminder', sameDay)).toBe(sameDay);
  });

  it.each(['pre_due_notice', 'friendly_reminder', 'correction'] as const)(
    'have no place in "%s"',
    (name) => {
      const letter = fullFacts(name, 'de');
      const items = letter.items.map((item) => ({ ...item, inDefaultFrom: letter.letterOn }));
      const charged = summed({ ...letter, items, charges: [fee] });
      expect(() => check(name, charged)).toThrow('no place');
    },
  );

  it('never fall on a disputed item or on one that is not in the letter', () => {
    expect(() => check('first_reminder', withFee({ inClarification: true }))).toThrow(InvalidInput);
    expect(() => check('first_reminder', withFee({ orderName: '#2' }))).toThrow(InvalidInput);
  });

  it('give the lump sum of 40 euros to businesses only', () => {
    const lump = [{ ...fee, kind: 'lump_sum' as const, amountCents: 4_000 }];
    const { debtor } = facts('de', null);
    const business = withFee({}, { charges: lump, debtor: { ...debtor, kind: 'business' } });
    expect(check('first_reminder', business).totals.chargesCents).toBe(4_000);
    expect(() => check('first_reminder', withFee({}, { charges: lump }))).toThrow('businesses');
  });

  it('count interest from the first day of default, not earlier', () => {
    const letter = fullFacts('second_reminder', 'de');
    const from = (day: string) => ({
      ...letter,
      interest: letter.interest.map((segment) => ({ ...segment, fromOn: on(day) })),
    });
    expect(check('second_reminder', from('2026-03-16')).interest).toHaveLength(1);
    expect(() => check('second_reminder', from('2026-03-15'))).toThrow('before its default');
  });
});

describe('a credit bureau may be mentioned', () => {
  const letter = fullFacts('final_notice', 'de');

  it('in the final notice of a creditor that really reports', () => {
    expect(mayMentionBureau('final_notice', letter)).toBe(true);
    expect(mayMentionBureau('second_reminder', letter)).toBe(false);
    expect(mayMentionBureau('final_notice', { ...letter, bureauName: null })).toBe(false);
  });

  it('when this is at least the second reminder', () => {
    const first = { ...letter, earlierRemindersOn: [] };
    const second = { ...letter, earlierRemindersOn: [on('2026-03-19')] };
    expect(mayMentionBureau('final_notice', first)).toBe(false);
    expect(mayMentionBureau('final_notice', second)).toBe(true);
  });

  it('when by the deadline 28 days have passed since the first reminder, not 27', () => {
    const firstOn = (day: string) => ({ ...letter, earlierRemindersOn: [on(day)] });
    expect(mayMentionBureau('final_notice', firstOn('2026-04-13'))).toBe(true);
    expect(mayMentionBureau('final_notice', firstOn('2026-04-14'))).toBe(false);
  });

  it('when nothing is disputed and everything is in default', () => {
    const item = (some: Partial<LetterItem>) => ({ ...letter, items: [{ ...ITEM, ...some }] });
    expect(mayMentionBureau('final_notice', item({}))).toBe(true);
    expect(mayMentionBureau('final_notice', item({ inClarification: true }))).toBe(false);
    expect(mayMentionBureau('final_notice', item({ inDefaultFrom: null }))).toBe(false);
  });
});

describe('the day since which the debtor is in default', () => {
  const days = (...from: (string | null)[]) =>
    facts('de', 'first_reminder', {
      items: from.map((day) => ({ ...ITEM, inDefaultFrom: day === null ? null : on(day) })),
    });

  it('is the latest of all items, and none as long as one of them is not in default', () => {
    expect(defaultBegan(days('2026-03-16', '2026-04-02'))).toBe('2026-04-02');
    expect(defaultBegan(days('2026-03-16', null))).toBeNull();
    expect(defaultBegan(days('2026-04-30'))).toBe('2026-04-30');
    expect(defaultBegan(days('2026-05-01'))).toBeNull();
  });
});

describe('the greeting', () => {
  it.each([
    ['de', { salutation: 'ms', firstName: 'Erika', lastName: 'Muster' }, 'Guten Tag Frau Muster'],
    ['de', { salutation: 'mr', firstName: null, lastName: 'Muster' }, 'Guten Tag Herr Muster'],
    ['de', { salutation: 'mr', firstName: 'Kim', lastName: null }, 'Guten Tag Kim'],
    ['de', { salutation: 'unknown', firstName: 'Kim', lastName: 'Muster' }, 'Guten Tag Kim Muster'],
    ['de', { salutation: 'company', firstName: null, lastName: null }, 'Guten Tag'],
    ['en', { salutation: 'ms', firstName: 'Erika', lastName: 'Muster' }, 'Dear Ms Muster'],
    ['en', { salutation: 'unknown', firstName: 'Kim', lastName: 'Muster' }, 'Dear Kim Muster'],
    ['en', { salutation: 'company', firstName: 'Kim', lastName: 'M' }, 'Dear Sir or Madam'],
    ['it', { salutation: 'mr', firstName: null, lastName: 'Esempio' }, 'Gentile Signor Esempio'],
    ['it', { salutation: 'unknown', firstName: null, lastName: null }, 'Buongiorno'],
  ] as const)('in %s for %j is "%s"', (language, debtor, line) => {
    expect(salutationLine(language, debtor)).toBe(line);
  });
});

describe('amounts and days', () => {
  it.each([
    ['de', 123_450, 'EUR', '1.234,50 €'],
    ['en', 123_450, 'EUR', '€1,234.50'],
    ['it', 123_450, 'EUR', '1.234,50 €'],
    ['de', 5, 'EUR', '0,05 €'],
    ['de', 99_999, 'EUR', '999,99 €'],
    ['de', 100_000, 'EUR', '1.000,00 €'],
    ['en', 123_456_789, 'EUR', '€1,234,567.89'],
    ['de', -1_250, 'EUR', '-12,50 €'],
    ['en', -1_250, 'EUR', '-€12.50'],
    ['de', 4_000, 'CHF', '40,00 CHF'],
    ['en', 4_000, 'CHF', 'CHF 40.00'],
    ['en', 4_000, 'GBP', '£40.00'],
    ['en', 0, 'USD', '$0.00'],
    ['de', 11_900, 'JPY', '11.900 JPY'],
    ['en', 11_900, 'JPY', 'JPY 11,900'],
    ['de', 1_234_567, 'KWD', '1.234,567 KWD'],
  ] as const)('%s writes %d cents %s as %s', (language, value, currency, text) => {
    expect(formatMoney(language, value, currency)).toBe(text);
  });

  it.each([
    ['de', '2026-03-15', '15. März 2026', '15.03.2026'],
    ['en', '2026-03-15', '15 March 2026', '15 Mar 2026'],
    ['it', '2026-03-15', '15 marzo 2026', '15/03/2026'],
    ['de', '2026-01-01', '1. Januar 2026', '01.01.2026'],
    ['en', '2026-12-01', '1 December 2026', '1 Dec 2026'],
    ['it', '2026-05-01', '1º maggio 2026', '01/05/2026'],
  ] as const)('%s writes %s as %s and %s', (language, day, long, short) => {
    expect(formatDay(language, on(day))).toBe(long);
    expect(formatShortDay(language, on(day))).toBe(short);
  });

  it('writes rates', () => {
    expect(formatPercent('de', 652)).toBe('6,52 %');
    expect(formatPercent('en', 1_052)).toBe('10.52%');
    expect(formatPercent('it', -88)).toBe('-0,88%');
  });
});

describe('the wording of a merchant', () => {
  const final = fullFacts('final_notice', 'de');
  const wording = (text: string, some: Partial<WordedLetter> = {}, letter: LetterFacts = final) =>
    checkWording({ name: 'final_notice', language: 'de', text, ...some }, letter).map(
      ({ rule }) => rule,
    );

  it.each([
    ['de', 'Sonst erstatten wir Strafanzeige.'],
    ['de', 'Dann informieren wir Ihren Arbeitgeber.'],
    ['de', 'Unser Mitarbeiter macht einen Hausbesuch.'],
    ['de', 'Dies ist Ihre letzte Chance!'],
    ['en', 'We will inform your employer.'],
    ['en', 'This is your last chance.'],
    ['en', 'You may face criminal charges.'],
    ['it', 'Procederemo con una denuncia.'],
    ['it', 'Informeremo il Suo datore di lavoro.'],
  ] as const)('may not threaten (%s: %s)', (language, text) => {
    expect(wording(text, { language })).toContain('threat');
  });

  it.each([
    ['de', 'Nutzen Sie unseren Gutschein!'],
    ['en', 'Here is a voucher for you.'],
    ['it', 'Le offriamo un buono sconto.'],
  ] as const)('may not promote anything (%s: %s)', (language, text) => {
    expect(wording(text, { language })).toContain('promotion');
  });

  const notice = 'Unbestrittene Forderungen können an die Schufa gemeldet werden.';
  const dispute = 'Eine bestrittene Forderung wird nicht an eine Auskunftei gemeldet.';

  it('may name a credit bureau with the dispute sentence and not without', () => {
    expect(wording(notice)).toContain('bureau_without_dispute_sentence');
    expect(wording(`${notice} ${dispute}`)).not.toContain('bureau_without_dispute_sentence');
    expect(wording(`${notice} ${dispute}`)).not.toContain('bureau_without_conditions');
  });

  it('may name a credit bureau only while its conditions hold', () => {
    const disputed = { ...final, items: [{ ...ITEM, inClarification: true }] };
    expect(wording(`${notice} ${dispute}`, {}, disputed)).toContain('bureau_without_conditions');
    const early = { name: 'first_reminder' } as const;
    expect(wording(`${notice} ${dispute}`, early)).toContain('bureau_without_conditions');
  });

  it('is caught when it calls the bureau by its own name', () => {
    const text = `Wir melden das an ${final.bureauName}.`;
    expect(wording(text)).toContain('bureau_without_dispute_sentence');
  });

  it('may announce a court only with the right to defend oneself there', () => {
    const court = 'Danach beantragen wir einen Mahnbescheid.';
    const defence = 'Vor Gericht können Sie sich gegen die Forderung wehren.';
    expect(wording(court)).toContain('court_without_defence');
    expect(wording(`${court} ${defence}`)).not.toContain('court_without_defence');
  });

  it('names an agency in the final notice and not before', () => {
    const text = 'Wir geben die Forderung an ein Inkassounternehmen ab.';
    expect(wording(text, { name: 'second_reminder' })).toContain('agency_too_early');
    expect(wording(text)).not.toContain('agency_too_early');
  });

  it.each([
    ['de', 'zuzüglich 5,00 € Mahngebühr'],
    ['de', 'zuzüglich 5 Euro Mahngebühr'],
    ['de', 'zuzüglich EUR 5,00'],
    ['en', 'plus a fee of €5.00'],
    ['it', 'più 5,00 € di spese'],
  ] as const)('may not bring in a fee that is none of the facts (%s: %s)', (language, text) => {
    expect(wording(text, { language })).toContain('amount_without_ground');
    expect(wording('zuzüglich 2,50 € Mahnkosten')).not.toContain('amount_without_ground');
  });

  it('is not misled by the name of a street, a register or a shop', () => {
    const creditor = { ...final.creditor, name: 'Gutschein & Rabatt GmbH' };
    const letter = { ...final, creditor };
    const text = `${creditor.name}, ${creditor.registerEntry}, ${final.debtor.addressLines[1]}`;
    const rules = wording(text, {}, letter);
    expect(rules).not.toContain('promotion');
    expect(rules).not.toContain('court_without_defence');
  });

  it('must give amount, deadline, account, contact, privacy and the way to dispute', () => {
    const missing = checkWording({ name: 'final_notice', language: 'de', text: 'Hallo' }, final);
    const words = missing.map(({ message }) => message).join('\n');
    for (const what of [
      'the amount to pay',
      'the deadline',
      'the IBAN',
      'the reference',
      'the payment page',
      'the page for answers',
      'the order',
      'the ground of a charge',
      'the name of the creditor',
      'the e-mail address',
      'the privacy page',
      'that the claim can be disputed',
      'that instalments are possible',
      'which step comes next',
    ]) {
      expect(words).toContain(what);
    }
  });

  const says = (language: LetterLanguage, text: string): boolean =>
    !checkWording({ name: 'final_notice', language, text }, final)
      .map(({ message }) => message)
      .some((message) => message.includes('that the claim can be disputed'));
  const mail = final.creditor.email;

  it.each([
    ['de', `Sie können die Forderung bestreiten, am besten per E-Mail an ${mail}.`],
    ['de', `Stimmt etwas nicht? Dann bestreiten Sie sie bitte und schreiben uns: ${mail}`],
    ['de', `Einwände können Sie uns jederzeit mitteilen: telefonisch unter +49 30 5550100.`],
    ['de', `Ihren Widerspruch richten Sie bitte an Muster GmbH, Musterstraße 1.`],
    ['de', `Wenn Sie nicht einverstanden sind, widersprechen Sie hier: ${final.respondUrl}`],
    ['en', `You can dispute the claim by writing to ${mail}.`],
    ['en', `Not right? Please object to it and tell us why: ${mail}`],
    ['en', `Send your objections to ${mail}.`],
    ['en', `If you do not agree, you may challenge the claim here: ${final.respondUrl}`],
    ['it', `Può contestare il credito scrivendo a ${mail}.`],
    ['it', `Se non è d'accordo, la preghiamo di contestarlo: ${mail}`],
    ['it', `Può inviarci le Sue obiezioni a ${mail}.`],
  ] as const)('says in %s that and where one can dispute: %s', (language, text) => {
    expect(says(language, text)).toBe(true);
  });

  it.each([
    ['de', `Bei Fragen oder Einwänden sind wir für Sie da: ${mail}`],
    ['de', 'Sie können die Forderung bestreiten.'],
    ['de', `Sie können die Forderung nicht mehr bestreiten. ${mail}`],
    ['de', `Sie haben keine Einwände erhoben und uns nichts geschrieben. ${mail}`],
    ['de', `Einwände mitteilen können Sie uns nicht mehr, es ist zu spät: ${mail}`],
    ['de', `Eine bestrittene Forderung melden wir nicht. ${mail}`],
    ['de', `Sie können sie bestreiten.\n\nFragen an ${mail}`],
    ['en', `If you have questions or objections, we are glad to help: ${mail}`],
    ['en', 'You can dispute the claim.'],
    ['en', `You cannot dispute the claim any more. ${mail}`],
    ['en', `You can no longer object to it. ${mail}`],
    ['en', `You have raised no objection. ${mail}`],
    ['en', `A disputed claim is not reported. ${mail}`],
    ['it', `Per domande o contestazioni siamo a Sua disposizione: ${mail}`],
    ['it', 'Può contestare il credito.'],
    ['it', `Non può più contestare il credito. ${mail}`],
    ['it', `Lei non ha sollevato obiezioni. ${mail}`],
    ['it', `Un credito contestato non viene segnalato. ${mail}`],
  ] as const)('does not say it in %s with: %s', (language, text) => {
    expect(says(language, text)).toBe(false);
  });

  it('calls the first reminder what it is', () => {
    const text = 'Bitte zahlen Sie.';
    const first = checkWording(
      { name: 'first_reminder', language: 'de', text },
      fullFacts('first_reminder', 'de'),
    );
    expect(first.map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        expect.stringContaining('reminder in the sense of the law'),
        expect.stringContaining('default begins'),
      ]),
    );
  });
});
