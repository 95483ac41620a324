import { readFileSync, readdirSync } from 'node:fs';
import { Liquid } from 'liquidjs';
import type { LiquidOptions, Template } from 'liquidjs';
import type { IsoDate } from '../domain/calendar.ts';
import { InvalidInput } from '../domain/errors.ts';
import { formatDay, formatMoney, formatPercent, formatShortDay } from '../domain/letter-formats.ts';
import {
  defaultBegan,
  LETTER_LANGUAGES,
  LETTER_NAMES,
  LETTER_SHAPE,
  letterFacts,
  LOOP_NAMES,
  mayMentionBureau,
} from '../domain/letters.ts';
import type { LetterFacts, LetterLanguage, LetterName, ReminderLevel } from '../domain/letters.ts';
import { inEnglish, say, type Saying, type SayingCode } from '../domain/sayings.ts';
import { assertWording } from '../domain/wording.ts';
import type { OwnText, RenderedText, TextProblem, Texts } from '../ports.ts';
import { attachmentsBlock, BLOCKS, documentName } from './blocks.ts';
import type { TextBlock } from './blocks.ts';
import { toHtml } from './html.ts';
import { WORDS } from './words.ts';

/** What a merchant's text may cost: signs read, milliseconds, and pieces held at once. */
const OWN_LIMITS = { parseLimit: 60_000, renderLimit: 2_000, memoryLimit: 100_000 };

const ABOUT_TEXT = { about: 'text' } as const;

/** A text with one item, and what each further one may add. */
const MOST_SIGNS = { letter: 30_000, item: 3_000 };

/** So many texts of merchants are kept ready; more are read again. */
const MOST_KEPT = 200;

/** A text that has been read and can be rendered. */
export interface LoadedTemplate {
  letter: LetterName;
  engine: Liquid;
  subject: Template[];
  body: Template[];
}

type Key = `${LetterLanguage}/${string}`;

/**
 * Our texts of all languages, read and checked at once, and those of a merchant in their place. A
 * text of ours that names an unknown fact, filter or block throws `InvalidInput` here; one of a
 * merchant when it is rendered, and it was checked before it was saved.
 */
export function liquidTexts(): Texts {
  const sources = new Map<Key, string>();
  const standard = new Map<Key, LoadedTemplate>();
  for (const language of LETTER_LANGUAGES) {
    const engine = engineOf(language);
    for (const name of LETTER_NAMES) {
      const source = readText(language, `${name}.liquid`);
      sources.set(`${language}/${name}`, source);
      standard.set(`${language}/${name}`, loaded(readTemplate(engine, name, source), name));
    }
  }
  const kept = new Map<string, LoadedTemplate>();
  const textsWith = (own: ReadonlyMap<Key, OwnText>): Texts => ({
    async render(name, language, facts) {
      const text = own.get(`${language}/${name}`);
      const template =
        text === undefined ? standard.get(`${language}/${name}`) : readKept(kept, text);
      if (template === undefined) {
        throw new InvalidInput(`There is no text "${name}" in "${language}"; add the template.`);
      }
      return write(template, language, facts);
    },
    vocabulary: { facts: [...KNOWN_FACTS], blocks: Object.keys(BLOCKS) },
    source: (name, language) => sources.get(`${language}/${name}`) ?? '',
    with: (texts) =>
      textsWith(new Map(texts.map((text) => [`${text.language}/${text.name}`, text]))),
  });
  return textsWith(new Map());
}

function readKept(kept: Map<string, LoadedTemplate>, text: OwnText): LoadedTemplate {
  const key = `${text.language}/${text.name}/${text.source}`;
  const template = kept.get(key) ?? loaded(readOwn(text), text.name);
  kept.delete(key);
  kept.set(key, template);
  const [oldest] = kept.keys();
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
  return template;
}

