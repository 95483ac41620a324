/**
 * The demo: a shop, a sandbox agency and a mail sink on loopback, and 120 days in fast motion
 * through the real doors. Everything it tells at the end is read from the database.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type SandboxAgency, startSandboxAgency } from '../../connectors/sandbox/server.ts';
import {
  accountWasChecked,
  installShop,
  keepAgencyAccount,
  makeApiKey,
} from '../actions/administer.ts';
import { createUser } from '../actions/users.ts';
import { buildService, type Service } from '../build.ts';
import { readConfig } from '../config.ts';
import {
  addDays,
  addSeconds,
  dayOf,
  type Instant,
  instantAt,
  isoDate,
  type IsoDate,
} from '../domain/calendar.ts';
import { InvalidInput } from '../domain/errors.ts';
import { presetSettings, type ShopSettings } from '../domain/shop.ts';
import { listAgencyAccounts } from '../storage/queues.ts';
import { startMailSink, type MailSink } from './mail-sink.ts';
import { seeded } from './random.ts';
import { type DayCounts, findFaults, readDay, readResult, tellResult } from './result.ts';
import { DEMO_DAYS, type ShopMessage, shopMessages } from './shop.ts';
import { signedDelivery } from './shopify-deliveries.ts';

export const START_ON = isoDate('2026-05-04');
const DOMAIN = 'example.myshopify.com';
const SECRET = 'demo-webhook-secret';
const TIME_ZONE = 'Europe/Berlin';

export interface Terminal {
  print: { out(text: string): void };
  untilStopped(): Promise<void>;
}

interface Stage {
  service: Service;
  agency: SandboxAgency;
  sink: MailSink;
  url: string;
  shopId: number;
  clock: { at: Instant };
}

/** Runs the demo and gives the exit code: 1 when the books or the journal do not hold. */
export async function runDemo(args: readonly string[], terminal: Terminal): Promise<number> {
  const { isOnce, seed } = readArgs(args);
  const out = (text: string): void => terminal.print.out(text);
  const directory = mkdtempSync(join(tmpdir(), 'mahnlauf-demo-'));
  const stage = await setStage(directory);
  try {
    const messages = shopMessages(START_ON, seeded(seed));
    out(`A shop with ${messages.length} webhooks to send, an agency at ${stage.agency.url},`);
    out(
      `a mail server on port ${stage.sink.port}; ${DEMO_DAYS} days from ${START_ON}, seed ${seed}.\n`,
    );
    for (let day = 0; day < DEMO_DAYS; day += 1) {
      const on = addDays(START_ON, day);
      const counts = await liveDay(stage, on, messages);
      out(tellDay(day, on, counts));
    }
    const result = await readResult(stage.service.house.db, stage.shopId);
    const faults = await findFaults(stage);
    out(tellResult(result));
    for (const fault of faults) out(`FAULT: ${fault}`);
    if (!isOnce) await stayUp(stage, terminal);
    out(JSON.stringify({ demo: result.demo }));
    return faults.length === 0 ? 0 : 1;
  } finally {
    await endStage(stage);
    rmSync(directory, { recursive: true, force: true });
  }
}

export async function endStage({ service, agency, sink }: Stage): Promise<void> {
  await service.close();
  await agency.close();
  await sink.close();
}

function readArgs(args: readonly string[]): { isOnce: boolean; seed: number } {
  const options = { once: { type: 'boolean' }, seed: { type: 'string' } } as const;
  let values: { once?: boolean; seed?: string };
  try {
    ({ values } = parseArgs({ args: [...args], options }));
  } catch {
    throw new InvalidInput('the demo takes --once and --seed NUMBER');
  }
  const seed = Number(values.seed ?? '1');
  if (!Number.isSafeInteger(seed)) throw new InvalidInput('--seed must be a whole number');
  return { isOnce: values.once === true, seed };
}

/** Everything on loopback. The port is known first: letters name the page of their debtor. */
export async function setStage(directory: string): Promise<Stage> {
  const clock = { at: instantAt(START_ON, 0, TIME_ZONE) };
  const agency = await startSandboxAgency({ now: clock.at });
  const sink = await startMailSink();
  const port = Number(process.env['PORT'] ?? '0') || (await freePort());
  const config = readConfig({
    DATABASE_URL: `sqlite:${join(directory, 'demo.sqlite')}`,
    PORT: String(port),
    PUBLIC_URL: process.env['PUBLIC_URL'] ?? `http://127.0.0.1:${port}`,
    SHOPIFY_WEBHOOK_SECRETS: SECRET,
    SECRET_KEYS: `demo:${randomBytes(32).toString('base64')}`,
    SMTP_URL: `smtp://127.0.0.1:${sink.port}?tls=off`,
    LOG_LEVEL: 'silent',
  });
  const service = buildService(config, { now: () => clock.at });
  await service.migrate();
  const shopId = await openShop(service, agency, clock.at);
  return { service, agency, sink, url: await service.listen(), shopId, clock };
}

