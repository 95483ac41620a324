/** Gives the shop of a world another agency than the sandbox one. */
import { randomBytes } from 'node:crypto';
import {
  accountWasChecked,
  keepAgencyAccount,
  makeApiKey,
} from '../../server/actions/administer.ts';
import { listAgencyAccounts } from '../../server/storage/queues.ts';
import type { World } from './world.ts';

/** Takes the account away that the world began with and puts one of this kind in its place. */
export async function useAgency(
  world: World,
  agency: 'file' | 'pull',
  settings: Readonly<Record<string, unknown>> = {},
  shopId = world.shopId,
): Promise<number> {
  const { house, sealing } = world.service;
  const acting = { actor: 'test', at: world.now() };
  await house.db('agency_accounts').where({ shop_id: shopId }).delete();
  const sealedCredentials = sealing.seal('{}');
  const account = { shopId, agency, mode: 'sandbox' as const, settings, sealedCredentials };
  await keepAgencyAccount(house, account, acting);
  const kept = (await listAgencyAccounts(house.db)).find((one) => one.shopId === shopId);
  if (kept === undefined) throw new Error('the account was not kept');
  await accountWasChecked(house, kept.id, acting);
  return kept.id;
}

/** A key that opens the door of one agency account. */
export async function agencyKey(world: World, accountId: number, shopId = world.shopId) {
  const key = randomBytes(24).toString('base64url');
  const wish = { shopId, name: 'agency', role: 'agency', key, agencyAccountId: accountId } as const;
  await makeApiKey(world.service.house, wish, { actor: 'test', at: world.now() });
  return key;
}

/** The days on which a consumer of the preset policy is reminded and handed over. */
export const DAYS_TO_HANDOVER = [
  '2026-03-21',
  '2026-03-31',
  '2026-04-14',
  '2026-04-26',
  '2026-05-10',
  '2026-05-20',
];
