import { type Instant, instant } from '../domain/calendar.ts';
import { NotFound } from '../domain/errors.ts';
import { presetSettings, type Shop, type ShopSettings, type ShopState } from '../domain/shop.ts';
import { type Db, fromAt, fromAtOrNull, insertRow, toAt, type Trx } from './database.ts';

interface ShopRow {
  id: number;
  source: string;
  domain: string;
  state: ShopState;
  agency_mode: 'sandbox' | 'live';
  settings: string;
  dunning_stopped_at: string | null;
  dunning_stopped_because: string | null;
}

const toShop = (row: ShopRow): Shop => ({
  id: row.id,
  source: row.source,
  domain: row.domain,
  state: row.state,
  agencyMode: row.agency_mode,
  settings: withPresets(JSON.parse(row.settings) as ShopSettings),
  dunningStop:
    row.dunning_stopped_at === null
      ? null
      : { since: fromAt(row.dunning_stopped_at), reason: row.dunning_stopped_because ?? '' },
});

/** Settings that are younger than the shop have their preset. */
const withPresets = (kept: ShopSettings): ShopSettings => ({
  ...presetSettings,
  ...kept,
  connection: { ...presetSettings.connection, ...kept.connection },
  invoiceNumber: { ...presetSettings.invoiceNumber, ...kept.invoiceNumber },
  clarification: { ...presetSettings.clarification, ...kept.clarification },
  dunning: { ...presetSettings.dunning, ...kept.dunning },
  handover: { ...presetSettings.handover, ...kept.handover },
});

export async function findShopByDomain(
  db: Db,
  source: string,
  domain: string,
): Promise<Shop | null> {
  const row: ShopRow | undefined = await db('shops').where({ source, domain }).first();
  return row === undefined ? null : toShop(row);
}

export async function getShop(db: Db, shopId: number): Promise<Shop> {
  const row: ShopRow | undefined = await db('shops').where({ id: shopId }).first();
  if (row === undefined) throw new NotFound(`shop ${shopId} does not exist`);
  return toShop(row);
}

/** The shop, locked until the transaction ends: its settings are read and written as a whole. */
export async function lockShop(trx: Trx, shopId: number): Promise<Shop> {
  const row: ShopRow | undefined = await trx('shops').where({ id: shopId }).forUpdate().first();
  if (row === undefined) throw new NotFound(`shop ${shopId} does not exist`);
  return toShop(row);
}

export async function addShop(trx: Trx, shop: Omit<Shop, 'id'>, at: Instant): Promise<number> {
  return insertRow(trx, 'shops', {
    source: shop.source,
    domain: shop.domain,
    state: shop.state,
    agency_mode: shop.agencyMode,
    settings: JSON.stringify(shop.settings),
    created_at: toAt(at),
  });
}

export async function updateShop(
  trx: Trx,
  shopId: number,
  change: { state?: ShopState; agencyMode?: 'sandbox' | 'live'; settings?: ShopSettings },
): Promise<void> {
  const row: Record<string, string> = {};
  if (change.state !== undefined) row['state'] = change.state;
  if (change.agencyMode !== undefined) row['agency_mode'] = change.agencyMode;
  if (change.settings !== undefined) row['settings'] = JSON.stringify(change.settings);
  await trx('shops').where({ id: shopId }).update(row);
}

/** Turns the emergency stop on with its reason, or off. */
export async function setDunningStop(
  trx: Trx,
  shopId: number,
  stop: Shop['dunningStop'],
): Promise<void> {
  const on = stop ?? null;
  await trx('shops')
    .where({ id: shopId })
    .update({
      dunning_stopped_at: on === null ? null : toAt(on.since),
      dunning_stopped_because: on?.reason ?? null,
    });
}

export interface AgencyAccount {
  id: number;
  shopId: number;
  agency: string;
  mode: 'sandbox' | 'live';
  settings: Readonly<Record<string, unknown>>;
  sealedCredentials: string;
  checkedAt: Instant | null;
  /** Since when the agency refuses the account; nothing is sent until a check passes. */
  refusedAt: Instant | null;
  refusal: string | null;
  /** Calls in a row that did not reach the agency. */
  failures: number;
  /** Nothing is sent before this instant, because the agency was not reached. */
  pausedUntil: Instant | null;
}

interface AccountRow {
  id: number;
  shop_id: number;
  agency: string;
  mode: 'sandbox' | 'live';
  settings: string;
  sealed_credentials: string;
  checked_at: string | null;
  refused_at: string | null;
  refusal: string | null;
  failures: number;
  paused_until: string | null;
}

export const toAgencyAccount = (row: AccountRow): AgencyAccount => ({
  id: row.id,
  shopId: row.shop_id,
  agency: row.agency,
  mode: row.mode,
  settings: JSON.parse(row.settings) as Record<string, unknown>,
  sealedCredentials: row.sealed_credentials,
  checkedAt: fromAtOrNull(row.checked_at),
  refusedAt: fromAtOrNull(row.refused_at),
  refusal: row.refusal,
  failures: Number(row.failures),
  pausedUntil: fromAtOrNull(row.paused_until),
});

