/**
 * A process that is killed (SIGKILL) and started again, and what must hold afterwards: nothing is
 * lost and nothing happened twice.
 *
 * The morning of the crash has work for every job: a payment and a new order in the inbox, a
 * receivable whose friendly letter is due, one whose claim is due, a claim at the agency with a
 * direct payment to report, and news of that claim.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import type { OrderedFault } from '../../connectors/sandbox/faults.ts';
import { type SandboxAgency, startSandboxAgency } from '../../connectors/sandbox/server.ts';
import { accountWasChecked } from '../../server/actions/administer.ts';
import { receiveDelivery } from '../../server/actions/receive-delivery.ts';
import { buildService, type Service } from '../../server/build.ts';
import { readConfig } from '../../server/config.ts';
import {
  orderBody,
  type OrderFacts,
  transactionBody,
} from '../../server/demo/shopify-deliveries.ts';
import { addSeconds, type Instant, instantAt, isoDate } from '../../server/domain/calendar.ts';
import { listAgencyAccounts } from '../../server/storage/queues.ts';
import { checkLedger, verifyJournal } from '../../server/storage/views.ts';
import type { DatabaseKind, TestDatabase } from './databases.ts';
import { DOMAIN, openShop, orderFacts } from './world.ts';

const SECRET_KEYS = `test:${Buffer.alloc(32, 7).toString('base64')}`;
const CRASH_DAY = instantAt(isoDate('2026-06-10'), 9, 'Europe/Berlin');
export const REPORTED_CENTS = 5_00;
/** A process that starts a hundred times need not be compiled a hundred times. */
const COMPILED = join(tmpdir(), 'mahnlauf-compiled');

/** The world on the evening before: prepared once for SQLite and copied, made anew for MariaDB. */
export interface Prepared {
  database: TestDatabase;
  directory: string;
  agencyPort: number;
  sandboxFile: string;
}

interface Mailbox {
  port: number;
  messageIds: string[];
  /** Called when a message has been read to its end, before the server answers. */
  onMessage: (() => Promise<void>) | null;
  close(): Promise<void>;
}

async function openMailbox(): Promise<Mailbox> {
  const box: Mailbox = { port: 0, messageIds: [], onMessage: null, close };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, _session, done) {
      let text = '';
      stream.on('data', (chunk: Buffer) => {
        text += chunk.toString('utf8');
      });
      stream.on('end', () => {
        box.messageIds.push(/^message-id: *(.+)$/im.exec(text)?.[1]?.trim() ?? '');
        void (box.onMessage?.() ?? Promise.resolve()).then(() => done());
      });
    },
  });
  server.on('error', () => undefined);
  const listening = server.listen(0, '127.0.0.1');
  await new Promise((resolve) => listening.once('listening', resolve));
  box.port = (listening.address() as AddressInfo).port;
  return box;

  function close(): Promise<void> {
    return new Promise((resolve) => server.close(() => resolve()));
  }
}

function environment(database: string, smtpPort: number): Record<string, string> {
  return {
    DATABASE_URL: database,
    SHOPIFY_WEBHOOK_SECRETS: 'unused',
    SECRET_KEYS,
    SMTP_URL: `smtp://127.0.0.1:${smtpPort}?tls=off`,
    LOG_LEVEL: 'silent',
  };
}

async function runJobs(service: Service, ...names: string[]): Promise<void> {
  for (const name of names) {
    while ((await service.jobs.find((job) => job.name === name)?.run()) === 'snooze');
  }
}

