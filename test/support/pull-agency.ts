/** A small agency that calls at our door over HTTP, and the house that lays claims out for it. */
import { keepAgencyAccount } from '../../server/actions/administer.ts';
import { addSeconds, type Instant } from '../../server/domain/calendar.ts';
import type {
  AgencyConnector,
  AgencyMessage,
  ClaimPackage,
  StatusChange,
} from '../../server/ports.ts';
import { fromAtOrNull, insertRow, toAt } from '../../server/storage/database.ts';
import type { OutboxKind } from '../../server/storage/outbox.ts';
import { listAgencyAccounts } from '../../server/storage/queues.ts';
import { agencyKey, useAgency } from './agencies.ts';
import { rows, type World } from './world.ts';

interface TakenClaim {
  id: number;
  ourReference: string;
  fileNumber: string;
  email: string;
  total: number;
  ended: boolean;
}

export interface PullAgency {
  connector: AgencyConnector;
  otherMode: AgencyConnector;
  claims(): readonly TakenClaim[];
  /** Fetches what is new at the door and answers it there. */
  work(): Promise<void>;
  passDays(days: number): Promise<void>;
  heard(): Promise<{ changes: StatusChange[]; messages: AgencyMessage[] }>;
}

/** Puts an agency that pulls in the place of the one that the world began with. */
export async function pullAgencyOf(world: World): Promise<PullAgency> {
  const { house, sealing, outside } = world.service;
  const accountId = await useAgency(world, 'pull');
  const live = { shopId: world.shopId, agency: 'pull', mode: 'live' as const, settings: {} };
  const acting = { actor: 'test', at: world.now() };
  await keepAgencyAccount(house, { ...live, sealedCredentials: sealing.seal('{}') }, acting);
  const key = await agencyKey(world, accountId);
  const connectorOf = async (mode: 'sandbox' | 'live'): Promise<AgencyConnector> => {
    const account = (await listAgencyAccounts(house.db)).find((one) => one.mode === mode);
    if (account === undefined) throw new Error(`no account in ${mode}`);
    return outside.agencyOf(account);
  };
  const desk = doorDesk(world, key);
  return {
    ...desk,
    connector: housed(world, accountId, await connectorOf('sandbox')),
    otherMode: await connectorOf('live'),
    heard: () => heard(world, accountId),
  };
}

/**
 * The connector as the house uses it: what it took is then laid out at the door, by the rows that the
 * outbox leaves behind.
 */
function housed(world: World, accountId: number, real: AgencyConnector): AgencyConnector {
  const wish = async (kind: OutboxKind, fileNumber: string, payload: object): Promise<void> => {
    const where = { agency_account_id: accountId, file_number: fileNumber };
    const [claim] = await rows(world, 'claims', where);
    await deliver(world, { kind, payload, claim: claim as { id: number; receivable_id: number } });
  };
  return {
    ...real,
    async submitClaim(claim) {
      const submitted = await real.submitClaim(claim);
      await layOut(world, accountId, claim);
      return submitted;
    },
    async sendMessage(fileNumber, text) {
      await real.sendMessage(fileNumber, text);
      await wish('claim.message', fileNumber, { text });
    },
    async closeClaim(fileNumber) {
      await real.closeClaim(fileNumber);
      await wish('claim.close', fileNumber, {});
    },
    async reportDirectPayment(fileNumber, payment) {
      await real.reportDirectPayment(fileNumber, payment);
      await wish('claim.direct_payment', fileNumber, payment);
    },
  };
}

async function layOut(world: World, accountId: number, claim: ClaimPackage): Promise<void> {
  const { db } = world.service.house;
  const shop = { shop_id: world.shopId };
  const at = toAt(world.now());
  const debtor = await insertRow(db, 'parties', {
    ...shop,
    kind: 'consumer',
    last_name: claim.debtor.lastName,
    country: claim.debtor.country,
  });
  const receivable = await insertRow(db, 'receivables', {
    ...shop,
    external_id: claim.ourReference,
    order_name: claim.ourReference,
    debtor_id: debtor,
    currency: claim.currency,
    contract_on: claim.contractOn,
    terms: JSON.stringify({ kind: 'net', days: 14, fromOn: claim.contractOn, source: 'shop' }),
    due_on: claim.dueOn,
    state: 'handed_over',
    principal_cents: claim.principalCents,
    costs_cents: claim.dunningCostsCents,
    created_at: at,
  });
  const id = await insertRow(db, 'claims', {
    ...shop,
    receivable_id: receivable,
    agency_account_id: accountId,
    mode: 'sandbox',
    our_reference: claim.ourReference,
    live_key: `${receivable}:sandbox`,
    state: 'submitted',
    principal_cents: claim.principalCents,
    costs_cents: claim.dunningCostsCents,
    interest_cents: claim.interestCents,
    queued_at: at,
    submitted_at: at,
  });
  const kept = { id, receivable_id: receivable };
  await deliver(world, { kind: 'claim.submit', payload: claim, claim: kept });
}

