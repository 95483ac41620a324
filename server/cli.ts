import { parseArgs } from 'node:util';
import { readFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { checkAgencyAccount } from './actions/agency-account.ts';
import { installShop, keepAgencyAccount, makeApiKey } from './actions/administer.ts';
import type { House } from './actions/house.ts';
import { listTexts } from './actions/letter-texts.ts';
import { caseCommands } from './cli/cases.ts';
import { letterTextCommands } from './cli/letter-texts.ts';
import { lawCommands, runLawCommand } from './cli/law.ts';
import { policyCommands } from './cli/policies.ts';
import { runCommands } from './cli/runs.ts';
import { userCommands } from './cli/users.ts';
import { toAccount } from './agency-input.ts';
import { ShopFile } from './cli/shop-file.ts';
import { missingRates } from './domain/base-rates.ts';
import { dayOf, type Instant } from './domain/calendar.ts';
import { Conflict, InvalidInput, MahnlaufError } from './domain/errors.ts';
import type { AgencyConnector, Clock, EmailChannel } from './ports.ts';
import type { AgencyAccount } from './storage/queues.ts';
import {
  checkLedger,
  countStates,
  getShopView,
  listAccountsView,
  listShops,
  pingDatabase,
  readConnection,
  verifyJournal,
} from './storage/views.ts';

/** What the commands work with; `main` hands in the built service. */
export interface CliService {
  house: House;
  clock: Clock;
  owner: string;
  config: { SHOPIFY_WEBHOOK_SECRETS: readonly string[]; DATABASE_URL: string; HOST: string };
  sealing: { seal(text: string): string };
  outside: { email: EmailChannel | null; agencyOf(account: AgencyAccount): AgencyConnector };
  jobs: readonly { name: string; run(): Promise<unknown> }[];
  migrate(): Promise<readonly string[]>;
}

interface Printed {
  json: unknown;
  text: string;
  /** False makes the exit code 1. */
  ok?: boolean;
}

type Options = Readonly<Record<string, { type: 'string' | 'boolean' }>>;
type Values = Readonly<Record<string, string | boolean | undefined>>;

interface Command {
  help: string;
  options: Options;
  /** Does it work without our tables? Every other command says at once that they are missing. */
  withoutTables?: boolean;
  run(service: CliService, values: Values, at: Instant): Promise<Printed>;
}

const shopOption: Options = { shop: { type: 'string' } };

export const commands: Readonly<Record<string, Command>> = {
  migrate: {
    help: 'brings the database to this release',
    options: {},
    withoutTables: true,
    async run(service) {
      const applied = await service.migrate();
      const text = applied.length === 0 ? 'nothing to do' : `applied ${applied.join(', ')}`;
      return { json: { applied }, text };
    },
  },
  doctor: {
    help: 'checks configuration, database, mail server and agency account, and says what to mend',
    options: {},
    withoutTables: true,
    run: (service, _values, at) => doctor(service, at),
  },
  'shop-install': {
    help: '--file shop.json: serves a shop with the settings in the file, and makes an API key',
    options: { file: { type: 'string' } },
    run: (service, values, at) => shopInstall(service, textOf(values, 'file'), at),
  },
  ...policyCommands({ shopOf, readJson }),
  ...letterTextCommands({ shopOf }),
  ...runCommands({ shopOf }),
  ...caseCommands({ shopOf }),
  ...userCommands({ shopOf }),
  deliver: {
    help: 'sends what waits in the outbox',
    options: {},
    run: (service) => runJob(service, 'deliver-outbox'),
  },
  poll: {
    help: 'asks the agencies for news',
    options: {},
    run: (service) => runJob(service, 'poll-agencies'),
  },
  'apply-inbox': {
    help: 'applies what the shops have sent',
    options: {},
    run: (service) => runJob(service, 'apply-inbox'),
  },
  states: {
    help: '[--shop DOMAIN]: how many rows are in each state',
    options: shopOption,
    async run({ house }, values) {
      const shop = await shopOf(house, values);
      const states = await countStates(house.db, shop.id);
      const lines = Object.entries(states).map(
        ([table, counts]) =>
          `${table.padEnd(12)} ${Object.entries(counts)
            .map(([state, n]) => `${state} ${n}`)
            .join(', ')}`,
      );
      return { json: states, text: lines.join('\n') };
    },
  },
  'verify-journal': {
    help: '[--shop DOMAIN]: checks every hash of the journal, and that the ledger sums to zero',
    options: shopOption,
    async run({ house }, values) {
      const shop = await shopOf(house, values);
      const { events, fault } = await verifyJournal(house.db, shop.id);
      const ledger = await checkLedger(house.db, shop.id);
      const ok = fault === null && ledger === null;
      const text = ok
        ? `${events} events, every hash fits; the ledger sums to zero`
        : `journal: ${fault ?? 'fits'}; ledger: ${ledger ?? 'sums to zero'}`;
      return { json: { events, fault, ledger }, text, ok };
    },
  },
};

function textOf(values: Values, name: string): string {
  const value = values[name];
  if (typeof value === 'string') return value;
  throw new InvalidInput(`--${name} is missing`);
}

async function shopOf(house: House, values: Values) {
  const shops = await listShops(house.db);
  const domain = values['shop'];
  const found =
    typeof domain === 'string'
      ? shops.filter((shop) => shop.domain === domain)
      : shops.length === 1
        ? shops
        : [];
  const [shop] = found;
  if (shop !== undefined) return shop;
  const known = shops.map((entry) => entry.domain).join(', ') || 'none; use shop-install';
  throw new InvalidInput(`name the shop with --shop DOMAIN; installed: ${known}`);
}

async function runJob(service: CliService, name: string): Promise<Printed> {
  const job = service.jobs.find((candidate) => candidate.name === name);
  if (job === undefined) throw new Error(`no job ${name}`);
  const answer = await job.run();
  return { json: { job: name, answer }, text: `${name}: ${String(answer)}` };
}

/** What is in the file stays out of the message: it holds keys. */
function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const why = error instanceof SyntaxError ? 'it is no JSON' : 'is there such a file?';
    throw new InvalidInput(`${file} cannot be read: ${why}`);
  }
}

