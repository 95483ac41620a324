/**
 * A small world for tests that speak of days: one shop, the service with its real doors, a sandbox
 * agency over SOAP, a mail server, and one clock that only the test moves.
 */
import { randomBytes } from 'node:crypto';
import PostalMime, { type Email } from 'postal-mime';
import { type SandboxAgency, startSandboxAgency } from '../../connectors/sandbox/server.ts';
import {
  accountWasChecked,
  installShop,
  keepAgencyAccount,
  makeApiKey,
} from '../../server/actions/administer.ts';
import { buildService, type Service } from '../../server/build.ts';
import { readConfig } from '../../server/config.ts';
import { startMailSink, type MailSink } from '../../server/demo/mail-sink.ts';
import {
  orderBody,
  type OrderFacts,
  signedDelivery,
  transactionBody,
} from '../../server/demo/shopify-deliveries.ts';
import {
  addSeconds,
  type Instant,
  instant,
  instantAt,
  isoDate,
} from '../../server/domain/calendar.ts';
import type { DunningPolicy } from '../../server/domain/dunning.ts';
import { presetSettings, type ShopSettings } from '../../server/domain/shop.ts';
import { listAgencyAccounts } from '../../server/storage/queues.ts';
import type { Role } from '../../server/storage/shops.ts';
import { type DatabaseKind, databases } from './databases.ts';

export const SECRET = 'test-webhook-secret';
export const DOMAIN = 'example.myshopify.com';

export const creditor: ShopSettings['creditor'] = {
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
};

export const NEVER_QUIET = { fromHour: 0, toHour: 0, sundays: false, holidays: false };

export interface WorldWish {
  database?: DatabaseKind;
  startOn?: string;
  settings?: Partial<ShopSettings>;
  policy?: DunningPolicy;
  /** Variables of the environment beside the usual ones. */
  environment?: Readonly<Record<string, string>>;
  /** Where letters are laid to be printed; without it they wait. */
  letterFolder?: string;
  /** False leaves the agency account unchecked, so that its gate stays shut. */
  checked?: boolean;
  /** Where a built console lies; none is served when left out. */
  consoleDirectory?: string;
}

export interface World {
  service: Service;
  agency: SandboxAgency;
  sink: MailSink;
  url: string;
  shopId: number;
  /** Moves the clock to an hour of a day; it never goes back. */
  at(on: string, hour?: number): void;
  /** Moves the clock to an instant, to the second; it never goes back. */
  moveTo(to: string): void;
  now(): Instant;
  /** Sends a signed webhook through the door and gives the status. */
  webhook(topic: string, body: string, more?: WebhookExtras): Promise<number>;
  /** Places an order on invoice and lets the service apply it. */
  order(facts: Partial<OrderFacts> & { id: string }): Promise<void>;
  /** The shop receives money for an order. */
  pays(orderId: string, amountCents: number, transactionId?: string): Promise<void>;
  job(name: string): Promise<void>;
  /** A whole day: the run of the morning, the post, the agency's news. */
  day(on: string): Promise<void>;
  mails(): Promise<Email[]>;
  key(role: Role, shopId?: number): Promise<string>;
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  end(): Promise<void>;
}

export interface WebhookExtras {
  id?: string;
  domain?: string;
  secret?: string;
  /** When the shop says it sent it; now when left out. */
  sentAt?: string;
}