/** Lives from March to the day before the crash. */
export async function prepare(kind: DatabaseKind): Promise<Prepared> {
  const directory = mkdtempSync(join(tmpdir(), 'mahnlauf-crash-'));
  const sandboxFile = join(directory, 'agency.json');
  const database = await kind.make();
  const box = await openMailbox();
  const clock = { at: instantAt(isoDate('2026-03-02'), 9, 'Europe/Berlin') };
  const agency = await startSandboxAgency({ now: clock.at, stateFile: sandboxFile });
  const config = readConfig(environment(database.url, box.port));
  const service = buildService(config, { now: () => clock.at });
  await service.migrate();
  await openShop(service, agency, { domain: DOMAIN, at: clock.at });
  const place = async (facts: Partial<OrderFacts> & { id: string }): Promise<void> => {
    await deliver(service, 'orders/create', orderBody(orderFacts(facts, clock.at)), clock.at);
    await runJobs(service, 'apply-inbox');
  };
  // Handed over on 2026-05-12; half of it is paid at the agency before the crash day.
  await place({ id: '1', email: 'debtor1+partly@example.com' });
  const days = ['03-21', '03-31', '04-14', '04-26', '05-12', '05-22', '05-26'];
  for (const day of days) {
    clock.at = instantAt(isoDate(`2026-${day}`), 9, 'Europe/Berlin');
    for (const account of await listAgencyAccounts(service.house.db)) {
      await accountWasChecked(service.house, account.id, { actor: 'test', at: clock.at });
    }
    // Its final notice of 2026-05-26 sets a deadline that has passed on the crash day.
    if (day === '03-21') await place({ id: '2', email: 'debtor2+pays@example.com' });
    await runJobs(service, 'daily-dunning', 'deliver-outbox', 'poll-agencies');
    agency.advanceTo(clock.at);
    await runJobs(service, 'poll-agencies');
    // Due on 2026-06-05, so that its friendly letter is due on the crash day.
    if (day === '05-22') await place({ id: '3', email: 'debtor3@example.com' });
  }
  await closeStage({ service, agency, box });
  return { database, directory, agencyPort: agency.port, sandboxFile };
}

async function closeStage(stage: {
  service: Service;
  agency: SandboxAgency;
  box: Mailbox;
}): Promise<void> {
  await stage.service.close();
  await stage.agency.close();
  await stage.box.close();
}

let sent = 0;
async function deliver(service: Service, topic: string, body: string, at: Instant): Promise<void> {
  sent += 1;
  const delivery = { topic, shopDomain: DOMAIN, deliveryId: `w${sent}`, body: Buffer.from(body) };
  await receiveDelivery(service.house, 'shopify', delivery, at);
}

/** One crash: a copy of the prepared world, a killed process, a second process, the checks. */
export interface Crash {
  at?: { statement: string; nth: number; when: 'before' | 'after' };
  /** Killed while the agency has taken this call and its answer is on the way. */
  atCall?: string;
  /** Killed when the mail server has the whole message and has not answered yet. */
  atMail?: boolean;
}

