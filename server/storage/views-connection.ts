/** What the doors show of the connection to a shop. Reads only; no token leaves this file. */
import type { Db } from './database.ts';
import { findProgress } from './shop-progress.ts';
import { findSession } from './shop-sessions.ts';
import { getShop } from './shops.ts';
import { type Found, told } from './worklist-cases.ts';

/** The connection of a shop: may we read it, how far was it read, what waits to be shown there. */
export async function readConnection(
  db: Db,
  shopId: number,
  platform: { neededScopes: readonly string[]; writingScope: string } | undefined,
) {
  const { source, domain, state, settings } = await getShop(db, shopId);
  const session = await findSession(db, shopId);
  const isLiving = session !== null && session.endedAt === null;
  const scopes = isLiving ? session.scopes : [];
  const needed = isLiving ? (platform?.neededScopes ?? []) : [];
  const progress = await findProgress(db, shopId);
  const waiting: { n?: number | string } | undefined = await db('shown_orders')
    .where({ shop_id: shopId })
    .whereRaw('wanted > written')
    .count({ n: '*' })
    .first();
  const failed: { note: string } | undefined = await db('shown_orders')
    .where({ shop_id: shopId })
    .whereRaw('wanted > written')
    .whereNotNull('note')
    .orderBy('id', 'desc')
    .first('note');
  return {
    platform: source,
    domain,
    state,
    session:
      session === null ? ('never' as const) : isLiving ? ('living' as const) : ('ended' as const),
    provedAt: session?.provedAt ?? null,
    scopes: [...scopes],
    missingScopes: needed.filter((scope) => !scopes.includes(scope)),
    mayWrite: platform !== undefined && scopes.includes(platform.writingScope),
    platformReminders: settings.connection.platformReminders,
    leftToPlatform: settings.connection.leftToPlatform,
    reconciledAt: progress?.reconciledAt ?? null,
    reconcileNote: progress?.reconcileNote ?? null,
    waitingToShow: Number(waiting?.n ?? 0),
    showNote: failed?.note ?? null,
    import: await readImport(db, shopId),
  };
}

/** How far the first import is; `never` where the shop was never connected. */
export async function readImport(db: Db, shopId: number) {
  const progress = await findProgress(db, shopId);
  return {
    state: progress?.importState ?? ('never' as const),
    orders: progress?.importOrders ?? 0,
    read: progress?.importRead ?? 0,
    note: progress?.importNote ?? null,
    startedAt: progress?.importStartedAt ?? null,
    endedAt: progress?.importEndedAt ?? null,
  };
}

/** What waits for a person because of the connection to a shop. */
export async function listConnectionWork(db: Db, shopId: number): Promise<Found[]> {
  const session = await findSession(db, shopId);
  if (session === null || session.endedAt !== null) return [];
  const { platformReminders, leftToPlatform } = (await getShop(db, shopId)).settings.connection;
  const progress = await findProgress(db, shopId);
  const about = { id: shopId, receivableId: null, claimId: null };
  const items: Found[] = [];
  const isLeft = platformReminders === 'on' && leftToPlatform !== 'nothing';
  if (platformReminders !== 'off' && !isLeft) {
    const why = told(platformReminders === 'on' ? 'work_platform_on' : 'work_platform_unknown');
    const next =
      'turn them off there and set connection.platformReminders to "off", or leave ours out by ' +
      'connection.leftToPlatform';
    const { provedAt: since } = session;
    items.push({ ...about, kind: 'platform_reminders', since, ...why, next });
  }
  if (progress?.importState === 'failed') {
    const since = progress.importEndedAt ?? session.provedAt;
    const { importNote: note } = progress;
    const why = note === null ? told('work_import_failed') : { why: note, says: [] };
    items.push({ ...about, kind: 'shop_unread', since, ...why, next: 'POST /api/v1/import' });
  }
  return items;
}
