import type { Knex } from 'knex';
import { addSeconds, type Instant } from '../domain/calendar.ts';
import { type Db, toAt } from './database.ts';

/**
 * A lease says who may do a thing for a while: a run, a poll, a migration. It is one row that is
 * taken by an UPDATE which checks the rows it got, so it holds on every database. Migrations need
 * one before any migration ran, so the table makes itself.
 */
export async function ensureLeases(db: Knex): Promise<void> {
  await db.raw(
    'create table if not exists leases ' +
      '(name varchar(100) primary key, owner varchar(60), lease_until varchar(23))',
  );
}

/** Takes or renews the lease. False while another owner holds it. */
export async function takeLease(
  db: Db,
  lease: { name: string; owner: string; seconds: number },
  at: Instant,
): Promise<boolean> {
  const { name, owner } = lease;
  await db('leases').insert({ name, owner: null, lease_until: null }).onConflict('name').ignore();
  const got = await db('leases')
    .where({ name })
    .where((free) => {
      void free.whereNull('owner').orWhere('lease_until', '<', toAt(at)).orWhere('owner', owner);
    })
    .update({ owner, lease_until: toAt(addSeconds(at, lease.seconds)) });
  return got === 1;
}

/** Gives the lease back; nothing happens when another owner has taken it meanwhile. */
export async function releaseLease(db: Db, name: string, owner: string): Promise<void> {
  await db('leases').where({ name, owner }).update({ owner: null, lease_until: null });
}
