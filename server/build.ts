import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import cron, { type ScheduledTask } from 'node-cron';
import { smtpChannel, type SmtpChannel, SMTP_DEFAULTS } from '../connectors/channels/email.ts';
import { letterWriter } from '../connectors/channels/letter.ts';
import { reportWriter } from '../connectors/channels/report.ts';
import { printFolder } from '../connectors/channels/print-folder.ts';
import { webhookChannel } from '../connectors/channels/webhook.ts';
import { fileAgencyOf } from '../connectors/file/settings.ts';
import { toHandoverXml } from '../connectors/handover.ts';
import { readMediafinanzSettings } from '../connectors/mediafinanz/settings.ts';
import { mediafinanz } from '../connectors/mediafinanz/soap.ts';
import { pullAgency } from '../connectors/pull/agency.ts';
import { soapDoor } from '../connectors/pull/soap.ts';
import { migrationSource } from '../migrations/index.ts';
import { shopifyPlatform } from '../plugin/shopify/platform.ts';
import { shopifySource } from '../plugin/shopify/source.ts';
import type { House } from './actions/house.ts';
import type { Config } from './config.ts';
import { instant } from './domain/calendar.ts';
import { Conflict, InvalidInput } from './domain/errors.ts';
import { publicHolidays } from './holidays.ts';
import { makeApp } from './http/app.ts';
import { applyInbox } from './jobs/apply-inbox.ts';
import { findDeletedOrders } from './jobs/find-deleted-orders.ts';
import { findInvoiceNumbers } from './jobs/find-invoice-numbers.ts';
import { importOrders } from './jobs/import-orders.ts';
import { reconcileOrders } from './jobs/reconcile-orders.ts';
import { settlePrivacy } from './jobs/settle-privacy.ts';
import { showStates } from './jobs/show-states.ts';
import { dailyDunning } from './jobs/daily-dunning.ts';
import { deliverOutbox, type Outside } from './jobs/deliver-outbox.ts';
import type { Job, JobTools } from './jobs/job.ts';
import { pollAgencies } from './jobs/poll-agency.ts';
import { type Log, makeLog } from './log.ts';
import type { AgencyConnector, AgencyDesk, Clock, EmailChannel, HandoverWriter } from './ports.ts';
import { type RespondLinks, respondLinks } from './respond-links.ts';
import { type Sealing, sealing } from './sealing.ts';
import { resealSessions, type SessionTools, shopSessions } from './shop-sessions.ts';
import { findCase, findDoorFileNumber, listMoneyRecords } from './storage/agency-door.ts';
import { addTrace, type CallTrace } from './storage/agency-cases.ts';
import { openDatabase } from './storage/database.ts';
import { migrate } from './storage/migrate.ts';
import type { AgencyAccount } from './storage/shops.ts';
import { checkText } from './texts/check.ts';
import { liquidTexts } from './texts/render.ts';

/** The whole service, built from its configuration and a clock, with nothing running yet. */
export interface Service {
  config: Config;
  house: House;
  clock: Clock;
  log: Log;
  owner: string;
  sealing: Sealing;
  outside: Outside;
  /** Each with its name, such as apply-inbox, daily-dunning, deliver-outbox, poll-agencies. */
  jobs: readonly Job[];
  migrate(): Promise<readonly string[]>;
  /** Opens the doors and gives their address. */
  listen(): Promise<string>;
  /** Lets cron wake the jobs. */
  schedule(): void;
  /** Ends the jobs after the one at work, closes the doors and the database. */
  close(): Promise<void>;
}

export const systemClock: Clock = { now: () => instant(new Date().toISOString()) };

/** Builds the service. Nothing is opened before it is used, but the database pool. */
export function buildService(
  config: Config,
  clock: Clock,
  log: Log = makeLog(config.LOG_LEVEL),
): Service {
  const owner = randomUUID();
  const seals = sealing(config.SECRET_KEYS);
  const db = openDatabase(config.DATABASE_URL);
  const traces = traceKeeper(db, clock, log);
  const email = config.SMTP_URL === undefined ? null : toChannel(config);
  const agencyOf = agencies({ seals, db, clock, email, keep: traces.keep });
  const links = respondLinks(config.SECRET_KEYS);
  const abilitiesOf = (account: AgencyAccount) => agencyOf(account).abilities;
  const house = houseOf(config, { db, seals, clock, links, abilitiesOf });
  const letters = config.LETTER_FOLDER === undefined ? null : printFolder(config.LETTER_FOLDER);
  const webhook = webhookChannel(clock);
  const outside: Outside = { email, letters, webhook, agencyOf, traced: traces.kept };
  const tools = { house, clock, owner, log };
  const jobs = jobsOf(config, { ...tools, outside });
  const runner = jobRunner(jobs, log);
  let server: Server | null = null;
  return {
    config,
    house,
    clock,
    log,
    owner,
    sealing: seals,
    outside,
    jobs,
    async migrate() {
      const applied = await migrate(house.db, { source: migrationSource, clock, owner });
      await resealSessions(db, seals);
      return applied;
    },
    async listen() {
      const app = makeApp({ ...tools, links, email, agencyOf, ...edges(config), ...wakes(runner) });
      server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 }, app);
      return open(server, config);
    },
    schedule: () => runner.schedule(),
    async close() {
      await runner.stop();
      if (server !== null) await shut(server);
      email?.close();
      await traces.kept();
      await house.db.destroy();
    },
  };
}