/** A port on which nobody listens now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const settings: ShopSettings = {
  ...presetSettings,
  creditor: {
    name: 'Example Shop GmbH',
    street: 'Beispielweg 1',
    postcode: '10115',
    city: 'Berlin',
    country: 'DE',
    email: 'service@example.com',
    phone: null,
    iban: 'DE89370400440532013000',
    bic: null,
    bank: 'Musterbank',
  },
  federalState: 'BE',
  defaultTerms: { kind: 'net', days: 7 },
  handover: { ...presetSettings.handover, start: 'automatic' },
};

async function openShop(service: Service, agency: SandboxAgency, at: Instant): Promise<number> {
  const { house } = service;
  const acting = { actor: 'demo', at };
  const wish = { source: 'shopify', domain: DOMAIN, agencyMode: 'sandbox', settings } as const;
  const { shopId } = await installShop(house, wish, acting);
  const { clientId, applicationKey, clientKey } = agency.account;
  const account = {
    shopId,
    agency: 'mediafinanz',
    mode: 'sandbox',
    settings: { clientId, endpoint: agency.url },
    sealedCredentials: service.sealing.seal(JSON.stringify({ applicationKey, clientKey })),
  } as const;
  await keepAgencyAccount(house, account, acting);
  return shopId;
}

/** One day: the shop's webhooks, the run of the morning, the post, and the agency's news. */
export async function liveDay(
  stage: Stage,
  on: IsoDate,
  messages: readonly ShopMessage[],
): Promise<DayCounts> {
  const { service, agency, clock } = stage;
  const before = await readDay(service.house.db, stage.shopId);
  // After the quiet hours of the night.
  clock.at = instantAt(on, 9, TIME_ZONE);
  if (dayOf(clock.at, TIME_ZONE).endsWith('-01') || on === START_ON) await checkAccounts(stage);
  await job(service, 'daily-dunning');
  await job(service, 'deliver-outbox');
  agency.advanceTo(clock.at);
  await job(service, 'poll-agencies');
  for (const message of messages) {
    if (dayOf(message.at, TIME_ZONE) !== on) continue;
    clock.at = message.at > clock.at ? message.at : addSeconds(clock.at, 1);
    await send(stage, message);
  }
  await job(service, 'apply-inbox');
  await job(service, 'deliver-outbox');
  const after = await readDay(service.house.db, stage.shopId);
  return {
    events: after.events - before.events,
    reminders: after.reminders - before.reminders,
    claims: after.claims - before.claims,
    paid: after.paid - before.paid,
    openCents: after.openCents,
  };
}

/** A hand-over wants an account that answered within the last thirty days. */
async function checkAccounts({ service, clock }: Stage): Promise<void> {
  for (const account of await listAgencyAccounts(service.house.db)) {
    await service.outside.agencyOf(account).checkAccount();
    await accountWasChecked(service.house, account.id, { actor: 'demo', at: clock.at });
  }
}

async function job(service: Service, name: string): Promise<void> {
  const found = service.jobs.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no job ${name}`);
  while ((await found.run()) === 'snooze');
}

async function send(stage: Stage, message: ShopMessage): Promise<void> {
  const { topic, body, webhookId, at } = message;
  const facts = { topic, body, webhookId, secret: SECRET, shopDomain: DOMAIN, triggeredAt: at };
  const delivery = signedDelivery(facts);
  const answer = await fetch(`${stage.url}/webhooks/shopify`, {
    method: 'POST',
    headers: delivery.headers,
    body: new Uint8Array(delivery.body),
  });
  await answer.arrayBuffer();
  if (answer.status !== 200) throw new Error(`the webhook ${webhookId} got ${answer.status}`);
}

const euros = (cents: number): string => `${(cents / 100).toFixed(2).padStart(10)} EUR`;

function tellDay(day: number, on: IsoDate, counts: DayCounts): string {
  const part = (count: number, name: string): string =>
    count === 0 ? ''.padEnd(name.length + 4) : `${String(count).padStart(3)} ${name}`;
  const { reminders, claims, paid, openCents } = counts;
  return (
    `day ${String(day + 1).padStart(3)}  ${on}  ${part(reminders, 'reminders')} ` +
    `${part(paid, 'paid')} ${part(claims, 'to the agency')}  open ${euros(openCents)}`
  );
}

async function stayUp(stage: Stage, terminal: Terminal): Promise<void> {
  const key = randomBytes(24).toString('base64url');
  const acting = { actor: 'demo', at: stage.clock.at };
  const wish = { shopId: stage.shopId, name: 'demo', role: 'owner', key } as const;
  await makeApiKey(stage.service.house, wish, acting);
  const password = randomBytes(12).toString('base64url');
  const owner = { shopId: stage.shopId, email: 'owner@example.com', name: 'Demo Owner' };
  await createUser(stage.service.house, { ...owner, role: 'owner', password }, acting);
  terminal.print.out(`\nThe service stays up at ${stage.url} (Ctrl-C ends it).`);
  terminal.print.out(
    `Sign in there as ${owner.email} with the password ${password}, or look around:`,
  );
  terminal.print.out(`  curl -s -H 'Authorization: Bearer ${key}' ${stage.url}/api/v1/claims`);
  terminal.print.out(`  curl -s -H 'Authorization: Bearer ${key}' ${stage.url}/api/v1/worklist`);
  terminal.print.out(`  curl -s ${stage.url}/openapi.json`);
  await terminal.untilStopped();
}