async function shopInstall(service: CliService, file: string, at: Instant): Promise<Printed> {
  const { house } = service;
  const read = ShopFile.safeParse(readJson(file));
  if (!read.success) {
    const problems = read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new InvalidInput(`${file} cannot be used: ${problems.join('; ')}`);
  }
  const { agency, ...shop } = read.data;
  const acting = { actor: 'cli', at };
  const { shopId } = await installShop(house, { ...shop, source: 'shopify' }, acting);
  if (agency !== undefined) {
    const { secrets, ...account } = toAccount(agency);
    const sealedCredentials = service.sealing.seal(JSON.stringify(secrets));
    const kept = { shopId, mode: shop.agencyMode, ...account, sealedCredentials };
    await keepAgencyAccount(house, kept, acting);
  }
  const key = randomBytes(24).toString('base64url');
  await makeApiKey(house, { shopId, name: 'first key', role: 'owner', key }, acting);
  const text = `shop ${shopId} is served. API key (shown once): ${key}`;
  if (agency?.kind !== 'pull') return { json: { shopId, apiKey: key }, text };
  const agencyKey = await makeAgencyKey(service, { shopId, mode: shop.agencyMode }, acting);
  return {
    json: { shopId, apiKey: key, agencyKey },
    text: `${text}\nKey for the agency (shown once): ${agencyKey}`,
  };
}

/** A key that opens the agency's own door to the claims of this account. */
async function makeAgencyKey(
  { house }: CliService,
  { shopId, mode }: { shopId: number; mode: string },
  acting: { actor: string; at: Instant },
): Promise<string> {
  const account = (await listAccountsView(house.db)).find(
    (one) => one.shopId === shopId && one.agency === 'pull' && one.mode === mode,
  );
  if (account === undefined) throw new InvalidInput('there is no account of an agency that pulls');
  const key = randomBytes(24).toString('base64url');
  const wish = { shopId, name: 'agency key', role: 'agency', key } as const;
  await makeApiKey(house, { ...wish, agencyAccountId: account.id }, acting);
  return key;
}