/** What the actions work with. */
function houseOf(
  config: Config,
  tools: {
    db: House['db'];
    seals: Sealing;
    clock: Clock;
    links: RespondLinks;
    abilitiesOf: House['abilitiesOf'];
  },
): House {
  const { db, seals, clock, links, abilitiesOf } = tools;
  const publicUrl = config.PUBLIC_URL.replace(/\/$/, '');
  return {
    db,
    texts: liquidTexts(),
    checkText,
    letters: letterWriter(),
    reports: reportWriter(),
    sources: new Map([['shopify', shopifySource(config.SHOPIFY_WEBHOOK_SECRETS)]]),
    platforms: platformsOf(config, { db, seals, clock, wait: setTimeout }),
    holidays: publicHolidays,
    seals,
    agencyFolder: config.AGENCY_FOLDER === undefined ? null : folderMaker(config.AGENCY_FOLDER),
    agencyHosts: config.AGENCY_HOSTS === undefined ? null : namesIn(config.AGENCY_HOSTS),
    publicUrl,
    respondUrl(of) {
      const token = links.make(of);
      return token === null ? null : `${publicUrl}/r/${token}`;
    },
    abilitiesOf,
  };
}

const namesIn = (list: string): ReadonlySet<string> =>
  new Set(list.split(',').map((name) => name.trim().toLowerCase()));

/** Below a folder that must exist: a share that is not mounted is not written past. */
const folderMaker =
  (root: string) =>
  async (shopId: number): Promise<string> => {
    const folder = join(resolve(root), `shop-${shopId}`);
    await mkdir(folder, { mode: 0o700 }).catch((error: unknown) => {
      const code = error instanceof Error && 'code' in error ? error.code : '';
      if (code !== 'EEXIST') throw new Conflict(`AGENCY_FOLDER cannot be used (${String(code)})`);
    });
    return folder;
  };

const jobsOf = (config: Config, tools: JobTools & { outside: Outside }): readonly Job[] => [
  applyInbox({ ...tools, verify: config.SHOPIFY_VERIFY_ORDERS }),
  importOrders(tools),
  reconcileOrders({ ...tools, schedule: config.RECONCILE_CRON }),
  showStates(tools),
  findInvoiceNumbers(tools),
  findDeletedOrders(tools),
  settlePrivacy(tools),
  dailyDunning({ ...tools, schedule: config.DUNNING_CRON }),
  deliverOutbox(tools),
  pollAgencies({ ...tools, schedule: config.POLL_CRON }),
];

/** What doors set going, so that nobody waits for cron. */
const wakes = (runner: { wake(name: string): void }) => ({
  wake: () => runner.wake('apply-inbox'),
  connected: () => runner.wake('import-orders'),
  lookForNews: () => runner.wake('poll-agencies'),
});

/** The platforms in whose shops our app can be installed; none without the app's own id. */
function platformsOf(config: Config, tools: SessionTools): House['platforms'] {
  const { SHOPIFY_API_KEY: clientId, SHOPIFY_WEBHOOK_SECRETS: secrets } = config;
  if (clientId === '') return new Map();
  const world = {
    clock: tools.clock,
    wait: tools.wait,
    originOf: (shop: string) => config.SHOPIFY_SHOP_URL.replace('{shop}', shop),
  };
  const sessions = shopSessions('shopify', tools);
  return new Map([['shopify', shopifyPlatform({ clientId, secrets }, sessions, world)]]);
}

function toChannel(config: Config): SmtpChannel {
  const url = config.SMTP_URL ?? '';
  const { protocol, hostname, port, username, password } = new URL(url);
  const implicit = protocol === 'smtps:';
  const plain = new URL(url).searchParams.get('tls') === 'off';
  return smtpChannel({
    ...SMTP_DEFAULTS,
    host: hostname,
    port: port === '' ? (implicit ? 465 : 587) : Number(port),
    tls: implicit ? 'implicit' : plain ? 'none' : 'starttls',
    user: username === '' ? null : decodeURIComponent(username),
    password: password === '' ? null : decodeURIComponent(password),
    from: config.MAIL_FROM,
    messagesPerMinute: config.MAIL_PER_MINUTE ?? null,
  });
}

