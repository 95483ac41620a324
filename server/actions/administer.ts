import type { DunningPolicy } from '../domain/dunning.ts';
import { presetPolicy } from '../domain/dunning.ts';
import { Conflict } from '../domain/errors.ts';
import type { Shop, ShopSettings } from '../domain/shop.ts';
import { inTransaction, sha256 } from '../storage/database.ts';
import { appendEvents } from '../storage/journal.ts';
import { addPolicy } from '../storage/policies.ts';
import {
  addApiKey,
  addShop,
  findAccountById,
  findShopByDomain,
  lockAccountsOf,
  markAccountChecked,
  type Role,
  saveAgencyAccount,
  updateShop,
} from '../storage/shops.ts';
import { holdAccount } from './claim-moves.ts';
import type { Acting, House } from './house.ts';

/** Serves a shop, or serves it again; a new one begins with the preset dunning policy. */
export async function installShop(
  house: House,
  wish: {
    source: string;
    domain: string;
    agencyMode: Shop['agencyMode'];
    settings: ShopSettings;
    policy?: DunningPolicy;
  },
  acting: Acting,
): Promise<{ shopId: number }> {
  return inTransaction(house.db, async (trx) => {
    const known = await findShopByDomain(trx, wish.source, wish.domain);
    const { source, domain, agencyMode, settings } = wish;
    const shopId =
      known?.id ??
      (await addShop(trx, { source, domain, state: 'active', agencyMode, settings }, acting.at));
    if (known !== null) await updateShop(trx, shopId, { state: 'active', agencyMode, settings });
    if (known === null || wish.policy !== undefined) {
      const policy = wish.policy ?? presetPolicy;
      await addPolicy(trx, shopId, { scope: 'shop', scopeKey: '', policy }, acting.at);
    }
    const event = { type: 'shop.installed' as const, actor: acting.actor, data: { agencyMode } };
    await appendEvents(trx, shopId, [event], acting.at);
    return { shopId };
  });
}

/**
 * Saves the account at an agency; its credentials come sealed. It must be checked before use. Throws
 * `Conflict` where another shop has it: the first to fetch its news would keep the other's.
 */
export async function keepAgencyAccount(
  house: House,
  account: Parameters<typeof saveAgencyAccount>[1],
  acting: Acting,
): Promise<void> {
  await inTransaction(house.db, async (trx) => {
    const { agency, mode } = account;
    const clientId = account.settings['clientId'];
    for (const other of await lockAccountsOf(trx, agency, mode)) {
      if (clientId === undefined || other.settings['clientId'] !== clientId) continue;
      if (other.shopId === account.shopId) continue;
      throw new Conflict(
        `shop ${other.shopId} uses client ${JSON.stringify(clientId)} of ${agency} (${mode}) already; ` +
          'ask the agency for an account of its own for each shop',
      );
    }
    await saveAgencyAccount(trx, account, acting.at);
  });
}

/** The account answered a harmless read just now; hand-overs may use it, and what waited goes on. */
export async function accountWasChecked(
  house: House,
  accountId: number,
  acting: Acting,
): Promise<void> {
  await inTransaction(house.db, async (trx) => {
    const account = await findAccountById(trx, accountId);
    await markAccountChecked(trx, accountId, acting.at);
    if (account === null || account.refusedAt === null) return;
    const data = { accountId };
    const event = { type: 'agency_account.checked' as const, actor: acting.actor, data };
    await appendEvents(trx, account.shopId, [event], acting.at);
  });
}

/** The agency refuses the account: nothing is sent through it until a check passes. */
export async function accountWasRefused(
  house: House,
  accountId: number,
  refusal: string,
  acting: Acting,
): Promise<void> {
  await inTransaction(house.db, async (trx) => {
    const account = await findAccountById(trx, accountId);
    if (account !== null) await holdAccount(trx, account, refusal, acting);
  });
}

/** Makes an API key known. The key is shown once by the caller; only its hash is kept. */
export async function makeApiKey(
  house: House,
  wish: { shopId: number; name: string; role: Role; key: string; agencyAccountId?: number },
  acting: Acting,
): Promise<void> {
  const { key, ...rest } = wish;
  await inTransaction(house.db, (trx) =>
    addApiKey(trx, { ...rest, keyHash: sha256(key) }, acting.at),
  );
}
