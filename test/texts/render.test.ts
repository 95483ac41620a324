import { existsSync, mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isoDate } from '../../server/domain/calendar.ts';
import { InvalidInput } from '../../server/domain/errors.ts';
import { LETTER_NAMES } from '../../server/domain/letters.ts';
import type { LetterLanguage } from '../../server/domain/letters.ts';
import { KNOWN_FACTS, liquidTexts } from '../../server/texts/render.ts';
import { facts, fullFacts, groupedFacts, ITEM } from './samples.ts';

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
    const full = fullFacts(name, language);
    const { creditor, debtor } = full;
    const { text } = await texts.render(name, language, {
      ...full,
      creditor: {
        ...creditor,
        phone: null,
        bic: null,
        bankName: null,
        vatId: null,
        registerEntry: null,
      },
      debtor: { ...debtor, debtorNumber: null },
      items: full.items.map((item) => ({ ...item, invoiceNumber: null, invoicedOn: null })),
      paymentUrl: null,
      respondUrl: null,
      agencyName: null,
      bureauName: null,
    });
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

describe('the templates of a merchant', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mahnlauf-texts-'));
    mkdirSync(join(folder, 'de'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const template = (name: string, body: string, subject = 'Erinnerung {{ matter }}') =>
    writeFileSync(join(folder, 'de', `${name}.liquid`), `subject: ${subject}\n---\n${body}`);

  const BODY = `{{ debtor.salutationLine }}, bitte zahlen Sie bis {{ deadlineOn | date }}.

[items]

[payment]

{% include '_close' %}
`;

  it('win over ours, with our parts and blocks at hand', async () => {
    template('friendly_reminder', BODY);
    const given = fullFacts('friendly_reminder', 'de');
    const { text, subject } = await liquidTexts(folder).render('friendly_reminder', 'de', given);
    expect(subject).toBe('Erinnerung Rechnung R-1001');
    expect(text).toMatch(/^Guten Tag Frau Muster, bitte zahlen Sie bis 27. März 2026\./);
    expect(text).toContain('Freundliche Grüße\nMuster GmbH');
    const ours = await liquidTexts(folder).render(
      'friendly_reminder',
      'en',
      fullFacts('friendly_reminder', 'en'),
    );
    expect(ours.subject).toBe('Payment reminder: Invoice R-1001');
  });

  it('may exist in several kinds that keep the rules of their letter', async () => {
    template('final_notice.regulars', BODY);
    template('friendly_reminder.regulars', BODY);
    const own = liquidTexts(folder);
    const friendly = own.render(
      'friendly_reminder.regulars',
      'de',
      fullFacts('friendly_reminder', 'de'),
    );
    await expect(friendly).resolves.toMatchObject({ subject: 'Erinnerung Rechnung R-1001' });
    const final = own.render('final_notice.regulars', 'de', fullFacts('final_notice', 'de'));
    await expect(final).rejects.toThrow(/does not give that instalments are possible/);
  });

  it('may walk over the items themselves', async () => {
    const loop =
      '{% for item in items %}{{ item.orderName }} {{ item.openCents | money }} {% endfor %}';
    template('friendly_reminder', `${BODY}\n\n${loop}`);
    const { text } = await liquidTexts(folder).render(
      'friendly_reminder',
      'de',
      fullFacts('friendly_reminder', 'de'),
    );
    expect(text).toContain('#1001 1.200,00 €');
  });

  it.each([
    ['an unknown fact', '{{ creditor.nmae }}', /creditor\.nmae/],
    ['an unknown fact in a condition', '{% if debtor.income > 3 %}x{% endif %}', /debtor\.income/],
    ['an unknown fact of an item', '{% for item in items %}{{ item.x }}{% endfor %}', /item\.x/],
    ['an unknown filter', '{{ deadlineOn | datum }}', /datum/],
    ['an unknown block', 'x\n\n[itmes]\n', /itmes/],
    ['a tag that is not closed', '{% if paymentUrl %}', /not closed/],
  ])('are refused when loaded with %s', (_what, body, problem) => {
    template('friendly_reminder', body);
    expect(() => liquidTexts(folder)).toThrow(InvalidInput);
    expect(() => liquidTexts(folder)).toThrow(problem);
  });

  it('are refused when loaded without a subject or with a name of no letter', () => {
    writeFileSync(join(folder, 'de', 'friendly_reminder.liquid'), 'Hallo');
    expect(() => liquidTexts(folder)).toThrow(/subject/);
    rmSync(join(folder, 'de', 'friendly_reminder.liquid'));
    template('birthday', 'Hallo');
    expect(() => liquidTexts(folder)).toThrow(/birthday/);
  });

  it('are refused when rendered with a threat or a fee of their own', async () => {
    template('friendly_reminder', `${BODY}\nSonst kommen 5,00 € Gebühr und eine Strafanzeige.`);
    const given = fullFacts('friendly_reminder', 'de');
    const rendering = liquidTexts(folder).render('friendly_reminder', 'de', given);
    await expect(rendering).rejects.toThrow(/Strafanzeige.*5,00 €/s);
  });

  it('cannot reach anything but the facts', () => {
    for (const reach of ['{{ creditor.constructor }}', '{{ items.__proto__ }}', '{{ process }}']) {
      template('friendly_reminder', reach);
      expect(() => liquidTexts(folder)).toThrow(InvalidInput);
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
