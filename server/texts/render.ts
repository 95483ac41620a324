import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Liquid } from 'liquidjs';
import type { Template } from 'liquidjs';
import type { IsoDate } from '../domain/calendar.ts';
import { InvalidInput } from '../domain/errors.ts';
import { formatDay, formatMoney, formatPercent, formatShortDay } from '../domain/letter-formats.ts';
import {
  defaultBegan,
  LETTER_NAMES,
  LETTER_SHAPE,
  letterFacts,
  LOOP_NAMES,
  mayMentionBureau,
} from '../domain/letters.ts';
import type { LetterFacts, LetterLanguage, LetterName, ReminderLevel } from '../domain/letters.ts';
import { assertWording } from '../domain/wording.ts';
import type { RenderedText, Texts } from '../ports.ts';
import { BLOCKS, documentName } from './blocks.ts';
import type { TextBlock } from './blocks.ts';
import { toHtml } from './html.ts';
import { WORDS } from './words.ts';

const OUR_DIRECTORY = fileURLToPath(new URL('.', import.meta.url));
const LANGUAGES: readonly LetterLanguage[] = ['de', 'en', 'it'];

/** Guards against a merchant's template that would never end. */
const RENDER_LIMIT_MS = 2_000;

interface LoadedTemplate {
  letter: LetterName;
  subject: Template[];
  body: Template[];
}

/**
 * The texts of all languages, read and checked at once: a template that names an unknown fact,
 * filter or block throws `InvalidInput` here and not on the day it is needed.
 *
 * A merchant's `directory` has the same folders (`de/final_notice.liquid`). Its files win over
 * ours; one named `final_notice.regulars.liquid` is rendered as `final_notice.regulars` and keeps
 * the rules of the final notice.
 */
export function liquidTexts(directory?: string): Texts {
  const folders = directory === undefined ? [OUR_DIRECTORY] : [directory, OUR_DIRECTORY];
  const engines = new Map(LANGUAGES.map((language) => [language, engineOf(language, folders)]));
  const templates = new Map<string, LoadedTemplate>();
  for (const [language, engine] of engines) {
    for (const folder of folders.toReversed()) {
      for (const [name, template] of loadFolder(engine, join(folder, language))) {
        templates.set(`${language}/${name}`, template);
      }
    }
  }
  return {
    async render(name, language, facts) {
      const template = templates.get(`${language}/${name}`);
      const engine = engines.get(language);
      if (template === undefined || engine === undefined) {
        throw new InvalidInput(`There is no text "${name}" in "${language}"; add the template.`);
      }
      return write(engine, template, language, facts);
    },
  };
}

function write(
  engine: Liquid,
  template: LoadedTemplate,
  language: LetterLanguage,
  given: Readonly<Record<string, unknown>>,
): RenderedText {
  const facts = letterFacts(template.letter, given);
  const scope = { ...facts, ...derivedFacts(template.letter, language, facts) };
  const render = (parsed: Template[]) => String(engine.renderSync(parsed, scope));
  const subject = render(template.subject).replace(/\s+/g, ' ').trim();
  const blocks = toBlocks(render(template.body), language, facts);
  const text = `${blocks.map(({ plain }) => plain.join('\n')).join('\n\n')}\n`;
  assertWording({ name: template.letter, language, text: `${subject}\n\n${text}` }, facts);
  return {
    subject,
    text,
    html: toHtml(
      language,
      blocks.map(({ block }) => block),
    ),
    document: {
      name: template.letter,
      language,
      subject,
      blocks: blocks.map(({ block }) => block),
      labels: { ...WORDS[language].labels, letterOn: formatDay(language, facts.letterOn) },
      facts,
    },
  };
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
      const joined = part.replace(/\\\n/g, '\u2028').replace(/\s*\n\s*/g, ' ');
      const lines = joined.split('\u2028').map((line) => line.trim());
      return [{ block: { kind: 'paragraph' as const, lines }, plain: lines }];
    });
}

/** The block a line such as `[items]` names; null for a line of text. */
function blockName(line: string): keyof typeof BLOCKS | null {
  const name = /^\[(\w+)\]$/.exec(line)?.[1];
  return name !== undefined && Object.hasOwn(BLOCKS, name) ? (name as keyof typeof BLOCKS) : null;
}

function engineOf(language: LetterLanguage, folders: readonly string[]): Liquid {
  const engine = new Liquid({
    root: folders.map((folder) => join(folder, language)),
    extname: '.liquid',
    cache: true,
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    renderLimit: RENDER_LIMIT_MS,
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

/** The templates of one folder by name. Files that begin with `_` are parts of others. */
function loadFolder(engine: Liquid, folder: string): (readonly [string, LoadedTemplate])[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.liquid') && !file.startsWith('_'))
    .sort()
    .map((file) => {
      const name = file.slice(0, -'.liquid'.length);
      return [name, loadTemplate(engine, name, readFileSync(join(folder, file), 'utf8'))] as const;
    });
}

function loadTemplate(engine: Liquid, name: string, source: string): LoadedTemplate {
  const letter = LETTER_NAMES.find((letter) => letter === name.split('.')[0]);
  if (letter === undefined) {
    throw new InvalidInput(`The template "${name}" is none of ${LETTER_NAMES.join(', ')}.`);
  }
  const parts = /^subject: (.+)\n---\n([\s\S]+)$/.exec(source.replace(/\r\n/g, '\n'));
  const [, subject, body] = parts ?? [];
  if (subject === undefined || body === undefined) {
    throw new InvalidInput(`The template "${name}" must begin with "subject: …" and a line "---".`);
  }
  for (const [line, block] of body.matchAll(/^\[(\w+)\]$/gm)) {
    if (blockName(line) === null) {
      throw new InvalidInput(`The template "${name}" asks for the unknown block [${block}].`);
    }
  }
  const loaded = { letter, subject: parse(engine, name, subject), body: parse(engine, name, body) };
  for (const template of [loaded.subject, loaded.body]) refuseUnknownFacts(engine, name, template);
  return loaded;
}

function parse(engine: Liquid, name: string, source: string): Template[] {
  try {
    return engine.parse(source, name);
  } catch (error) {
    throw new InvalidInput(`The template "${name}" cannot be read: ${(error as Error).message}`);
  }
}

function refuseUnknownFacts(engine: Liquid, name: string, template: Template[]): void {
  const { variables, locals } = engine.analyzeSync(template);
  for (const variable of Object.values(variables).flat()) {
    const path = variable.segments.filter((part) => typeof part === 'string').join('.');
    const [root = ''] = path.split('.');
    if (root === 'forloop' || Object.hasOwn(locals, root)) continue;
    if (!KNOWN_FACTS.has(path)) {
      throw new InvalidInput(
        `The template "${name}" uses "${path}" in line ${variable.location.row}, which is no ` +
          'fact of a letter. The list of facts stands in docs/letters.md.',
      );
    }
  }
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