async function doctor(service: CliService, at: Instant): Promise<Printed> {
  const { house, config, outside } = service;
  const checks: { check: string; ok: boolean; advice: string }[] = [];
  const add = (check: string, ok: boolean, advice: string): void => {
    checks.push({ check, ok, advice: ok ? '' : advice });
  };
  const alive = await pingDatabase(house.db);
  add('database', alive, 'it does not answer; look at DATABASE_URL');
  const signed = config.SHOPIFY_WEBHOOK_SECRETS.length > 0;
  add('webhook secrets', signed, 'set SHOPIFY_WEBHOOK_SECRETS, or every webhook is refused');
  const migrated = alive && (await tryTo(() => listShops(house.db))) === null;
  add('tables', migrated, 'run: npm run -s cli -- migrate');
  const mail = outside.email;
  const mailFault = mail === null ? 'set SMTP_URL' : await tryTo(() => mail.check());
  add('mail server', mailFault === null, mailFault ?? '');
  const accounts = migrated ? await listAccountsView(house.db) : [];
  if (accounts.length === 0) add('agency account', false, 'no shop has one; see shop-install');
  for (const account of accounts) {
    const check = { accountId: account.id, agency: () => outside.agencyOf(account) };
    const checked = await checkAgencyAccount(house, check, { actor: 'cli', at });
    const fault = checked.why;
    add(
      `agency ${account.agency} (${account.mode}) of shop ${account.shopId}`,
      fault === null,
      fault ?? '',
    );
  }
  for (const shop of migrated ? await listShops(house.db) : []) {
    const { settings } = await getShopView(house.db, shop.id);
    const today = dayOf(at, settings.timeZone);
    const rates = missingRates(settings.creditor.country, today, settings.addedRates);
    const unknown = rates.map(({ title, fromOn }) => `the ${title} from ${fromOn} on`).join(', ');
    const mend = `enter ${unknown} (settings, addedRates), or letters claim less interest`;
    add(`base rate of ${shop.domain}`, rates.length === 0, mend);
    const texts = (await listTexts(house, shop.id)).filter(({ own }) => own?.problems.length);
    const named = texts.map(({ name, language }) => `${name} (${language})`).join(', ');
    add(`letter texts of ${shop.domain}`, named === '', `save ${named} again; see letter-texts`);
    const { session, missingScopes, platformReminders, leftToPlatform } = await readConnection(
      house.db,
      shop.id,
      house.platforms.get(shop.source),
    );
    if (session !== 'living') continue;
    const missing = missingScopes.join(', ');
    add(`scopes of ${shop.domain}`, missing === '', `the merchant has not allowed ${missing}`);
    const advice = 'the shop may remind as well; turn that off there and in the settings';
    const isLeft = platformReminders === 'on' && leftToPlatform !== 'nothing';
    add(`reminders of ${shop.domain}`, platformReminders === 'off' || isLeft, advice);
  }
  const text = checks.map(({ check, ok, advice }) => `${ok ? 'ok  ' : 'MEND'} ${check} ${advice}`);
  return { json: { checks }, text: text.join('\n'), ok: checks.every(({ ok }) => ok) };
}

async function expectTables({ house }: CliService): Promise<void> {
  if ((await tryTo(() => listShops(house.db))) === null) return;
  throw new Conflict(
    'the tables are not there; run: npm run -s cli -- migrate (or doctor, if the database is gone)',
  );
}

/** Null when it worked, else why not, in words. */
async function tryTo(work: () => Promise<unknown>): Promise<string | null> {
  try {
    await work();
    return null;
  } catch (error) {
    return error instanceof MahnlaufError ? error.message : 'an unexpected fault';
  }
}

function usage(): string {
  const own = Object.entries(commands).map(([name, { help }]) => `  ${name.padEnd(16)} ${help}`);
  const law = Object.keys(lawCommands(noHolidays)).map((name) => `  ${name.padEnd(16)} --help`);
  return ['npm run -s cli -- <command> [--json]', ...own, ...law].join('\n');
}

const noHolidays: Parameters<typeof lawCommands>[0] = () => new Set();

/** Runs one command and gives its exit code; what it prints goes through `print`. */
export async function runCli(
  args: readonly string[],
  open: () => CliService,
  print: { out(text: string): void; err(text: string): void },
  holidays: House['holidays'],
): Promise<number> {
  const [name = '', ...rest] = args;
  try {
    const law = lawCommands(holidays)[name];
    if (law !== undefined) {
      print.out(runLawCommand(law, rest));
      return 0;
    }
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (command === undefined) {
      print.err(name === '' ? usage() : `there is no command "${name}"\n${usage()}`);
      return 2;
    }
    const service = open();
    const values = read(command, rest);
    if (command.withoutTables !== true) await expectTables(service);
    const printed = await command.run(service, values, service.clock.now());
    print.out(values['json'] === true ? JSON.stringify(printed.json) : printed.text);
    return printed.ok === false ? 1 : 0;
  } catch (error) {
    if (!(error instanceof MahnlaufError)) throw error;
    print.err(error.message);
    return 1;
  }
}

function read(command: Command, args: readonly string[]): Values {
  const options = { ...command.options, json: { type: 'boolean' as const } };
  try {
    return parseArgs({ args: [...args], options, allowPositionals: false }).values;
  } catch (error) {
    throw new InvalidInput(error instanceof Error ? error.message : 'the options cannot be read');
  }
}
