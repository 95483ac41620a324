/** How far a shop is on its way to a first claim in the sandbox. Reads only. */
import { missingOf } from '../domain/shop.ts';
import { TRIAL } from '../domain/trial.ts';
import { type Db, fromAtOrNull } from './database.ts';
import { findSession } from './shop-sessions.ts';
import { findAgencyAccount, getShop } from './shops.ts';

export async function readSetup(db: Db, shopId: number) {
  const { settings, agencyMode, state } = await getShop(db, shopId);
  const session = await findSession(db, shopId);
  const account = await findAgencyAccount(db, shopId, 'sandbox');
  const live = await findAgencyAccount(db, shopId, 'live');
  const has = async (table: string, more: Readonly<Record<string, unknown>> = {}) =>
    (await db(table)
      .where({ shop_id: shopId, ...more })
      .first('id')) !== undefined;
  const run: unknown = await db('dunning_runs')
    .where({ shop_id: shopId })
    .whereNot('actor', TRIAL)
    .first('id');
  const event = async (type: string) => {
    const row: { at: string } | undefined = await db('journal_events')
      .where({ shop_id: shopId, type })
      .whereNot('actor', TRIAL)
      .orderBy('sequence', 'desc')
      .first({ at: 'recorded_at' });
    return fromAtOrNull(row?.at ?? null);
  };
  return {
    state,
    mode: agencyMode,
    /** Fields of the creditor that letters need. */
    missing: missingOf(settings.creditor),
    hasShop: session !== null && session.endedAt === null,
    hasReceivables: await has('receivables', { is_trial: false }),
    hasTrials: await has('receivables', { is_trial: true }),
    mailTestedAt: (await event('test_mail.sent')) ?? (await event('reminder.sent')),
    hasPolicy: await has('dunning_policies'),
    hasRun: run !== undefined,
    account: account === null ? null : { checkedAt: account.checkedAt, refusal: account.refusal },
    hasClaim: await has('claims', { mode: 'sandbox' }),
    isLiveReady: live !== null && live.checkedAt !== null,
  };
}
