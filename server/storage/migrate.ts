import type { Knex } from 'knex';
import { Conflict } from '../domain/errors.ts';
import type { Instant } from '../domain/calendar.ts';
import { ensureLeases, releaseLease, takeLease } from './leases.ts';

const LEASE = 'migrate';
const LEASE_SECONDS = 60;

/**
 * Brings the database to this release and gives the names of the migrations it applied. A lease
 * keeps a second process out; one that died leaves a lease that ends by itself and a lock that is
 * taken away here, and each migration begins anew with what it left half-done.
 */
export async function migrate(
  db: Knex,
  {
    source,
    clock,
    owner,
  }: { source: Knex.MigrationSource<string>; clock: { now(): Instant }; owner: string },
): Promise<readonly string[]> {
  await ensureLeases(db);
  const lease = { name: LEASE, owner, seconds: LEASE_SECONDS };
  if (!(await takeLease(db, lease, clock.now()))) {
    throw new Conflict('another process migrates this database; wait a minute and try again');
  }
  const renewal = setInterval(() => {
    takeLease(db, lease, clock.now()).catch(() => undefined);
  }, 20_000);
  try {
    const settings = { migrationSource: source, tableName: 'knex_migrations' };
    await db.migrate.forceFreeMigrationsLock(settings);
    const [, applied] = (await db.migrate.latest(settings)) as [number, string[]];
    return applied;
  } finally {
    clearInterval(renewal);
    await releaseLease(db, LEASE, owner);
  }
}
