import type { IsoDate } from './calendar.ts';
import { InvalidInput } from './errors.ts';
import { spacedIban } from './girocode.ts';
import { formatDay, formatMoney, formatShortDay } from './letter-formats.ts';
import { mayMentionBureau } from './letters.ts';
import type { LetterFacts, LetterLanguage, LetterName } from './letters.ts';
import type { Cents } from './money.ts';
import { inEnglish, say, type Saying } from './sayings.ts';
import { TEXT_PARTS, type TextPart, type WordingRule } from './text-rules.ts';

/** A text as the debtor would read it, subject included. */
export interface WordedLetter {
  name: LetterName;
  language: LetterLanguage;
  text: string;
}

/** What a text may not say, or must say and does not. */
export interface WordingProblem {
  rule: WordingRule;
  /** A sentence for the author of the text, in English. */
  message: string;
  says: Saying;
  /** The words that break the rule, where there are any. */
  found?: string;
}

type Patterns = Readonly<Record<LetterLanguage, RegExp>>;

/** UWG 4a: no invented authority, no crime, no visits, no third parties, no "last chance". */
const THREATS: Patterns = {
  de: /strafanzeige|straftat|polizei|staatsanwalt|betr(u|ü)g|hausbesuch|besuchen wir sie|gerichtsvollzieher|haftbefehl|(?:ihr(?:en)? )?arbeitgeber|nachbarn|letzte (chance|warnung)|unangenehme (folgen|konsequenzen)|wir warnen/iu,
  en: /criminal|police|prosecut|fraud|bailiff|arrest|visit you|home visit|your employer|neighbou?rs?|last chance|last warning|or else|unpleasant consequences|we warn you/iu,
  it: /denuncia|querela|\breato\b|polizia|carabinieri|truffa|ufficiale giudiziario|visita a domicilio|datore di lavoro|vicini di casa|ultima (possibilità|occasione)|spiacevoli conseguenze|la avvertiamo/iu,
};

/** A reminder is not advertising as long as nothing is offered in it (UWG 7). */
const PROMOTIONS: Patterns = {
  de: /gutschein|rabatt|newsletter|sonderangebot|aktionscode|jetzt kaufen|bestseller|neuheiten|% sparen/iu,
  en: /voucher|coupon|discount|newsletter|special offer|promo(tion)? code|buy now|bestseller|new arrivals/iu,
  it: /buono sconto|sconti?\b|newsletter|offerta speciale|codice promozionale|acquista ora|promozion/iu,
};

const BUREAUS: Patterns = {
  de: /schufa|auskunftei|bonität|kreditwürdigkeit|scoring|crif|infoscore/iu,
  en: /schufa|credit (bureau|agency|reference|rating|score|history|worthiness)|creditworthiness/iu,
  it: /schufa|centrale (dei )?rischi|cattiv[oi] pagator[ei]|merito creditizio|affidabilità creditizia|crif|sistema di informazioni creditizie/iu,
};

/**
 * Words that have to stand in one sentence, one behind the other. Each is looked for on its own: one
 * pattern for all of them may take minutes over a text that was made for it.
 */
type Sentences = Readonly<Record<LetterLanguage, readonly RegExp[]>>;

/** BGH I ZR 157/13: disputing is enough to prevent a report, and the text must say so. */
const BUREAU_DISPUTE: Sentences = {
  de: [/bestr(?:itten|eiten)/iu, /nicht/iu, /gemeldet/iu],
  en: [/disput/iu, /not/iu, /report/iu],
  it: [/contest/iu, /non/iu, /segnalat/iu],
};

const COURTS: Patterns = {
  de: /gericht(?!et|svollzieher)|mahnbescheid|vollstreck|pfänd|klage|rechtsanwalt/iu,
  en: /\bcourts?\b|legal action|lawsuit|enforcement|lawyer|attorney|sue you/iu,
  it: /tribunale|giudizi(?!ario)|decreto ingiuntivo|pignoramento|esecuzione forzata|avvocato|vie legali/iu,
};

/** BGH I ZR 25/17: who announces a court must not hide that one can defend oneself there. */
const COURT_DEFENCE: Sentences = {
  de: [/gericht/iu, /wehren|verteidigen|widersprechen|einwände/iu],
  en: [/\bcourts?\b/iu, /defend|object|contest/iu],
  it: [/giudice|giudizio|tribunale/iu, /difender|oppor|contestar/iu],
};

/** Does a sentence say these words in this order? */
const says = (text: string, words: readonly RegExp[]): boolean =>
  text.split('.').some((sentence) => {
    let rest = sentence;
    for (const word of words) {
      const found = word.exec(rest);
      if (found === null) return false;
      rest = rest.slice(found.index + found[0].length);
    }
    return true;
  });