/** The connector of an account, made once for its settings: reading a WSDL takes its time. */
function agencies(tools: {
  seals: Sealing;
  db: House['db'];
  clock: Clock;
  email: EmailChannel | null;
  keep: (account: AgencyAccount, trace: CallTrace) => void;
}): (account: AgencyAccount) => AgencyConnector {
  const { seals, db, clock, email, keep } = tools;
  const secretsOf = (account: AgencyAccount): Readonly<Record<string, string>> =>
    JSON.parse(seals.open(account.sealedCredentials)) as Record<string, string>;
  const made = new Map<number, { from: string; connector: AgencyConnector }>();
  const make = (account: AgencyAccount): AgencyConnector => {
    const { mode, settings } = account;
    switch (account.agency) {
      case 'mediafinanz': {
        const secrets = secretsOf(account);
        return mediafinanz({
          ...readMediafinanzSettings(settings),
          applicationKey: secrets['applicationKey'] ?? '',
          clientKey: secrets['clientKey'] ?? '',
          sandbox: mode === 'sandbox',
          trace: (entry) => keep(account, entry),
        });
      }
      case 'file':
        return fileAgencyOf({ settings, secrets: secretsOf(account) }, { mode, clock, email });
      case 'pull':
        return pullAgency({ mode, desk: deskOf(db, account) });
      default:
        throw new InvalidInput(`no connector for the agency "${account.agency}" in this release`);
    }
  };
  return (account) => {
    const { id, mode, settings, sealedCredentials } = account;
    const from = JSON.stringify([mode, settings, sealedCredentials]);
    const known = made.get(id);
    if (known?.from === from) return known.connector;
    const connector = make(account);
    made.set(id, { from, connector });
    return connector;
  };
}

/** What the agency of this account said at our door. */
function deskOf(db: House['db'], { shopId, id: accountId }: AgencyAccount): AgencyDesk {
  const account = { shopId, accountId };
  return {
    findFileNumber: (ourReference) => findDoorFileNumber(db, account, ourReference),
    find: (fileNumber) => findCase(db, account, fileNumber),
    listMoney: () => listMoneyRecords(db, account),
  };
}

/** What the doors need of the configuration and of our own formats. */
const edges = (config: Config) => ({
  consoleDirectory: resolve(config.CONSOLE_DIRECTORY),
  webhookLimitBytes: config.WEBHOOK_LIMIT_BYTES,
  corsOrigins: config.CORS_ORIGINS,
  writeHandover,
  soap: soapDoor(),
});

const writeHandover: HandoverWriter = (claim, mode) =>
  toHandoverXml({ number: null, mode, claims: [claim], instructions: [] });

/** Writes the traces of calls beside the work; one that cannot be written is only logged. */
function traceKeeper(db: House['db'], clock: Clock, log: Log) {
  const writing = new Set<Promise<void>>();
  return {
    keep: (account: AgencyAccount, trace: CallTrace): void => {
      const written = addTrace(db, account, trace, clock.now())
        .catch((error: unknown) => log.warn({ err: error }, 'a trace could not be kept'))
        .finally(() => writing.delete(written));
      writing.add(written);
    },
    /** Every trace until now is written, or given up. */
    kept: async (): Promise<void> => {
      await Promise.all(writing);
    },
  };
}

/** Runs each job one at a time; a wake while it works makes it run once more afterwards. */
function jobRunner(jobs: readonly Job[], log: Log) {
  const running = new Map<string, Promise<void>>();
  const again = new Set<string>();
  const tasks: ScheduledTask[] = [];
  let stopped = false;
  const run = async (job: Job): Promise<void> => {
    for (;;) {
      again.delete(job.name);
      try {
        if ((await job.run()) === 'snooze') again.add(job.name);
      } catch (error) {
        log.error({ job: job.name, err: error }, 'a job failed; its next wake tries again');
      }
      if (stopped || !again.has(job.name)) return;
    }
  };
  const wake = (name: string): void => {
    const job = jobs.find((candidate) => candidate.name === name);
    if (job === undefined || stopped) return;
    if (running.has(name)) {
      again.add(name);
      return;
    }
    const work = run(job).finally(() => running.delete(name));
    running.set(name, work);
  };
  return {
    wake,
    schedule() {
      for (const job of jobs) tasks.push(cron.schedule(job.schedule, () => wake(job.name)));
    },
    async stop() {
      stopped = true;
      for (const task of tasks) await task.destroy();
      await Promise.all(running.values());
    },
  };
}

function open(server: Server, { HOST, PORT }: Config): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(PORT, HOST, () => {
      const { port } = server.address() as AddressInfo;
      resolve(`http://${HOST}:${port}`);
    });
  });
}

function shut(server: Server): Promise<void> {
  server.closeIdleConnections();
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
