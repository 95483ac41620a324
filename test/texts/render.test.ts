import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isoDate } from '../../server/domain/calendar.ts';
import { InvalidInput } from '../../server/domain/errors.ts';
import { LETTER_NAMES } from '../../server/domain/letters.ts';
import type { LetterLanguage, LetterName } from '../../server/domain/letters.ts';
import type { OwnText } from '../../server/ports.ts';
import { checkText } from '../../server/texts/check.ts';
import { KNOWN_FACTS, liquidTexts } from '../../server/texts/render.ts';
import { bareFacts, facts, fullFacts, ITEM } from '../../server/texts/examples.ts';
import { groupedFacts } from './samples.ts';

const LANGUAGES: readonly LetterLanguage[] = ['de', 'en', 'it'];
const texts = liquidTexts();

const golden = (name: string): string =>
  fileURLToPath(new URL(`../golden/texts/${name}`, import.meta.url));

const all = LANGUAGES.flatMap((language) => LETTER_NAMES.map((name) => [language, name] as const));

describe('our texts', () => {
  it.each(all)('%s/%s reads as it was approved', async (language, name) => {
    const { subject, text } = await texts.render(name, language, fullFacts(name, language));
    const seen = `${subject}\n\n${text}`;
    expect(seen).toBe(approved(`${language}/${name}.txt`, seen));
  });

  it.each(LANGUAGES)('%s: the grouped letter reads as it was approved', async (language) => {
    const rendered = await texts.render('second_reminder', language, groupedFacts(language));
    const seen = `${rendered.subject}\n\n${rendered.text}`;
    expect(seen).toBe(approved(`${language}/grouped.txt`, seen));
  });

  it('reads as HTML as it was approved', async () => {
    const { html } = await texts.render('final_notice', 'de', fullFacts('final_notice', 'de'));
    expect(html).toBe(approved('de/final_notice.html', html));
  });

  it.each(all)('%s/%s also reads well with the bare minimum of facts', async (language, name) => {
    const { text } = await texts.render(name, language, { ...bareFacts(name, language) });
    expect(text).not.toMatch(/\bnull\b|undefined|\{\{|\{%|\n{3}| {2}\S* {2}|\( | ,|\.\./);
    expect(text).toContain('#1001');
  });
});

/** The approved text; `APPROVE=1` takes the one of today, for a person to read in the diff. */
function approved(name: string, text: string): string {
  const path = golden(name);
  if (process.env['APPROVE'] === '1') {
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, text);
  }
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

describe('what a letter says', () => {
  it('in the first reminder: the debtor comes into default, and it costs nothing', async () => {
    const { text } = await texts.render('first_reminder', 'de', fullFacts('first_reminder', 'de'));
    expect(text).toContain('Dies ist eine Mahnung');
    expect(text).toContain('Geht die Zahlung bis zum 9. April 2026 nicht ein');
    expect(text).toContain('Diese Mahnung selbst kostet Sie nichts.');
  });

  it('in the first reminder of one who is in default already: since when', async () => {
    const { text } = await texts.render('first_reminder', 'de', facts('de', 'first_reminder'));
    expect(text).toContain('seit dem 16. März 2026 in Verzug');
    expect(text).not.toContain('spätestens ab dem Tag danach');
  });

  it('of a credit bureau: only while the conditions hold', async () => {
    const full = fullFacts('final_notice', 'de');
    const late = { ...full, earlierRemindersOn: [isoDate('2026-04-14')] };
    const [with28Days, with27Days] = await Promise.all([
      texts.render('final_notice', 'de', full),
      texts.render('final_notice', 'de', late),
    ]);
    expect(with28Days.text).toContain('Eine bestrittene Forderung wird nicht');
    expect(with27Days.text).not.toMatch(/Auskunftei/);
  });

  it('of the agency: its name, or generic words', async () => {
    const full = fullFacts('final_notice', 'de');
    const named = await texts.render('final_notice', 'de', full);
    const generic = await texts.render('final_notice', 'de', { ...full, agencyName: null });
    expect(named.text).toContain('das Inkassounternehmen Example Inkasso GmbH ab');
    expect(generic.text).toContain('geben wir die Forderung an ein Inkassounternehmen ab');
  });

  it('of an item in clarification: that nothing is to be paid for it now', async () => {
    const { text } = await texts.render('second_reminder', 'de', groupedFacts('de'));
    expect(text).toContain('in Klärung, jetzt nicht zu zahlen');
    expect(text).toContain('Guthaben: -12,50 €');
  });

  it.each([
    ['de', 'Anlage:\nRechnung R-1001', 'Anlagen:\nKontoauszug\nRechnung R-1001'],
    ['en', 'Enclosure:\nInvoice R-1001', 'Enclosures:\nStatement of account\nInvoice R-1001'],
    ['it', 'Allegato:\nFattura R-1001', 'Allegati:\nEstratto conto\nFattura R-1001'],
  ] as const)('in %s of what comes with it: each by its name', async (language, one, many) => {
    const names = ['first_reminder', 'final_notice', 'second_reminder'] as const;
    const [first = '', final = '', none = ''] = await Promise.all(
      names.map(
        async (name) => (await texts.render(name, language, fullFacts(name, language))).text,
      ),
    );
    expect(first).toContain(`\nMuster GmbH\n\n${one}\n\n-- \n`);
    expect(final).toContain(`\nMuster GmbH\n\n${many}\n\n-- \n`);
    expect(none).toContain('\nMuster GmbH\n\n-- \n');
  });

  it('of what comes with it: also in a text of a merchant without a sender', async () => {
    const body = BODY.replace("{% include '_close' %}", '{{ creditor.email }} {{ privacyUrl }}');
    const given = {
      ...fullFacts('friendly_reminder', 'de'),
      respondUrl: null,
      attachments: [{ kind: 'invoice', number: 'R-1001' }],
    };
    const own1 = texts.with([own(`${body}\n\n{{ creditor.name }}`)]);
    const { text } = await own1.render('friendly_reminder', 'de', given);
    expect(text).toMatch(/\n\nMuster GmbH\n\nAnlage:\nRechnung R-1001\n$/);
  });

  it('of one late day: in the singular', async () => {
    const { text } = await texts.render(
      'friendly_reminder',
      'de',
      facts('de', 'friendly_reminder', {
        letterOn: isoDate('2026-03-16'),
        items: [{ ...ITEM, level: 'friendly_reminder', daysLate: 1, inDefaultFrom: null }],
      }),
    );
    expect(text).toContain('1 Tag überfällig');
  });
});

describe('the HTML of a text', () => {
  it('escapes what a debtor or an order may be called', async () => {
    const full = fullFacts('friendly_reminder', 'de');
    const salutationLine = 'Guten Tag <b onload="x">Frau & Herr</b>';
    const { html } = await texts.render('friendly_reminder', 'de', {
      ...full,
      debtor: { ...full.debtor, salutationLine },
    });
    expect(html).toContain('Guten Tag &lt;b onload=&quot;x&quot;&gt;Frau &amp; Herr&lt;/b&gt;,');
  });

  it('links the pages and loads nothing', async () => {
    const { html } = await texts.render('friendly_reminder', 'de', {
      ...fullFacts('friendly_reminder', 'de'),
      paymentUrl: 'https://shop.example.com/pay?order=1001&key="a',
    });
    expect(html).toContain('<a href="https://shop.example.com/pay?order=1001&amp;key=">');
    expect(html).toContain('<a href="https://shop.example.com/privacy">');
    expect(html).not.toMatch(/<(img|script|link|iframe)/);
  });
});

describe('a missing fact', () => {
  it('stops the text before anything is rendered', async () => {
    const { deadlineOn: _, ...rest } = fullFacts('first_reminder', 'de');
    const rendering = texts.render('first_reminder', 'de', { ...rest, deadlineOn: null });
    await expect(rendering).rejects.toThrow(InvalidInput);
    await expect(texts.render('first_reminder', 'de', rest)).rejects.toThrow(
      /"first_reminder" cannot be written: .*deadlineOn is missing/,
    );
  });

  it('is also a text that does not exist', async () => {
    await expect(texts.render('third_reminder', 'de', {})).rejects.toThrow(InvalidInput);
  });
});

const BODY = `{{ debtor.salutationLine }}, bitte zahlen Sie bis {{ deadlineOn | date }}.

[items]

[payment]

{% include '_close' %}
`;

const own = (body: string, name: LetterName = 'friendly_reminder'): OwnText => ({
  name,
  language: 'de',
  source: `subject: Erinnerung {{ matter }}\n---\n${body}`,
});

describe('the text of a merchant', () => {
  const told = (text: OwnText) =>
    checkText(text).map(({ rule, line, message }) => `${rule} ${line ?? '-'} ${message}`);

  it('stands in the place of ours in its language, with our parts and blocks at hand', async () => {
    expect(told(own(BODY))).toEqual([]);
    const with1 = texts.with([own(BODY)]);
    const given = fullFacts('friendly_reminder', 'de');
    const { text, subject } = await with1.render('friendly_reminder', 'de', given);
    expect(subject).toBe('Erinnerung Rechnung R-1001');
    expect(text).toMatch(/^Guten Tag Frau Muster, bitte zahlen Sie bis 27. März 2026\./);
    expect(text).toContain('Freundliche Grüße\nMuster GmbH');
    const english = fullFacts('friendly_reminder', 'en');
    const ours = await with1.render('friendly_reminder', 'en', english);
    expect(ours.subject).toBe('Payment reminder: Invoice R-1001');
  });

  it.each(all)('may be our own %s/%s: nothing speaks against it', (language, name) => {
    expect(checkText({ name, language, source: texts.source(name, language) })).toEqual([]);
  });

  it('may walk over the items itself', async () => {
    const loop =
      '{% for item in items %}{{ item.orderName }} {{ item.openCents | money }} {% endfor %}';
    expect(told(own(`${BODY}\n\n${loop}`))).toEqual([]);
    const with1 = texts.with([own(`${BODY}\n\n${loop}`)]);
    const given = fullFacts('friendly_reminder', 'de');
    const { text } = await with1.render('friendly_reminder', 'de', given);
    expect(text).toContain('#1001 1.200,00 €');
  });

  it.each([
    ['an unknown fact', '\n{{ creditor.nmae }}', /^unknown_fact 4 "creditor\.nmae"/],
    [
      'an unknown fact in a condition',
      '{% if debtor.income > 3 %}x{% endif %}',
      /_fact 3 "debtor.i/,
    ],
    ['an unknown fact of an item', '{% for item in items %}{{ item.x }}{% endfor %}', /item\.x/],
    ['an unknown filter', '{{ deadlineOn | datum }}', /^syntax 3 .*datum/],
    [
      'an unknown block',
      'x\n\n[itmes]\n',
      /^unknown_block 5 \[itmes\] is no block; there are items/,
    ],
    ['a tag that is not closed', 'x\n{% if paymentUrl %}', /^syntax 4 .*not closed/],
    ['a part that is none', `${BODY}{% include '../../config' %}`, /config/],
    ['a fact that may be missing', `${BODY}\n\n{{ agencyName }}`, /^cannot_be_r\S+ 12 .*% if/],
    ['a group of facts', `${BODY}\n\n{{ creditor }}`, /^cannot_be_r\S+ 12 .*name one/],
    ['a threat', `${BODY}\n\nSonst folgt eine Strafanzeige.`, /^threat 12 "Strafanzeige" .*4a/],
    ['a fee of its own', `${BODY}\n\nDas kostet 5,00 € Gebühr.`, /^amount_\S+ 12 .*5,00 €/],
    ['promotion', `${BODY}\n\nUnser Gutschein für Sie!`, /^promotion 12 /],
    ['an agency too early', `${BODY}\n\nSonst kommt das Inkasso.`, /^agency_too_early 12 /],
    ['a bureau', `${BODY}\n\nWir melden es der Schufa.`, /^bureau_without_conditions 12 /],
    [
      'an unknown fact of a walk of its own',
      '{% for a in items %}{{ a.x }}{% endfor %}',
      /3 .*a\.x/,
    ],
    ['no amounts', BODY.replace('[items]', ''), /^missing_content - .*the order/],
    ['no way to pay', BODY.replace('[payment]', ''), /^missing_content - .*the IBAN/],
    [
      'no deadline',
      BODY.replace('{{ deadlineOn | date }}', 'bald'),
      /missing_content.*the deadline/,
    ],
    [
      'no end',
      `${BODY}{% for a in (1..9999) %}{% for b in (1..9999) %}{{ a }}{% endfor %}{% endfor %}`,
      /^cannot_be_rendered .*limit/,
    ],
    ['too much', `${BODY}{% for a in (1..4000) %}{{ a }} Wort {% endfor %}`, /too long/],
  ])('is refused with %s, at its line', (_what, body, problem) => {
    expect(told(own(body)).join('\n')).toMatch(problem);
  });

  it('must say in a final notice how to dispute it, that instalments are possible, and what comes', () => {
    const missing = told(own(BODY, 'final_notice')).join('\n');
    for (const what of ['instalments', 'which step', 'interest', 'ground']) {
      expect(missing).toContain(what);
    }
  });

  it('is refused without a subject', () => {
    const text = { ...own(''), source: 'Hallo' };
    expect(told(text)).toEqual([expect.stringMatching(/^syntax 1 .*subject/)]);
  });

  it('that does not work in spite of the check is an error of the text when it is rendered', async () => {
    const given = fullFacts('friendly_reminder', 'de');
    for (const body of ['{{ x }}', `${BODY}Sonst: Strafanzeige.`, `${BODY}{{ agencyName }}`]) {
      const rendering = texts.with([own(body)]).render('friendly_reminder', 'de', given);
      await expect(rendering).rejects.toMatchObject({ code: 'invalid_input', about: 'text' });
    }
  });

  it.each([
    ['a bureau and half of what must be said of it', 'Schufa {{W}}', 'bestritten ', 'nicht '],
    ['a court without the defence', '{{W}}', 'gericht ', 'wehr '],
    ['a row of digits', '{{W}}', '1', '1'],
    ['signs of no amount', '{{W}}', '1,', '1.'],
    ['a long gap', 'a{{W}}b', ' ', ' '],
  ])('of many signs is judged at once, with %s', (_what, body, one, other) => {
    const many = one.repeat(6000 / one.length) + other.repeat(6000 / other.length);
    const start = performance.now();
    told(own(`${BODY}\n\n${body.replace('{{W}}', many)}`, 'final_notice'));
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it('cannot reach anything but the facts', () => {
    for (const reach of ['{{ creditor.constructor }}', '{{ items.__proto__ }}', '{{ process }}']) {
      expect(told(own(reach)).join()).toMatch(/^unknown_fact 3/);
    }
  });
});

describe('the list of facts in docs/letters.md', () => {
  it('names every fact a template may use, and no other', () => {
    const docs = readFileSync(new URL('../../docs/letters.md', import.meta.url), 'utf8');
    const section = docs.split('## Facts')[1]?.split('\n## ')[0] ?? '';
    const named = Array.from(section.matchAll(/^\| `([^`]+)`/gm), ([, fact]) => fact);
    expect(named).toHaveLength(KNOWN_FACTS.size);
    expect(new Set(named)).toEqual(KNOWN_FACTS);
  });
});