export interface CallOptions {
  key?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface Answer {
  status: number;
  type: string;
  // The tests look at whatever came back; its shape is what they check.
  body: Record<string, never> & Record<string, unknown>;
}

const [firstDatabase] = databases;

/** Builds a world. `end()` it, or its servers stay. */
export async function makeWorld(wish: WorldWish = {}): Promise<World> {
  const kind = wish.database ?? firstDatabase;
  if (kind === undefined) throw new Error('no database to test on');
  const database = await kind.make();
  const clock = { at: instantAt(isoDate(wish.startOn ?? '2026-03-02'), 6, 'Europe/Berlin') };
  const agency = await startSandboxAgency({ now: clock.at, lateMs: 50 });
  const sink = await startMailSink();
  const config = readConfig({
    DATABASE_URL: database.url,
    PORT: '0',
    SHOPIFY_WEBHOOK_SECRETS: `an-older-secret,${SECRET}`,
    SECRET_KEYS: `test:${randomBytes(32).toString('base64')}`,
    SMTP_URL: `smtp://127.0.0.1:${sink.port}?tls=off`,
    WEBHOOK_LIMIT_BYTES: '262144',
    LOG_LEVEL: 'silent',
    LETTER_FOLDER: wish.letterFolder,
    ...wish.environment,
    CONSOLE_DIRECTORY: wish.consoleDirectory ?? 'no-console-is-built-here',
  });
  const service = buildService(config, { now: () => clock.at });
  try {
    await service.migrate();
    const shopId = await openShop(service, agency, { ...wish, domain: DOMAIN, at: clock.at });
    if (wish.checked !== false) await checkAccounts(service, clock.at);
    const url = await service.listen();
    return { ...tools({ service, agency, sink, url, shopId, clock }), end };
  } catch (error) {
    await end();
    throw error;
  }

  async function end(): Promise<void> {
    await service.close();
    await agency.close();
    await sink.close();
    await database.remove();
  }
}

/** Installs a shop with an account at the sandbox agency. */
export async function openShop(
  service: Service,
  agency: SandboxAgency,
  wish: WorldWish & { domain: string; at: Instant },
): Promise<number> {
  const settings: ShopSettings = {
    ...presetSettings,
    creditor,
    federalState: 'BE',
    handover: { ...presetSettings.handover, start: 'automatic' },
    // The days of a diary begin at six; what is quiet is told where it matters.
    dunning: { ...presetSettings.dunning, quiet: NEVER_QUIET },
    ...wish.settings,
  };
  const acting = { actor: 'test', at: wish.at };
  const { shopId } = await installShop(
    service.house,
    {
      source: 'shopify',
      domain: wish.domain,
      agencyMode: 'sandbox',
      settings,
      ...(wish.policy === undefined ? {} : { policy: wish.policy }),
    },
    acting,
  );
  const { applicationKey, clientKey } = agency.account;
  // Each shop has an account of its own; the sandbox knows that of the first one.
  const clientId = wish.domain === DOMAIN ? agency.account.clientId : `99${shopId}`;
  await keepAgencyAccount(
    service.house,
    {
      shopId,
      agency: 'mediafinanz',
      mode: 'sandbox',
      settings: { clientId, endpoint: agency.url },
      sealedCredentials: service.sealing.seal(JSON.stringify({ applicationKey, clientKey })),
    },
    acting,
  );
  return shopId;
}

async function checkAccounts(service: Service, at: Instant): Promise<void> {
  for (const account of await listAgencyAccounts(service.house.db)) {
    await accountWasChecked(service.house, account.id, { actor: 'test', at });
  }
}

interface Parts {
  service: Service;
  agency: SandboxAgency;
  sink: MailSink;
  url: string;
  shopId: number;
  clock: { at: Instant };
}

function tools(parts: Parts): Omit<World, 'end'> {
  const { service, agency, sink, url, shopId, clock } = parts;
  let sent = 0;
  const at = (on: string, hour = 6): void => {
    const wanted = instantAt(isoDate(on), hour, 'Europe/Berlin');
    if (wanted > clock.at) clock.at = wanted;
  };
  const job = async (name: string): Promise<void> => {
    const found = service.jobs.find((candidate) => candidate.name === name);
    if (found === undefined) throw new Error(`no job ${name}`);
    while ((await found.run()) === 'snooze');
  };
  const webhook = async (topic: string, body: string, more: WebhookExtras = {}) => {
    sent += 1;
    const delivery = signedDelivery({
      topic,
      body,
      secret: more.secret ?? SECRET,
      shopDomain: more.domain ?? DOMAIN,
      webhookId: more.id ?? `webhook-${sent}`,
      triggeredAt: more.sentAt ?? clock.at,
    });
    const answer = await fetch(`${url}/webhooks/shopify`, {
      method: 'POST',
      headers: delivery.headers,
      body: new Uint8Array(delivery.body),
    });
    await answer.arrayBuffer();
    return answer.status;
  };
  const key = async (role: Role, ofShop = shopId): Promise<string> => {
    const made = randomBytes(24).toString('base64url');
    const acting = { actor: 'test', at: clock.at };
    await makeApiKey(service.house, { shopId: ofShop, name: role, role, key: made }, acting);
    return made;
  };
  return {
    service,
    agency,
    sink,
    url,
    shopId,
    at,
    moveTo: (to) => {
      if (to > clock.at) clock.at = instant(to);
    },
    now: () => clock.at,
    webhook,
    job,
    key,
    async order(facts) {
      await webhook('orders/create', orderBody(orderFacts(facts, clock.at)));
      await job('apply-inbox');
    },
    async pays(orderId, amountCents, transactionId = `${orderId}77`) {
      clock.at = addSeconds(clock.at, 1);
      const facts = { id: transactionId, orderId, kind: 'sale', status: 'success' } as const;
      const body = transactionBody({ ...facts, amountCents, processedAt: clock.at });
      await webhook('order_transactions/create', body);
      await job('apply-inbox');
    },
    async day(on) {
      at(on);
      agency.advanceTo(clock.at);
      await job('daily-dunning');
      await job('deliver-outbox');
      await job('poll-agencies');
      await job('deliver-outbox');
    },
    mails: () => Promise.all(sink.messages.map((message) => PostalMime.parse(message))),
    async call(method, path, options = {}) {
      const isPdf = options.body instanceof Uint8Array;
      const sent = isPdf ? 'application/pdf' : 'application/json';
      const answer = await fetch(`${url}${path}`, {
        method,
        headers: {
          ...(options.key === undefined ? {} : { authorization: `Bearer ${options.key}` }),
          ...(options.body === undefined ? {} : { 'content-type': sent }),
          ...options.headers,
        },
        ...(options.body === undefined ? {} : { body: bodyOf(options.body) }),
      });
      const text = await answer.text();
      const type = answer.headers.get('content-type') ?? '';
      const isFile = text !== '' && !type.includes('json');
      const body: unknown = isFile ? text : JSON.parse(text === '' ? '{}' : text);
      return { status: answer.status, type, body: body as Answer['body'] };
    },
  };
}

/** The bytes of a PDF as they are, everything else as JSON. */
const bodyOf = (body: unknown): string | Buffer<ArrayBuffer> =>
  body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body);

/** An order on invoice of a consumer, 100.00 EUR, unless the test says otherwise. */
export function orderFacts(facts: Partial<OrderFacts> & { id: string }, at: Instant): OrderFacts {
  return {
    number: 1001,
    createdAt: at,
    totalCents: 100_00,
    gateways: ['Rechnung'],
    terms: null,
    billing: {
      firstName: 'Muster',
      lastName: 'Debtor',
      company: null,
      street: 'Musterstraße 1',
      postcode: '10115',
      city: 'Berlin',
      country: 'DE',
    },
    email: 'debtor@example.com',
    locale: 'de-DE',
    // One debtor for each order; who wants one letter for several names his number.
    debtorNumber: `47${facts.id}`,
    ...facts,
  };
}

/** The rows of a table, for what only the books can show. */
export const rows = (
  world: World,
  table: string,
  where: Readonly<Record<string, unknown>> = {},
): Promise<Record<string, unknown>[]> => world.service.house.db(table).where(where).orderBy('id');
