import { readFileSync, writeFileSync } from 'node:fs';
import { listTexts, previewText, resetText, saveText } from '../actions/letter-texts.ts';
import type { House } from '../actions/house.ts';
import type { Instant } from '../domain/calendar.ts';
import { InvalidInput } from '../domain/errors.ts';
import { LETTER_NAMES, LETTER_LANGUAGES } from '../domain/letters.ts';

type Values = Readonly<Record<string, string | boolean | undefined>>;

interface Tools {
  shopOf(house: House, values: Values): Promise<{ id: number }>;
}

interface Printed {
  json: unknown;
  text: string;
}

interface TextCommand {
  help: string;
  options: Readonly<Record<string, { type: 'string' | 'boolean' }>>;
  run(service: { house: House }, values: Values, at: Instant): Promise<Printed>;
}

const options = {
  name: { type: 'string' },
  language: { type: 'string' },
  shop: { type: 'string' },
} as const;

/** The commands about letters in the words of the merchant. */
export const letterTextCommands = (tools: Tools): Readonly<Record<string, TextCommand>> => ({
  'letter-texts': {
    help: '[--shop DOMAIN]: the letters, and which have words of the merchant',
    options: { shop: { type: 'string' } },
    async run({ house }, values) {
      const items = await listTexts(house, (await tools.shopOf(house, values)).id);
      const lines = items.map(({ name, language, own }) => {
        const faults = own === null || own.problems.length === 0 ? '' : ', CANNOT BE USED';
        const whose = own === null ? 'ours' : `version ${own.version} by ${own.savedBy}${faults}`;
        return `${language} ${name.padEnd(18)} ${whose}`;
      });
      return { json: { items }, text: lines.join('\n') };
    },
  },
  'letter-text-save': {
    help: '--name N --language L --file F.liquid: checks the words of a letter and saves them',
    options: { ...options, file: { type: 'string' } },
    async run({ house }, values, at) {
      const { id: shopId } = await tools.shopOf(house, values);
      const wish = { shopId, ...letterOf(values), source: readText(values['file']) };
      const saved = await saveText(house, wish, { actor: 'cli', at });
      return { json: saved, text: `saved as version ${saved.own?.version ?? 0}` };
    },
  },
  'letter-text-reset': {
    help: '--name N --language L: gives a letter our own words again',
    options,
    async run({ house }, values, at) {
      const { id: shopId } = await tools.shopOf(house, values);
      const reset = await resetText(house, { shopId, ...letterOf(values) }, { actor: 'cli', at });
      return { json: reset, text: `${reset.language} ${reset.name} has our own words` };
    },
  },
  'letter-text-preview': {
    help:
      '--name N --language L --receivable ID [--file F.liquid] [--pdf OUT.pdf]: the letter as a ' +
      'run would write it; keeps nothing',
    options: {
      ...options,
      receivable: { type: 'string' },
      file: { type: 'string' },
      pdf: { type: 'string' },
    },
    async run({ house }, values, at) {
      const { id: shopId } = await tools.shopOf(house, values);
      const receivableId = Number(values['receivable']);
      if (!Number.isSafeInteger(receivableId)) throw new InvalidInput('--receivable must be an id');
      const pdf = values['pdf'];
      const channel = pdf === undefined ? 'email' : 'letter';
      const source = values['file'] === undefined ? undefined : readText(values['file']);
      const wish = { shopId, ...letterOf(values), receivableId, source, channel } as const;
      const { on, rendered } = await previewText(house, wish, { actor: 'cli', at });
      const { subject, text, document } = rendered;
      if (typeof pdf === 'string') writeFileSync(pdf, await house.letters.toPdf(document));
      return { json: { on, subject, text }, text: `${subject}\n\n${text}` };
    },
  },
});

function letterOf({ name, language }: Values) {
  const letter = LETTER_NAMES.find((known) => known === name);
  if (letter === undefined) throw new InvalidInput(`--name is one of ${LETTER_NAMES.join(', ')}`);
  const spoken = LETTER_LANGUAGES.find((known) => known === language);
  if (spoken !== undefined) return { name: letter, language: spoken };
  throw new InvalidInput(`--language is one of ${LETTER_LANGUAGES.join(', ')}`);
}

function readText(file: string | boolean | undefined): string {
  if (typeof file !== 'string') throw new InvalidInput('--file is missing');
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new InvalidInput(`${file} cannot be read: ${(error as Error).message}`);
  }
}
