/** All that a reader sees or hears of a page, and what of it is no word of his language. */
import type { Page } from 'playwright-core';

/**
 * Runs in the browser. What a program or a partner said in its own words is marked as such, and
 * what a person wrote is his.
 */
const READ = `(() => {
  const own = 'script, style, .technical > span, .as-sent, .theirs, .mono, textarea, pre';
  const found = [document.title];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const at = walk.currentNode.parentElement;
    if (at !== null && at.closest(own) === null) found.push(walk.currentNode.data);
  }
  for (const one of document.body.querySelectorAll('*')) {
    if (one.closest(own) !== null && one.localName !== 'textarea') continue;
    if (one.closest('[aria-hidden=true]') !== null) continue;
    for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-valuetext', 'aria-roledescription']) {
      const text = one.getAttribute(name);
      if (text !== null) found.push(text);
    }
    if (one.localName === 'input' && one.readOnly) found.push(one.value);
  }
  return found.map((text) => text.trim()).filter((text) => text !== '');
})()`;

export const readAll = (page: Page): Promise<string[]> => page.evaluate<string[]>(READ);

/** Words of English that neither German nor Italian knows. */
const ENGLISH = new Set(
  `the and of is are was were been with from for by this that these those which who what when
  there their they have has had not nothing no-one nobody than then after before until since while
  cannot could would should may might must only also already again still never every each any some
  your you our his her its to be as at or if
  reminder reminders claim claims invoice invoices debtor debtors creditor payment payments paid
  amount day days week weeks month level levels letter letters message messages user users key keys
  service shop's agency agencies receivable receivables dispute disputed objection promise instalment
  open closed sent failed refused accepted rejected withdrawn unconfirmed delivered waiting stopped
  missing unknown expected received number found goods order orders business consumer yes true false
  close cancel save delete search show hide next previous more less back loading first last
  last-modified created changed updated added removed settings reports undo select clear toggle`
    .split(/\s+/)
    .filter(Boolean),
);

/** Written the same, and meaning something else or taken over. */
const SHARED: Readonly<Record<'de' | 'it', readonly string[]>> = {
  de: ['was', 'service', 'also', 'at', 'her', 'or', 'still'],
  it: ['or', 'service', 'as', 'at'],
};

const ALLOWED = [
  /\S+@\S+/g, // an e-mail address
  /https?:\/\/\S+|[\w-]+(\.[\w-]+)*\.(com|net|org)\b/g, // an address of the web, the name of a host
  /Mahnlauf|Shopify|API|Deutsch|English|Italiano/g, // names
];

const PLURALS =
  /(?<![\d.,])1 (Tage|Wochen|Monate|Forderungen|Mahnungen|Briefe|Stufen|Raten|Läufe|Schritte|Bestellungen|Zahlungen|Voraussetzungen|giorni|settimane|mesi|crediti|solleciti|lettere|livelli|rate|cicli|passi|ordini|pagamenti|requisiti)\b/gu;

/** What in these texts is not of the language, each with the text it stands in. */
export function foreignIn(texts: readonly string[], language: 'de' | 'it'): string[] {
  const found = texts.flatMap((text) => {
    const bare = ALLOWED.reduce((left, pattern) => left.replaceAll(pattern, ' '), text);
    const words = bare.match(/[\p{L}'’-]+/gu) ?? [];
    const wrong = [
      ...words.filter(
        (word) =>
          word !== word.toUpperCase() &&
          ENGLISH.has(word.toLowerCase()) &&
          !SHARED[language].includes(word.toLowerCase()),
      ),
      ...(bare.match(/\b\p{Ll}+(_\p{Ll}+)+\b/gu) ?? []),
      ...(bare.match(/\b\p{Ll}+(\.\p{Ll}+)+\b/gu) ?? []),
      ...(bare.match(/\b\d{4}-\d{2}-\d{2}\b/g) ?? []),
      ...(bare.match(/\b(undefined|null|NaN|Infinity)\b|\[object|\{\w+\}/g) ?? []),
      ...(bare.match(PLURALS) ?? []),
    ];
    return wrong.map((word) => `${word}: ${text.slice(0, 120)}`);
  });
  return [...new Set(found)];
}