/** The text, or an error that names all that is wrong with it. */
function loaded({ template, problems }: ReadTemplate, name: LetterName): LoadedTemplate {
  if (template !== null && problems.length === 0) return template;
  const reasons = problems.map(({ line, message }) => `line ${line ?? '?'}: ${message}`).join(' ');
  throw new InvalidInput(`The text of "${name}" cannot be used: ${reasons}`, ABOUT_TEXT);
}

function write(
  template: LoadedTemplate,
  language: LetterLanguage,
  given: Readonly<Record<string, unknown>>,
): RenderedText {
  const rendered = compose(template, language, letterFacts(template.letter, given));
  const { subject, text, document } = rendered;
  const { letter: name } = template;
  assertWording({ name, language, text: `${subject}\n\n${text}` }, document.facts);
  return rendered;
}

/** Renders a text whatever its words are. Throws `InvalidInput` with the line that cannot be. */
export function compose(
  { letter, engine, ...template }: LoadedTemplate,
  language: LetterLanguage,
  facts: LetterFacts,
): RenderedText {
  const scope = { ...facts, ...derivedFacts(letter, language, facts) };
  const render = (parsed: Template[]): string => {
    try {
      return String(engine.renderSync(parsed, scope));
    } catch (error) {
      throw new InvalidInput(
        `The text of "${letter}" stops: ${(error as Error).message}`,
        ABOUT_TEXT,
      );
    }
  };
  const subject = render(template.subject).replace(/\s+/g, ' ').trim();
  const body = render(template.body);
  if (body.length > MOST_SIGNS.letter + MOST_SIGNS.item * facts.items.length) {
    throw new InvalidInput(inEnglish(say('text_too_long_written')), ABOUT_TEXT);
  }
  const blocks = withAttachments(toBlocks(body, language, facts), language, facts);
  const shown = blocks.map(({ block }) => block);
  return {
    subject,
    text: `${blocks.map(({ plain }) => plain.join('\n')).join('\n\n')}\n`,
    html: toHtml(language, shown),
    document: {
      name: letter,
      language,
      subject,
      blocks: shown,
      labels: { ...WORDS[language].labels, letterOn: formatDay(language, facts.letterOn) },
      facts,
    },
  };
}

/** The sender stands last, under a line that mail programs know; the attachments stand before it. */
function withAttachments(
  blocks: TextBlock[],
  language: LetterLanguage,
  facts: LetterFacts,
): TextBlock[] {
  const named = attachmentsBlock(language, facts);
  if (named === null) return blocks;
  const sender = blocks.findLastIndex(({ block }) => block.kind === 'sender');
  return blocks.toSpliced(sender === -1 ? blocks.length : sender, 0, named);
}

/** Facts that follow from the others; a text may use them like any fact. */
function derivedFacts(name: LetterName, language: LetterLanguage, facts: LetterFacts) {
  const demanded = facts.items.filter((item) => !item.inClarification);
  const [first] = demanded;
  return {
    itemCount: demanded.length,
    /** `Rechnung R-1001`, or `3 offene Posten`. */
    matter:
      demanded.length === 1 && first !== undefined
        ? documentName(language, first)
        : `${demanded.length} ${WORDS[language].openItems}`,
    defaultSince: defaultBegan(facts),
    hasCharges: facts.charges.length > 0,
    hasInterest: facts.interest.length > 0,
    hasEarlierLevels: demanded.some((item) => item.level !== name),
    hasClarification: demanded.length < facts.items.length,
    mayMentionBureau: mayMentionBureau(name, facts),
  } satisfies Record<(typeof DERIVED)[number], unknown>;
}

const DERIVED = [
  'itemCount',
  'matter',
  'defaultSince',
  'hasCharges',
  'hasInterest',
  'hasEarlierLevels',
  'hasClarification',
  'mayMentionBureau',
] as const;