const AGENCIES: Patterns = {
  de: /inkasso/iu,
  en: /collection (agency|company)|debt collect/iu,
  it: /recupero crediti/iu,
};

/** How a sentence says that its reader can dispute: both words of one pair, and no word that denies it. */
interface Objecting {
  says: readonly (readonly [RegExp, RegExp])[];
  denies: RegExp;
}

const OBJECTING: Readonly<Record<LetterLanguage, Objecting>> = {
  de: {
    says: [
      [/\b(sie|ihnen)\b/iu, /\b(bestreiten|widersprechen|beanstanden)\b/iu],
      [
        /\b(einw(a|ä)nde?n?|widerspruch|beanstandung(en)?)\b/iu,
        /\b(erheben|einlegen|mitteilen|teilen|schreiben|sagen|nennen|melden|richten|senden|schicken)\b/iu,
      ],
    ],
    denies:
      /\b(nicht (mehr |länger )?(bestreiten|widersprechen|beanstanden|erheben|einlegen|möglich|zulässig|berücksichtigt)|kein\w* (\p{L}+ )?(einw|widerspr|beanst)|ausgeschlossen|zwecklos|aussichtslos|unzulässig|verspätet|zu spät|weder)/iu,
  },
  en: {
    says: [
      [/\b(you|please)\b/iu, /\b(dispute|contest|challenge|object)\b/iu],
      [
        /\b(objections?|dispute)\b/iu,
        /\b(send|write|tell|let us know|raise|e-?mail|submit|report|make)\b/iu,
      ],
    ],
    denies:
      /\b(cannot|can no longer|may no longer|unable to|not|never)\W+(now |still |be |any longer )?(dispute|contest|challenge|object|raise|accepted?|considered|possible)|n['’]t (dispute|contest|challenge|object|raise)|\bno (\w+ )?(objection|dispute)|\btoo late\b|excluded|pointless|inadmissible/iu,
  },
  it: {
    says: [
      [
        /\b(può|potrà|possibile|vuole|desidera|la preghiamo|la invitiamo|se|ci)(?!\p{L})/iu,
        /\b(contestar(e|l[aoie])|contesti(l[aoie])?|opporsi|si opponga)\b/iu,
      ],
      [
        /\b(contestazion[ei]|obiezion[ei])\b/iu,
        /\b(scriv\p{L}+|invi\p{L}+|comunic\p{L}+|dica|dirci|dircel\p{L}|indic\p{L}+|segnal\p{L}+|sollevare|presentare|inoltr\p{L}+|mand(i|are)\b)/iu,
      ],
    ],
    denies:
      /\bnon (ha|abbia) (\p{L}+ )?(obiez|contest)|\bnon (si )?(può|potrà|possono|è|sono|sarà|saranno)( più)? (possibile |ammess\w+ |accettat\w+ )?(contestar|opporsi|ammess|accettat|possibil|considerat)|\bnon la può( più)? contestare|\bnessuna (contestazione|obiezione)|\besclus[aoie]|\binutil[ei]|\btroppo tardi|\btardiv[aoe]/iu,
  },
};

/**
 * Is there a paragraph that says to the debtor that he can dispute, and where: with an address, a
 * telephone number or the page for answers in it? "Questions or objections? Here we are" is too little.
 */
function saysHowToObject({ language, text }: WordedLetter, facts: LetterFacts): boolean {
  const { creditor, respondUrl } = facts;
  const where = [creditor.email, creditor.phone, respondUrl, creditor.addressLines[0]];
  const { says: pairs, denies } = OBJECTING[language];
  const isSaid = (sentence: string): boolean =>
    !denies.test(sentence) && pairs.some((words) => words.every((word) => word.test(sentence)));
  return text
    .split(/\n\s*\n/)
    .filter((paragraph) => where.some((way) => typeof way === 'string' && paragraph.includes(way)))
    .some((paragraph) =>
      wordsOnly(paragraph, facts)
        .split(/[.?!:;]/)
        .some(isSaid),
    );
}

/** Words without which a letter is not what its name says. */
const MUST_SAY: Readonly<Partial<Record<LetterName, readonly (readonly [TextPart, Patterns])[]>>> =
  {
    instalment_missed: [
      [
        'agreement_end',
        {
          de: /\bend(et|en)\b|hinfällig|erlischt|entfällt/iu,
          en: /\bends?\b|lapses?|expires?|\bvoid\b/iu,
          it: /\b(termina|cessa|decade|finisce|si scioglie)\b/iu,
        },
      ],
    ],
    correction: [
      [
        'taken_back',
        {
          de: /\bnehmen (\p{L}+ ){1,6}zurück|zurückgenommen|zurückzunehmen|hinfällig|gegenstandslos/iu,
          en: /\b(take|taken|taking) (\p{L}+ ){0,6}back|withdraw|disregard/iu,
          it: /annull|revoc|\britir/iu,
        },
      ],
    ],
    first_reminder: [
      ['reminder', reminderWord()],
      ['default', { de: /verzug/iu, en: /default/iu, it: /\bmora\b/iu }],
    ],
    second_reminder: [['reminder', reminderWord()]],
    final_notice: [
      ['instalments', { de: /\braten/iu, en: /instalment/iu, it: /\brat(e|eale|ealmente)\b/iu }],
      ['next_step', AGENCIES],
    ],
  };

function reminderWord(): Patterns {
  return { de: /mahnung/iu, en: /reminder/iu, it: /sollecito/iu };
}

/** Everything a text breaks of the rules above; ours and a merchant's alike. */
export function checkWording(letter: WordedLetter, facts: LetterFacts): readonly WordingProblem[] {
  const words = { ...letter, text: wordsOnly(letter.text, facts) };
  return [
    ...toneProblems(words),
    ...nextStepProblems(words, facts),
    ...amountProblems(letter, facts),
    ...contentProblems(letter, facts),
  ];
}

/** Throws `InvalidInput` with all problems of a text. Nothing leaves the house before this. */
export function assertWording(letter: WordedLetter, facts: LetterFacts): void {
  const problems = checkWording(letter, facts);
  if (problems.length === 0) return;
  const reasons = problems.map(({ message }) => message).join(' ');
  throw new InvalidInput(
    `The text of "${letter.name}" (${letter.language}) is refused: ${reasons}`,
    { about: 'text' },
  );
}

/** The text without names, addresses and grounds: a debtor may live in the Gerichtsstraße. */
function wordsOnly(text: string, facts: LetterFacts): string {
  const { creditor, debtor } = facts;
  const names = [
    ...Object.values(creditor as unknown as Record<string, unknown>).flat(),
    ...Object.values(debtor as unknown as Record<string, unknown>).flat(),
    ...facts.items.flatMap((item) => [item.orderName, item.invoiceNumber]),
    ...[...facts.charges, ...facts.interest].map(({ ground }) => ground),
    facts.reference,
    facts.paymentUrl,
    facts.respondUrl,
    facts.privacyUrl,
    facts.agencyName,
  ].filter((name): name is string => typeof name === 'string' && name.length > 2);
  const longestFirst = names.toSorted((a, b) => b.length - a.length);
  const rest = longestFirst.reduce((left, name) => left.replaceAll(name, ' '), text);
  return facts.bureauName === null ? rest : rest.replaceAll(facts.bureauName, BUREAU_MARK);
}

/** Stands for the bureau's own name, whatever it is called. */
const BUREAU_MARK = 'Schufa';

function toneProblems({ language, text }: WordedLetter): WordingProblem[] {
  const threat = THREATS[language].exec(text)?.[0];
  const promotion = PROMOTIONS[language].exec(text)?.[0];
  return [
    ...(threat === undefined ? [] : [problem('threat', threat)]),
    ...(promotion === undefined ? [] : [problem('promotion', promotion)]),
  ];
}

function nextStepProblems({ name, language, text }: WordedLetter, facts: LetterFacts) {
  const problems: WordingProblem[] = [];
  const bureau = BUREAUS[language].exec(text)?.[0];
  if (bureau !== undefined) {
    if (!mayMentionBureau(name, facts)) problems.push(problem('bureau_without_conditions', bureau));
    if (!says(text, BUREAU_DISPUTE[language])) {
      problems.push(problem('bureau_without_dispute_sentence', bureau));
    }
  }
  const court = COURTS[language].exec(text)?.[0];
  if (court !== undefined && !says(text, COURT_DEFENCE[language])) {
    problems.push(problem('court_without_defence', court));
  }
  const agency = AGENCIES[language].exec(text)?.[0];
  if (name !== 'final_notice' && agency !== undefined) {
    problems.push(problem('agency_too_early', agency));
  }
  return problems;
}

/** Every amount in the text must be one of the facts: so no fee comes in by the words. */
function amountProblems({ language, text }: WordedLetter, facts: LetterFacts): WordingProblem[] {
  const amounts = new Set(amountsOf(facts));
  const known = new Set([...amounts].map((value) => formatMoney(language, value, facts.currency)));
  const written = new Set(text.match(AMOUNT));
  return [...written]
    .filter((amount) => !known.has(amount.replace(/\s/g, ' ').replace(/^-/, '')))
    .map((amount) => problem('amount_without_ground', amount));
}

/**
 * An amount before or after its currency, as `formatMoney` or a hand would write it. No amount has
 * more than 40 signs, and a longer row of digits must not be read from each of them to its end.
 */
const AMOUNT =
  /-?(?:(?:[€£$]|\b(?:EUR|CHF|GBP|USD)\b)\s?\d[\d.,]{0,40}\d|(?:[€£$]|\b(?:EUR|CHF)\b)\s?\d|\d[\d.,]{0,40}\s?(?:[€£$]|\b(?:EUR|Euro|euro|CHF|GBP|USD)\b))/gu;

function amountsOf(facts: LetterFacts): Cents[] {
  return [
    ...Object.values(facts.totals as unknown as Record<string, Cents>),
    ...facts.items.flatMap((item) => [item.originalCents, item.paidCents, item.openCents]),
    ...facts.interest.flatMap((segment) => [segment.principalCents, segment.amountCents]),
    ...facts.charges.map((charge) => charge.amountCents),
    ...(facts.withdrawn === null ? [] : [facts.withdrawn.chargesCents]),
    ...(facts.instalment === null ? [] : [facts.instalment.planCents]),
  ];
}

/** A day as a text may write it. */
const days = (language: LetterLanguage, on: IsoDate): readonly string[] => [
  formatDay(language, on),
  formatShortDay(language, on),
];

/** What a text must give, each with the ways in which it may be written. */
type Asked = readonly [what: TextPart, ways: readonly (string | null)[]];

/** `die 2. von 4 Raten`, `instalment 2 of 4`: one number shortly behind the other. */
const saysWhichInstalment = ({ text }: WordedLetter, { instalment }: LetterFacts): boolean =>
  instalment === null ||
  new RegExp(`\\b${instalment.number}\\b\\D{1,40}\\b${instalment.count}\\b`, 'u').test(text);

/** The list that every letter must hold, and the words its level cannot do without. */
function contentProblems(letter: WordedLetter, facts: LetterFacts): WordingProblem[] {
  const { name, language, text } = letter;
  const asked: readonly Asked[] = [
    ...(facts.withdrawn === null ? askedOf(letter, facts) : askedOfCorrection(letter, facts)),
    ['creditor', [facts.creditor.name]],
    ['email', [facts.creditor.email]],
    ['privacy', [facts.privacyUrl]],
  ];
  const missing = asked.filter(
    ([, ways]) => !ways.some((way) => way === null || text.includes(way)),
  );
  const numbered = saysWhichInstalment(letter, facts) ? [] : ['which_instalment' as const];
  const unsaid = (MUST_SAY[name] ?? []).filter(([, words]) => !words[language].test(text));
  const objecting =
    name === 'final_notice' && !saysHowToObject(letter, facts) ? ['dispute' as const] : [];
  const what = new Set([
    ...[...missing, ...unsaid].map(([said]) => said),
    ...objecting,
    ...numbered,
  ]);
  return [...what].map((part) => {
    const says = say('text_missing_content', { part });
    return { rule: 'missing_content', message: inEnglish(says, { textParts: TEXT_PARTS }), says };
  });
}

/** What a correction must give: which letter is taken back, and the fees that fall with it. */
function askedOfCorrection({ language }: WordedLetter, facts: LetterFacts): readonly Asked[] {
  const { withdrawn, currency } = facts;
  if (withdrawn === null) return [];
  const { sentOn, chargesCents } = withdrawn;
  const fees = chargesCents === 0 ? [null] : [formatMoney(language, chargesCents, currency)];
  return [
    ['withdrawn_day', days(language, sentOn)],
    ['withdrawn_fees', fees],
  ];
}

/** What a demand must give: what is owed, since when, until when and how to pay it. */
function askedOf({ name, language }: WordedLetter, facts: LetterFacts): readonly Asked[] {
  const money = (value: Cents) => [formatMoney(language, value, facts.currency)];
  const { deadlineOn } = facts;
  const hasDeadline = name !== 'pre_due_notice' && deadlineOn !== null;
  return [
    ['pay', money(facts.totals.payCents)],
    ['deadline', hasDeadline ? days(language, deadlineOn) : [null]],
    ['iban', [spacedIban(facts.creditor.iban)]],
    ['reference', [facts.reference]],
    ['payment_page', [facts.paymentUrl]],
    ['answer_page', [facts.respondUrl]],
    ...facts.items.flatMap((item): Asked[] => [
      ['order', [item.orderName]],
      ['invoiced', money(item.originalCents)],
      ['open', money(item.openCents)],
      ['due', days(language, item.dueOn)],
    ]),
    ...facts.interest.map((one): Asked => ['interest', money(one.amountCents)]),
    ...facts.charges.flatMap((charge): Asked[] => [
      ['charge', money(charge.amountCents)],
      ['ground', [charge.ground]],
    ]),
  ];
}

function problem(rule: Exclude<WordingRule, 'missing_content'>, found: string): WordingProblem {
  const says = say(`text_${rule}`, { found });
  return { rule, message: inEnglish(says), says, found };
}
