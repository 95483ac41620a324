import { presetPolicy } from '../domain/dunning.ts';
import { Conflict } from '../domain/errors.ts';
import { conflict } from '../domain/refusals.ts';
import {
  type Creditor,
  missingOf,
  presetSettings,
  type Shop,
  type ShopSettings,
} from '../domain/shop.ts';
import type { ShopProfile, ShopSession, ShopVisitor } from '../ports.ts';
import { inTransaction, type Trx } from '../storage/database.ts';
import { wakeWaiting } from '../storage/inbox.ts';
import { appendEvents } from '../storage/journal.ts';
import { addPolicy } from '../storage/policies.ts';
import { wantImport } from '../storage/shop-progress.ts';
import { findSession, keepSession } from '../storage/shop-sessions.ts';
import { addShop, findShopByDomain, getShop, updateShop } from '../storage/shops.ts';
import type { Acting, House } from './house.ts';

/** Names nobody yet: the merchant does. */
const NOBODY: Creditor = {
  name: '',
  street: '',
  postcode: '',
  city: '',
  country: '',
  email: '',
  phone: null,
  iban: '',
  bic: null,
  bank: null,
};

/**
 * Keeps a shop's session, and serves the shop, or serves it again after it had removed the app. Who
 * opens the app first decides as its owner. Messages that waited for a token go on.
 */
export async function connectShop(
  house: House,
  visit: { source: string; visitor: ShopVisitor; session: ShopSession },
  acting: Acting,
): Promise<{ shopId: number; isNew: boolean }> {
  const { source, visitor, session } = visit;
  return inTransaction(house.db, async (trx) => {
    const known = await findShopByDomain(trx, source, visitor.shopDomain);
    const shopId = known?.id ?? (await addNewShop(trx, source, visitor, acting));
    const before = await findSession(trx, shopId);
    if (known?.state === 'uninstalled') {
      const state = missingOf(known.settings.creditor).length === 0 ? 'active' : 'setting_up';
      await updateShop(trx, shopId, { state });
      await tell(trx, shopId, 'shop.installed', acting);
    }
    await keepSession(trx, {
      ...session,
      shopId,
      sealedTokens: house.seals.seal(
        JSON.stringify({ accessToken: session.accessToken, refreshToken: session.refreshToken }),
      ),
      provedAt: acting.at,
    });
    const isNew = before === null || before.endedAt !== null;
    if (isNew) {
      await wantImport(trx, shopId, acting.at);
      await tell(trx, shopId, 'shop.connected', acting);
    }
    await wakeWaiting(trx, { source, domain: visitor.shopDomain }, ['session'], acting.at);
    return { shopId, isNew };
  });
}

async function addNewShop(
  trx: Trx,
  source: string,
  { shopDomain: domain, userNumber }: ShopVisitor,
  acting: Acting,
): Promise<number> {
  const settings: ShopSettings = {
    ...presetSettings,
    creditor: NOBODY,
    connection: { ...presetSettings.connection, ownerNumbers: [userNumber] },
  };
  const shop = { source, domain, state: 'setting_up', agencyMode: 'sandbox', settings } as const;
  const shopId = await addShop(trx, shop, acting.at);
  const policy = { scope: 'shop', scopeKey: '', policy: presetPolicy } as const;
  await addPolicy(trx, shopId, policy, acting.at);
  await tell(trx, shopId, 'shop.installed', acting);
  return shopId;
}

const tell = (
  trx: Trx,
  shopId: number,
  type: 'shop.installed' | 'shop.connected' | 'shop.set_up',
  { actor, at }: Acting,
): Promise<void> => appendEvents(trx, shopId, [{ type, actor }], at);

/** Fills in what the shop says of itself, as long as nobody has said it here. */
export async function adoptProfile(
  house: House,
  shopId: number,
  profile: ShopProfile,
): Promise<void> {
  await inTransaction(house.db, async (trx) => {
    const { settings, state } = await getShop(trx, shopId);
    if (state !== 'setting_up' || settings.creditor.name !== '') return;
    const { street, postcode, city, country, email, phone, timeZone } = profile;
    const name = profile.company ?? profile.name;
    const creditor = { ...settings.creditor, name, street, postcode, city, country, email, phone };
    await updateShop(trx, shopId, { settings: { ...settings, creditor, timeZone } });
  });
}

/** The creditor is named, so that letters can be: from now on the daily runs serve the shop. */
export async function setUpShop(
  house: House,
  shopId: number,
  acting: Acting,
): Promise<{ state: Shop['state'] }> {
  return inTransaction(house.db, async (trx) => {
    const { settings, state } = await getShop(trx, shopId);
    if (state === 'uninstalled') throw new Conflict('this shop has removed the app');
    const missing = missingOf(settings.creditor);
    if (missing.length > 0) {
      throw conflict('refused_creditor', { fields: missing.join(', ') });
    }
    if (state === 'active') return { state };
    await updateShop(trx, shopId, { state: 'active' });
    await tell(trx, shopId, 'shop.set_up', acting);
    return { state: 'active' };
  });
}

/** Reads all open orders again from the beginning. */
export async function importAgain(house: House, shopId: number, acting: Acting): Promise<void> {
  await inTransaction(house.db, async (trx) => {
    const session = await findSession(trx, shopId);
    if (session === null || session.endedAt !== null) {
      throw new Conflict('the shop is not connected; the merchant must open the app once');
    }
    await wantImport(trx, shopId, acting.at);
  });
}

/** The shop of a visitor of its admin and what he may do there, or null where none is served. */
export async function findVisitorShop(
  house: House,
  source: string,
  { shopDomain, userNumber }: ShopVisitor,
): Promise<{ shopId: number; role: 'owner' | 'clerk' } | null> {
  const shop = await findShopByDomain(house.db, source, shopDomain);
  if (shop === null || shop.state === 'uninstalled') return null;
  const { ownerNumbers } = shop.settings.connection;
  return { shopId: shop.id, role: ownerNumbers.includes(userNumber) ? 'owner' : 'clerk' };
}