/** Splits what a template gave into paragraphs and blocks. A backslash at a line's end breaks it. */
function toBlocks(body: string, language: LetterLanguage, facts: LetterFacts): TextBlock[] {
  return body
    .split(/\n[^\S\n]*\n/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .flatMap((part) => {
      const marker = blockName(part);
      if (marker !== null) {
        const made = BLOCKS[marker](language, facts);
        return made === null ? [] : [made];
      }
      const whole = part.replace(/\\\n/g, '\u2028').split('\n');
      const joined = whole.map((line) => line.trim()).join(' ');
      const lines = joined.split('\u2028').map((line) => line.trim());
      return [{ block: { kind: 'paragraph' as const, lines }, plain: lines }];
    });
}

/** The block a line such as `[items]` names; null for a line of text. */
function blockName(line: string): keyof typeof BLOCKS | null {
  const name = /^\[(\w+)\]$/.exec(line)?.[1];
  return name !== undefined && Object.hasOwn(BLOCKS, name) ? (name as keyof typeof BLOCKS) : null;
}

function engineOf(language: LetterLanguage, limits: LiquidOptions = {}): Liquid {
  const engine = new Liquid({
    templates: partsOf(language),
    extname: '.liquid',
    cache: true,
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    ...limits,
  });
  engine.registerFilter('money', function money(value: number) {
    return formatMoney(language, value, String(this.context.getSync(['currency'])));
  });
  engine.registerFilter('date', (on: IsoDate) => formatDay(language, on));
  engine.registerFilter('date_short', (on: IsoDate) => formatShortDay(language, on));
  engine.registerFilter('percent', (points: number) => formatPercent(language, points));
  engine.registerFilter('level', (level: ReminderLevel) => WORDS[language].levels[level]);
  return engine;
}

const OWN_ENGINES = new Map(
  LETTER_LANGUAGES.map((language) => [
    language,
    engineOf(language, { ...OWN_LIMITS, outputEscape: notMissing }),
  ]),
);

/** A fact that may be missing is asked for in an `if` before it is written. */
function notMissing(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const missing = value === null || value === undefined;
  throw new Error(inEnglish(say(missing ? 'text_fact_may_be_missing' : 'text_group_of_facts')));
}

/** Reads a merchant's text. It can include our parts, and reaches no file. */
export function readOwn({ name, language, source }: OwnText): ReadTemplate {
  const engine = OWN_ENGINES.get(language) ?? engineOf(language, OWN_LIMITS);
  return readTemplate(engine, name, source);
}

/** Parts that texts include, by file. */
function partsOf(language: LetterLanguage): Record<string, string> {
  const parts = filesOf(language).filter((file) => file.startsWith('_'));
  return Object.fromEntries(parts.map((file) => [file, readText(language, file)]));
}

function filesOf(language: LetterLanguage): string[] {
  const folder = new URL(`${language}/`, import.meta.url);
  return readdirSync(folder).filter((file) => file.endsWith('.liquid'));
}

function readText(language: LetterLanguage, file: string): string {
  return readFileSync(new URL(`${language}/${file}`, import.meta.url), 'utf8');
}

interface ReadTemplate {
  /** Null when it cannot be read at all. */
  template: LoadedTemplate | null;
  problems: readonly TextProblem[];
}

function readTemplate(engine: Liquid, letter: LetterName, source: string): ReadTemplate {
  const parts = /^subject: (.+)\n---\n([\s\S]+)$/.exec(source.replace(/\r\n/g, '\n'));
  const [, subject, body] = parts ?? [];
  if (subject === undefined || body === undefined) {
    return { template: null, problems: [textProblem('syntax', 1, say('text_beginning'))] };
  }
  try {
    // Two empty lines stand for the first two of the source: so every line has its number.
    const template = {
      letter,
      engine,
      subject: engine.parse(subject),
      body: engine.parse(`\n\n${body}`),
    };
    const facts = [...template.subject, ...template.body];
    return { template, problems: [...unknownBlocks(body), ...unknownFacts(engine, facts)] };
  } catch (error) {
    return { template: null, problems: [problemAt('syntax', (error as Error).message)] };
  }
}

export const textProblem = (
  rule: TextProblem['rule'],
  line: number | null,
  says: Saying,
): TextProblem => ({ rule, line, message: inEnglish(says), says: [says] });

/** What the engine tells, as a pattern with the value in it, and what it means. */
const TOLD: readonly (readonly [RegExp, SayingCode, string])[] = [
  [/(?:tag|output) (.*) not closed/, 'text_not_closed', 'tag'],
  [/tag "(.*)" not found/, 'text_unknown_tag', 'tag'],
  [/undefined filter: (\S+?),?(?: |$)/, 'text_unknown_filter', 'filter'],
  [/fact that (may be missing)/, 'text_fact_may_be_missing', ''],
  [/a (group of facts)/, 'text_group_of_facts', ''],
  [/is too (long) once/, 'text_too_long_written', ''],
];

/** A problem as the engine tells it, `…, line:7, col:3`. */
export function problemAt(rule: 'syntax' | 'cannot_be_rendered', told: string): TextProblem {
  const line = /line:(\d+)/.exec(told)?.[1];
  const bare = told.replace(/, (?:file:[^,]*, )?line:\d+, col:\d+/g, '');
  const other = rule === 'syntax' ? 'text_unreadable' : 'text_not_written';
  const [known] = TOLD.flatMap(([pattern, code, name]) => {
    const value = pattern.exec(bare)?.[1];
    return value === undefined ? [] : [say(code, name === '' ? {} : { [name]: value })];
  });
  const at = line === undefined ? null : Number(line);
  return textProblem(rule, at, known ?? say(other, { told: bare }));
}

function unknownBlocks(body: string): TextProblem[] {
  return body.split('\n').flatMap((text, index): TextProblem[] => {
    const block = /^\[(\w+)\]$/.exec(text)?.[1];
    if (block === undefined || blockName(text) !== null) return [];
    const says = say('text_unknown_block', { block, blocks: Object.keys(BLOCKS).join(', ') });
    return [textProblem('unknown_block', index + 3, says)];
  });
}

/** What our loops are written with; a merchant may walk with names of his own. */
const LOOPED: ReadonlySet<string> = new Set(['line', ...Object.values(LOOP_NAMES)]);

function unknownFacts(engine: Liquid, template: Template[]): TextProblem[] {
  const { variables, globals } = engine.analyzeSync(template);
  return Object.values(variables)
    .flat()
    .flatMap((variable): TextProblem[] => {
      const path = variable.segments.filter((part) => typeof part === 'string').join('.');
      const [root = ''] = path.split('.');
      const isOwn = !Object.hasOwn(globals, root) && !LOOPED.has(root);
      if (root === 'forloop' || isOwn || KNOWN_FACTS.has(path)) return [];
      const says = say('text_unknown_fact', { path });
      return [textProblem('unknown_fact', variable.location.row, says)];
    });
}

/** Every path a template may write: `creditor.name`, `items`, `items.size`, `item.openCents`. */
export const KNOWN_FACTS: ReadonlySet<string> = new Set([...paths(LETTER_SHAPE, ''), ...DERIVED]);

function paths(shape: object, prefix: string): string[] {
  return Object.entries(shape).flatMap(([name, kind]: [string, unknown]) => {
    const path = `${prefix}${name}`;
    if (kind === 'lines' || kind === 'days') return [path, `${path}.size`, 'line'];
    if (!Array.isArray(kind)) {
      return typeof kind === 'object' && kind !== null
        ? [path, ...paths(kind, `${path}.`)]
        : [path];
    }
    const [entry] = kind as unknown[];
    if (typeof entry !== 'object' || entry === null) return [path];
    const loop = LOOP_NAMES[name as keyof typeof LOOP_NAMES];
    return [path, `${path}.size`, loop, ...paths(entry, `${loop}.`)];
  });
}