let delivered = 0;

async function deliver(
  world: World,
  message: { kind: OutboxKind; payload: object; claim: { id: number; receivable_id: number } },
): Promise<void> {
  delivered += 1;
  const at = toAt(world.now());
  await insertRow(world.service.house.db, 'outbox', {
    shop_id: world.shopId,
    kind: message.kind,
    message_key: `test:${delivered}`,
    receivable_id: message.claim.receivable_id,
    claim_id: message.claim.id,
    payload: JSON.stringify(message.payload),
    state: 'delivered',
    run_at: at,
    created_at: at,
    ended_at: at,
  });
}

/** The agency's own program: it knows its key and the door, nothing else. */
function doorDesk(world: World, key: string) {
  const claims: TakenClaim[] = [];
  const say = async (id: number, record: object): Promise<void> => {
    const path = `/agency/v1/claims/${id}/records`;
    const { status } = await world.call('POST', path, { key, body: record });
    if (status !== 200) throw new Error(`the door answered ${status}`);
  };
  const hour = (hours: number): Instant => addSeconds(world.now(), hours * 3600);
  const take = async (id: number): Promise<void> => {
    const { body } = await world.call('GET', `/agency/v1/claims/${id}`, { key });
    const claim = body['package'] as unknown as ClaimPackage;
    const { ourReference } = claim;
    const email = claim.debtor.email ?? '';
    if (claims.some((known) => known.ourReference === ourReference)) return;
    const at = world.now();
    if (email.includes('+refused')) {
      await say(id, { kind: 'rejected', text: 'Der Schuldner ist unbekannt verzogen', at });
      return;
    }
    const fileNumber = `AZ-${1000 + claims.length}`;
    const total = claim.principalCents + claim.interestCents + claim.dunningCostsCents;
    claims.push({ id, ourReference, fileNumber, email, total, ended: false });
    await say(id, { kind: 'accepted', fileNumber, at });
    await say(id, { kind: 'message', text: `Wir haben die Akte ${fileNumber} angelegt`, at });
  };
  return {
    claims: () => claims,
    async work(): Promise<void> {
      const { body } = await world.call('GET', '/agency/v1/claims', { key });
      for (const { id } of body['items'] as unknown as { id: number }[]) await take(id);
    },
    async passDays(days: number): Promise<void> {
      world.at(addSeconds(world.now(), days * 86_400).slice(0, 10));
      const on = world.now().slice(0, 10);
      for (const claim of claims.filter(({ email, ended }) => email.includes('+pays') && !ended)) {
        claim.ended = true;
        const amountCents = claim.total;
        await say(claim.id, { kind: 'payment', number: 'Z-1', on, amountCents, at: hour(-3) });
        await say(claim.id, { kind: 'payout', number: 'A-1', on, amountCents, at: hour(-2) });
        await say(claim.id, { kind: 'status', code: 'closed_paid', text: 'bezahlt', at: hour(-1) });
      }
    },
  };
}

async function heard(world: World, accountId: number) {
  const news = await rows(world, 'agency_news', { agency_account_id: accountId });
  const said = news.map((row) => ({
    kind: row['kind'],
    fileNumber: String(row['file_number']),
    ourReference: row['our_reference'] as string | null,
    code: row['code'] as string | null,
    occurredAt: fromAtOrNull(row['occurred_at'] as string | null),
    text: (JSON.parse(String(row['item'])) as { text?: string | null }).text ?? '',
  }));
  const closing = { closingReason: null, closingNote: null };
  return {
    changes: said
      .filter(({ kind }) => kind === 'status')
      .map(({ code, text, ...one }) => ({
        ...one,
        ...closing,
        code: code ?? '',
        text,
        details: text,
      })),
    messages: said.filter(({ kind }) => kind === 'message'),
  };
}