/** The shop's account at an agency in one mode, or null when there is none yet. */
export async function findAgencyAccount(
  db: Db,
  shopId: number,
  mode: 'sandbox' | 'live',
): Promise<AgencyAccount | null> {
  const row: AccountRow | undefined = await db('agency_accounts')
    .where({ shop_id: shopId, mode })
    .orderBy('id')
    .first();
  return row === undefined ? null : toAgencyAccount(row);
}

export async function getAgencyAccount(
  db: Db,
  shopId: number,
  accountId: number,
): Promise<AgencyAccount> {
  const row: AccountRow | undefined = await db('agency_accounts')
    .where({ shop_id: shopId, id: accountId })
    .first();
  if (row === undefined) throw new NotFound(`agency account ${accountId} does not exist`);
  return toAgencyAccount(row);
}

/** The account with this id, whosever it is: jobs go through the accounts of all shops. */
export async function findAccountById(trx: Trx, accountId: number): Promise<AgencyAccount | null> {
  const row: AccountRow | undefined = await trx('agency_accounts')
    .where({ id: accountId })
    .forUpdate()
    .first();
  return row === undefined ? null : toAgencyAccount(row);
}

/** The accounts of all shops at one agency in one mode, locked. */
export async function lockAccountsOf(
  trx: Trx,
  agency: string,
  mode: AgencyAccount['mode'],
): Promise<AgencyAccount[]> {
  const rows: AccountRow[] = await trx('agency_accounts')
    .where({ agency, mode })
    .orderBy('id')
    .forUpdate();
  return rows.map(toAgencyAccount);
}

/** Saves an agency account, or replaces what an earlier one of the same mode held. */
export async function saveAgencyAccount(
  trx: Trx,
  account: Pick<AgencyAccount, 'shopId' | 'agency' | 'mode' | 'settings' | 'sealedCredentials'>,
  at: Instant,
): Promise<void> {
  const key = { shop_id: account.shopId, agency: account.agency, mode: account.mode };
  const values = {
    settings: JSON.stringify(account.settings),
    sealed_credentials: account.sealedCredentials,
  };
  const changed = await trx('agency_accounts')
    .where(key)
    .update({ ...values, checked_at: null });
  if (changed === 0) {
    await insertRow(trx, 'agency_accounts', { ...key, ...values, created_at: toAt(at) });
  }
}

/** Remembers that the account answered a harmless read: a gate of every hand-over. */
export async function markAccountChecked(trx: Trx, accountId: number, at: Instant): Promise<void> {
  await trx('agency_accounts')
    .where({ id: accountId })
    .update({ checked_at: toAt(at), ...HEALTHY });
}

const HEALTHY = { refused_at: null, refusal: null, failures: 0, paused_until: null };

/** The agency refuses the account: it counts as unchecked until a check passes. */
export async function markAccountRefused(
  trx: Trx,
  accountId: number,
  refusal: string,
  at: Instant,
): Promise<void> {
  await trx('agency_accounts')
    .where({ id: accountId })
    .update({ checked_at: null, refused_at: toAt(at), refusal: refusal.slice(0, 1000) });
}

/** Remembers how often in a row the agency was not reached, and until when it is left in peace. */
export async function markAccountFailing(
  trx: Trx,
  accountId: number,
  change: { failures: number; pausedUntil: Instant | null },
): Promise<void> {
  const { failures, pausedUntil } = change;
  const paused_until = pausedUntil === null ? null : toAt(pausedUntil);
  await trx('agency_accounts').where({ id: accountId }).update({ failures, paused_until });
}

/**
 * The moment at which an agency is told something, later than any before it whatever the clocks of
 * our processes show. The account stays locked until the transaction ends, so that moments become
 * visible in their order.
 */
export async function nextToldAt(trx: Trx, accountId: number, at: Instant): Promise<Instant> {
  const account = trx('agency_accounts').where({ id: accountId });
  const row: { told_at: string | null } | undefined = await account
    .clone()
    .forUpdate()
    .first('told_at');
  const last = fromAtOrNull(row?.told_at ?? null);
  const isNewer = last === null || last < at;
  const next = isNewer ? at : instant(new Date(Date.parse(last) + 1).toISOString());
  await account.update({ told_at: toAt(next) });
  return next;
}

/** `agency` opens the door of one agency account and nothing of the shop's own API. */
export type Role = 'owner' | 'clerk' | 'read_only' | 'agency';

/** Adds an API key; only its SHA-256 is kept. */
export async function addApiKey(
  trx: Trx,
  key: {
    shopId: number;
    name: string;
    role: Role;
    keyHash: string;
    /** Of the role `agency` only. */
    agencyAccountId?: number;
  },
  at: Instant,
): Promise<number> {
  return insertRow(trx, 'api_keys', {
    shop_id: key.shopId,
    name: key.name,
    role: key.role,
    key_hash: key.keyHash,
    agency_account_id: key.agencyAccountId ?? null,
    created_at: toAt(at),
  });
}

/** False when the shop has no such key that still opens something. */
export async function revokeApiKey(
  trx: Trx,
  { shopId, keyId }: { shopId: number; keyId: number },
  at: Instant,
): Promise<boolean> {
  const changed = await trx('api_keys')
    .where({ shop_id: shopId, id: keyId })
    .whereNull('revoked_at')
    .update({ revoked_at: toAt(at) });
  return changed > 0;
}
