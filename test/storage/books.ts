import { randomUUID } from 'node:crypto';
import { migrationSource } from '../../migrations/index.ts';
import { type Instant, instant, isoDate } from '../../server/domain/calendar.ts';
import { presetSettings } from '../../server/domain/shop.ts';
import { type Db, inTransaction, openDatabase, toAt } from '../../server/storage/database.ts';
import { migrate } from '../../server/storage/migrate.ts';
import { addDebtor, addReceivable } from '../../server/storage/receivables.ts';
import { addShop } from '../../server/storage/shops.ts';
import type { DatabaseKind } from '../support/databases.ts';
import { creditor } from '../support/world.ts';

/** The instant at which these tests happen. */
export const AT = instant('2026-03-02T08:00:00.000Z');
export const ON = isoDate('2026-03-02');
const clock = { now: () => AT };

/** Brings a database to this release, as `mahnlauf cli migrate` does. */
export const migrated = (db: Db, at: Instant = AT, { source = migrationSource } = {}) =>
  migrate(db, { source, clock: { now: () => at }, owner: randomUUID() });

export interface Books {
  db: Db;
  url: string;
  shopId: number;
  /** A receivable without any money on it yet. */
  receivable(externalId: string): Promise<{ shopId: number; id: number }>;
  /** An account at an agency, and a run, that claims and reminders refer to. */
  agencyAccount(): Promise<number>;
  run(): Promise<number>;
  end(): Promise<void>;
}

/** Empty books of one shop in a database of their own. */
export async function openBooks(kind: DatabaseKind, domain = 'example'): Promise<Books> {
  const database = await kind.make();
  const db = openDatabase(database.url);
  await migrate(db, { source: migrationSource, clock, owner: randomUUID() });
  const shop = {
    source: 'shopify',
    domain: `${domain}.myshopify.com`,
    state: 'active' as const,
    agencyMode: 'sandbox' as const,
    settings: { ...presetSettings, creditor },
  };
  const shopId = await inTransaction(db, (trx) => addShop(trx, shop, AT));
  return {
    db,
    url: database.url,
    shopId,
    async receivable(externalId) {
      const id = await inTransaction(db, async (trx) => {
        const debtorId = await addDebtor(trx, shopId, debtor);
        return addReceivable(trx, { ...plain, shopId, debtorId, externalId }, AT);
      });
      return { shopId, id };
    },
    async agencyAccount() {
      const [id] = await db('agency_accounts').insert({
        shop_id: shopId,
        agency: 'mediafinanz',
        mode: 'sandbox',
        settings: '{}',
        sealed_credentials: '-',
        created_at: toAt(AT),
      });
      return Number(id);
    },
    async run() {
      const [id] = await db('dunning_runs').insert({
        shop_id: shopId,
        run_on: ON,
        state: 'finished',
        cursor_id: 0,
        actor: 'test',
        started_at: toAt(AT),
      });
      return Number(id);
    },
    async end() {
      await db.destroy();
      await database.remove();
    },
  };
}

const debtor = {
  debtorNumber: '4711',
  kind: 'consumer' as const,
  firstName: 'Muster',
  lastName: 'Debtor',
  company: null,
  street: 'Musterstraße 1',
  postcode: '10115',
  city: 'Berlin',
  country: 'DE',
  email: 'debtor@example.com',
  phone: null,
  locale: 'de-DE',
};

const plain = {
  orderName: '#1001',
  invoiceNumber: null,
  currency: 'EUR',
  contractOn: ON,
  terms: { kind: 'net' as const, days: 14, fromOn: ON, source: 'shop' as const, updatedAt: null },
  fulfilledOn: null,
  dueOn: isoDate('2026-03-16'),
  paymentUrl: null,
  state: 'open' as const,
  level: 0,
  lastNoticeOn: null,
  noticeDeadlineOn: null,
  policyVersion: null,
  round: 1,
  isTrial: false,
};

/** Two tasks that meet: each waits until as many have come as are expected. */
export function meeting(expected: number): () => Promise<void> {
  let open: () => void = () => undefined;
  const all = new Promise<void>((resolve) => {
    open = resolve;
  });
  let come = 0;
  return () => {
    come += 1;
    if (come >= expected) open();
    return all;
  };
}
