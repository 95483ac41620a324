/** The figures of the law on the command line, so that they can be checked without reading code. */
import { parseArgs } from 'node:util';
import { InvalidInput } from '../domain/errors.ts';
import { defaultStartCommand, dueDateCommand, limitationCommand } from './law-days.ts';
import { interestCommand } from './law-interest.ts';
import { allocateCommand, collectionCostCommand, courtFeeCommand } from './law-money.ts';
import type { HolidaySource, LawCommand, Values } from './options.ts';

/**
 * The commands by name, and nothing else by any other name. Holidays come from outside, as
 * everything the domain does not know.
 */
export function lawCommands(holidaysOf: HolidaySource): Readonly<Record<string, LawCommand>> {
  const none = Object.create(null) as Record<string, LawCommand>;
  return Object.assign(none, {
    interest: interestCommand,
    'due-date': dueDateCommand(holidaysOf),
    'default-start': defaultStartCommand(holidaysOf),
    'collection-cost': collectionCostCommand,
    'court-fee': courtFeeCommand,
    allocate: allocateCommand,
    limitation: limitationCommand(holidaysOf),
  });
}

/**
 * Runs one command with its arguments and gives what to print: JSON with `--json`, else lines for a
 * person. Throws `InvalidInput` with one sentence for whatever cannot be used.
 */
export function runLawCommand(command: LawCommand, args: readonly string[]): string {
  const values = read(command, args);
  if (values['help'] === true) return command.usage;
  const { json, text } = command.run(values);
  return values['json'] === true ? JSON.stringify(json) : text;
}

function read(command: LawCommand, args: readonly string[]): Values {
  const options = { ...command.options, json: { type: 'boolean' }, help: { type: 'boolean' } };
  const parsed = attempt(() =>
    parseArgs({
      args: joinNegatives(args),
      options: options as LawCommand['options'],
      tokens: true,
    }),
  );
  const seen = new Set<string>();
  for (const token of parsed.tokens) {
    if (token.kind !== 'option') continue;
    const repeatable = command.options[token.name]?.multiple === true;
    if (seen.has(token.name) && !repeatable) {
      throw new InvalidInput(`--${token.name} is given twice; write it once`);
    }
    seen.add(token.name);
  }
  return parsed.values;
}

/** `--principal -5` is an amount below zero and no option `-5`. */
function joinNegatives(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const last = joined.at(-1);
    if (/^-[\d.]/.test(arg) && last !== undefined && /^--[a-z-]+$/.test(last)) {
      joined[joined.length - 1] = `${last}=${arg}`;
    } else joined.push(arg);
  }
  return joined;
}

/** `parseArgs` explains at length; the first sentence is enough. */
function attempt<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    const { code, message } = error as { code?: unknown; message?: unknown };
    if (!String(code).startsWith('ERR_PARSE_ARGS')) throw error;
    const [sentence = ''] = String(message).split(/\.\s|\n/);
    throw new InvalidInput(sentence.replace(/\.$/, ''));
  }
}
