/** A shop whose claims wait for the agency. */
import { demoAccount } from '../../connectors/sandbox/server.ts';
import {
  accountWasChecked,
  installShop,
  keepAgencyAccount,
} from '../../server/actions/administer.ts';
import { type Service, systemClock } from '../../server/build.ts';
import { isoDate } from '../../server/domain/calendar.ts';
import { presetSettings } from '../../server/domain/shop.ts';
import { toAt } from '../../server/storage/database.ts';
import { listAgencyAccounts } from '../../server/storage/queues.ts';

export const debtor = {
  firstName: 'Muster',
  lastName: 'Debtor',
  street: 'Musterstraße 1',
  postcode: '10115',
  city: 'Berlin',
  country: 'DE',
  email: 'muster+busy@example.com',
};
export const day = isoDate('2026-03-02');

/** A shop with so many claims that wait in the outbox, their ledger entries beside them. */
export async function seed(service: Service, endpoint: string, claims: number): Promise<void> {
  const { house, sealing } = service;
  const at = systemClock.now();
  const acting = { actor: 'bench', at };
  const creditor = {
    name: 'Muster GmbH',
    email: 'muster@example.com',
    iban: 'DE89370400440532013000',
  };
  const settings = {
    ...presetSettings,
    creditor: { ...debtor, ...creditor, phone: null, bic: null, bank: null },
  };
  const shop = { source: 'shopify', domain: 'bench.myshopify.com', agencyMode: 'sandbox' } as const;
  const { shopId } = await installShop(house, { ...shop, settings }, acting);
  const { clientId, ...keys } = demoAccount;
  const sealedCredentials = sealing.seal(JSON.stringify(keys));
  const account = { shopId, agency: 'mediafinanz', mode: 'sandbox' as const, sealedCredentials };
  await keepAgencyAccount(house, { ...account, settings: { clientId, endpoint } }, acting);
  const [{ id: accountId } = { id: 0 }] = await listAgencyAccounts(house.db);
  await accountWasChecked(house, accountId, acting);
  for (let first = 1; first <= claims; first += 500) {
    const ids = Array.from({ length: Math.min(500, claims - first + 1) }, (_, n) => first + n);
    await seedSome(service, { shopId, accountId, ids, at: toAt(at) });
  }
}

async function seedSome(
  { house: { db } }: Service,
  of: { shopId: number; accountId: number; ids: readonly number[]; at: string },
): Promise<void> {
  const { shopId: shop_id, accountId: agency_account_id, ids, at } = of;
  const cents = 100_00;
  const all = (row: (id: number) => Record<string, unknown>) =>
    ids.map((id) => ({ shop_id, ...row(id) }));
  await db('parties').insert(
    all((id) => ({
      id,
      kind: 'consumer',
      first_name: debtor.firstName,
      last_name: debtor.lastName,
      street: debtor.street,
      postcode: debtor.postcode,
      city: debtor.city,
      country: debtor.country,
      email: debtor.email,
    })),
  );
  await db('receivables').insert(
    all((id) => ({
      id,
      external_id: String(id),
      order_name: `#${id}`,
      debtor_id: id,
      currency: 'EUR',
      contract_on: day,
      terms: JSON.stringify({
        kind: 'net',
        days: 14,
        fromOn: day,
        source: 'shop',
        updatedAt: null,
      }),
      due_on: '2026-03-16',
      state: 'handed_over',
      principal_cents: cents,
      costs_cents: 0,
      created_at: at,
    })),
  );
  for (const [accountName, amount_cents] of [
    ['receivable', cents],
    ['revenue', -cents],
  ] as const) {
    await db('ledger_entries').insert(
      all((id) => ({
        receivable_id: id,
        posting_key: `invoice:${id}`,
        kind: 'invoice',
        account: accountName,
        amount_cents,
        booked_on: day,
        recorded_at: at,
      })),
    );
  }
  await db('claims').insert(
    all((id) => ({
      id,
      receivable_id: id,
      agency_account_id,
      mode: 'sandbox',
      our_reference: `M${id}`,
      live_key: `${id}:sandbox`,
      state: 'queued',
      principal_cents: cents,
      costs_cents: 0,
      interest_cents: 0,
      queued_at: at,
    })),
  );
  await db('outbox').insert(
    all((id) => ({
      kind: 'claim.submit',
      message_key: `submit:${id}`,
      receivable_id: id,
      claim_id: id,
      payload: JSON.stringify(claimPackage(id)),
      state: 'queued',
      run_at: at,
      created_at: at,
    })),
  );
}

const claimPackage = (id: number) => ({
  ourReference: `M${id}`,
  subject: 'goods',
  description: `Warenlieferung laut Bestellung #${id}`,
  currency: 'EUR',
  principalCents: 100_00,
  interestCents: 0,
  dunningCostsCents: 0,
  contractOn: day,
  invoiceNumber: null,
  dueOn: '2026-03-16',
  defaultFrom: '2026-03-17',
  defaultGround: 'BGB 286(1)',
  remindersSentOn: ['2026-04-14'],
  note: '',
  debtor: {
    ...debtor,
    debtorNumber: null,
    kind: 'consumer',
    salutation: 'unknown',
    company: null,
    phone: null,
    bornOn: null,
  },
});
