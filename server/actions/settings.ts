import { Conflict, NotFound } from '../domain/errors.ts';
import { unusable } from '../domain/refusals.ts';
import type { Shop, ShopSettings } from '../domain/shop.ts';
import type { EmailMessage } from '../ports.ts';
import { inTransaction, sha256 } from '../storage/database.ts';
import { appendEvents } from '../storage/journal.ts';
import {
  addApiKey,
  getShop,
  lockShop,
  revokeApiKey,
  type Role,
  updateShop,
} from '../storage/shops.ts';
import type { Acting, House } from './house.ts';
import { closeTrials } from './trial-orders.ts';

/** Changes what is given and leaves the rest. The journal keeps which fields, not their values. */
export async function changeSettings(
  house: House,
  { shopId, change }: { shopId: number; change: object },
  { actor, at }: Acting,
): Promise<ShopSettings> {
  return inTransaction(house.db, async (trx) => {
    const shop = await lockShop(trx, shopId);
    const changed: string[] = [];
    const found = merged(shop.settings, change, { prefix: '', changed });
    const settings = found as unknown as ShopSettings;
    if (changed.length === 0) return shop.settings;
    await updateShop(trx, shopId, { settings });
    const data = { fields: changed.join(', ').slice(0, 2000) };
    await appendEvents(trx, shopId, [{ type: 'shop_settings.changed', data, actor }], at);
    return settings;
  });
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function merged(
  kept: object,
  change: object,
  { prefix, changed }: { prefix: string; changed: string[] },
): Fields {
  const result: Record<string, unknown> = { ...kept };
  for (const [name, value] of Object.entries(change)) {
    if (value === undefined) continue;
    const before = result[name];
    if (isFields(value) && isFields(before)) {
      result[name] = merged(before, value, { prefix: `${prefix}${name}.`, changed });
    } else if (JSON.stringify(before) !== JSON.stringify(value)) {
      result[name] = value;
      changed.push(`${prefix}${name}`);
    }
  }
  return result;
}

/**
 * Sends claims to the real agency from now on, or to the sandbox again. Whoever wants it writes the
 * domain of the shop by hand, so that no slip of the mouse hands debtors over. Trials end with it.
 */
export async function changeMode(
  house: House,
  wish: { shopId: number; mode: Shop['agencyMode']; confirmation: string },
  { actor, at }: Acting,
): Promise<{ mode: Shop['agencyMode'] }> {
  const { shopId, mode } = wish;
  return inTransaction(house.db, async (trx) => {
    const shop = await lockShop(trx, shopId);
    if (wish.confirmation.trim() !== shop.domain) {
      throw unusable('refused_confirmation', { domain: shop.domain });
    }
    if (shop.agencyMode === mode) throw new Conflict(`claims go to ${mode} already`);
    if (mode === 'live') await closeTrials(trx, house, shop, { actor, at });
    await updateShop(trx, shopId, { agencyMode: mode });
    await appendEvents(trx, shopId, [{ type: 'shop_mode.changed', data: { mode }, actor }], at);
    return { mode };
  });
}

/** Makes an API key known; the caller shows it once. */
export async function createApiKey(
  house: House,
  wish: { shopId: number; name: string; role: Role; key: string },
  { actor, at }: Acting,
): Promise<{ keyId: number; key: string }> {
  const { key, ...rest } = wish;
  return inTransaction(house.db, async (trx) => {
    const keyId = await addApiKey(trx, { ...rest, keyHash: sha256(key) }, at);
    const data = { keyId, role: wish.role };
    await appendEvents(trx, wish.shopId, [{ type: 'api_key.made', data, actor }], at);
    return { keyId, key };
  });
}

/** From now on the key opens nothing. */
export async function endApiKey(
  house: House,
  { shopId, keyId }: { shopId: number; keyId: number },
  { actor, at }: Acting,
): Promise<void> {
  await inTransaction(house.db, async (trx) => {
    if (!(await revokeApiKey(trx, { shopId, keyId }, at))) {
      throw new NotFound(`API key ${keyId} does not exist or is revoked already`);
    }
    await appendEvents(trx, shopId, [{ type: 'api_key.revoked', data: { keyId }, actor }], at);
  });
}

/** What the test of the mail server sends: to the asking user himself, and with nobody's data. */
export async function writeTestMail(
  house: House,
  { shopId, to, id }: { shopId: number; to: string | null; id: string },
): Promise<EmailMessage> {
  if (to === null) throw new Conflict('only a signed-in user has an address to send the test to');
  const { settings } = await getShop(house.db, shopId);
  const text =
    `This is the test mail of Mahnlauf for ${settings.creditor.name}.\n\n` +
    'The mail server took it, so reminders can leave. Look whether it landed in the spam folder.\n';
  const { host } = new URL(house.publicUrl);
  return {
    to,
    subject: 'Test mail of Mahnlauf',
    text,
    html: null,
    messageId: `<test-${id}@${host.replace(/:\d+$/, '')}>`,
    replyTo: settings.creditor.email,
  };
}

/** The mail server took it: reminders can leave. */
export async function testMailLeft(
  house: House,
  shopId: number,
  { actor, at }: Acting,
): Promise<void> {
  const event = { type: 'test_mail.sent' as const, actor };
  await inTransaction(house.db, (trx) => appendEvents(trx, shopId, [event], at));
}