export async function live(prepared: Prepared, database: string, crash: Crash): Promise<Outcome> {
  const sandboxFile = join(prepared.directory, 'copy.json');
  copyFileSync(prepared.sandboxFile, sandboxFile);
  const box = await openMailbox();
  let child: ChildProcess | null = null;
  const killed = (): Promise<void> =>
    new Promise((resolve) => {
      if (child === null || child.exitCode !== null || child.signalCode !== null) resolve();
      else child.once('exit', () => resolve()).kill('SIGKILL');
    });
  let armed = true;
  const orderFault = (operation: string): OrderedFault | undefined => {
    if (!armed || operation !== crash.atCall) return undefined;
    armed = false;
    // Asked for its end only once the agency has done its work: then the process dies.
    const hold = { then: (done: () => void) => void killed().then(done) };
    return { hold: hold as unknown as Promise<void> };
  };
  const agency = await startSandboxAgency({
    now: CRASH_DAY,
    port: prepared.agencyPort,
    stateFile: sandboxFile,
    orderFault,
  });
  agency.advanceTo(CRASH_DAY);
  const variables = environment(database, box.port);
  const fill = buildService(readConfig(variables), { now: () => CRASH_DAY });
  await fillInbox(fill);
  await fill.close();
  if (crash.atMail === true) {
    box.onMessage = async () => {
      box.onMessage = null;
      await killed();
    };
  }
  const run = (instants: readonly Instant[], crashAt: Crash['at'] | null): Promise<string> => {
    const env = { CRASH_CLOCK: instants.join(' '), CRASH_AT: JSON.stringify(crashAt ?? null) };
    const script = join(import.meta.dirname, 'crash-child.ts');
    const started = spawn(process.execPath, [script], {
      env: { ...process.env, ...variables, ...env, NODE_OPTIONS: '', NODE_COMPILE_CACHE: COMPILED },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child = started;
    return new Promise((resolve) => {
      let text = '';
      started.stdout.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      started.once('exit', (code, signal) => resolve(signal ?? `${code} ${text}`));
    });
  };
  const first = await run([CRASH_DAY], crash.at ?? null);
  // Started again, it works on until the leases of the dead one have ended.
  const last = await run([addSeconds(CRASH_DAY, 1800), addSeconds(CRASH_DAY, 7200)], null);
  const service = buildService(readConfig(variables), { now: () => CRASH_DAY });
  const outcome = await readOutcome(service, agency, { mails: box.messageIds, first, last });
  await closeStage({ service, agency, box });
  return outcome;
}

async function fillInbox(service: Service): Promise<void> {
  const at = addSeconds(CRASH_DAY, -600);
  const body = orderBody(orderFacts({ id: '4' }, at));
  await deliver(service, 'orders/create', body, at);
  const facts = { id: '17', orderId: '1', kind: 'sale', status: 'success' } as const;
  const payment = transactionBody({ ...facts, amountCents: REPORTED_CENTS, processedAt: at });
  await deliver(service, 'order_transactions/create', payment, at);
}

export interface Outcome {
  first: string;
  last: string;
  ledger: string | null;
  journal: string | null;
  mails: readonly string[];
  inbox: readonly string[];
  /** State of each reminder of the crash day. */
  reminders: readonly string[];
  claims: Readonly<Record<string, { state: string; atAgency: number }>>;
  /** Cents of direct payments that the agency booked, and how our report of them stands. */
  direct: { atAgencyCents: number; report: string };
  paymentEntries: number;
  newsWaiting: number;
}

async function readOutcome(
  service: Service,
  agency: SandboxAgency,
  seen: { mails: readonly string[]; first: string; last: string },
): Promise<Outcome> {
  const { db } = service.house;
  const states = async (table: string, where: Record<string, unknown>): Promise<string[]> =>
    (await db(table).where(where).orderBy('id').select('state')).map((row) => String(row.state));
  const claims = await db('claims').orderBy('id').select('our_reference', 'state', 'receivable_id');
  const atAgency = agency.claims();
  const [report = 'none'] = await states('outbox', { kind: 'claim.direct_payment' });
  const payments = await db('ledger_entries').where({ posting_key: 'transaction:17' });
  return {
    ...seen,
    ledger: await checkLedger(db, 1),
    journal: (await verifyJournal(db, 1)).fault,
    inbox: await states('inbox', {}),
    reminders: await states('reminders', { run_on: '2026-06-10' }),
    claims: Object.fromEntries(
      claims.map((claim) => [
        `order ${String(claim.receivable_id)}`,
        {
          state: String(claim.state),
          atAgency: atAgency.filter(({ invoice }) => invoice === claim.our_reference).length,
        },
      ]),
    ),
    direct: { atAgencyCents: atAgency.reduce((sum, claim) => sum + claim.directCents, 0), report },
    paymentEntries: payments.length,
    newsWaiting: (await states('agency_news', {})).filter((state) => state !== 'applied').length,
  };
}

/** What must hold whatever the step. What nobody can know is shown to a person, and only that. */
export function expectNothingLostOrDoubled(outcome: Outcome): void {
  expect(outcome.last).toMatch(/^0 /);
  expect(outcome.ledger).toBeNull();
  expect(outcome.journal).toBeNull();
  expect(new Set(outcome.inbox)).toEqual(new Set(['applied']));
  expect(outcome.paymentEntries).toBe(2);
  expect(outcome.mails).toEqual([...new Set(outcome.mails)]);
  expect(outcome.reminders).toEqual([expect.stringMatching(/^(sent|unconfirmed)$/)]);
  if (outcome.reminders[0] === 'sent') expect(outcome.mails).toHaveLength(1);
  const { 'order 1': first, 'order 2': second } = outcome.claims;
  expect(first).toEqual({ state: 'in_progress', atAgency: 1 });
  expect(second?.atAgency ?? 0).toBeLessThanOrEqual(1);
  const known = second?.atAgency === 1 ? /^(accepted|in_progress|submitted)$/ : /^unconfirmed$/;
  expect(second?.state).toMatch(known);
  expect(outcome.newsWaiting).toBe(0);
  const { atAgencyCents, report } = outcome.direct;
  expect([0, REPORTED_CENTS]).toContain(atAgencyCents);
  expect(report).toMatch(atAgencyCents === 0 ? /^unconfirmed$/ : /^(delivered|unconfirmed)$/);
}
