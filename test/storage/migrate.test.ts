import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { migrationSource } from '../../migrations/index.ts';
import { addSeconds } from '../../server/domain/calendar.ts';
import { Conflict } from '../../server/domain/errors.ts';
import { type Db, isServer, openDatabase, toAt } from '../../server/storage/database.ts';
import { ensureLeases, takeLease } from '../../server/storage/leases.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import { AT, migrated } from './books.ts';

describe.each(databases)('migrating on $name', (kind) => {
  let database: TestDatabase;
  let db: Db;
  beforeEach(async () => {
    database = await kind.make();
    db = openDatabase(database.url);
  });
  afterEach(async () => {
    await db.destroy();
    await database.remove();
  });

  it('brings an empty database up, and doing it again does nothing', async () => {
    expect(await migrated(db)).toEqual(await migrationSource.getMigrations([]));
    const before = await dump(db);
    expect(await migrated(db)).toEqual([]);
    expect(await dump(db)).toBe(before);
    expectGolden(kind.name, before);
  });

  it('ends right after a migration that died halfway and left its lock and its lease', async () => {
    await migrated(db);
    const whole = await dump(db);
    await forgetMigration(db);
    await db.schema.dropTable('privacy_requests');
    await db.schema.dropTable('outbox');
    await db('knex_migrations_lock').update({ is_locked: 1 });
    await takeLease(db, { name: 'migrate', owner: 'the dead one', seconds: 60 }, AT);

    const lastSecond = addSeconds(AT, 60);
    await expect(migrated(db, lastSecond)).rejects.toThrow('another process migrates');
    expect(await migrated(db, addSeconds(AT, 61))).toHaveLength(1);
    expect(await dump(db)).toBe(whole);
  });

  it('stops before tables that hold rows without a record, and says what to do', async () => {
    await migrated(db);
    await db('shops').insert(SHOP);
    await forgetMigration(db);
    const refused = migrated(db);
    await expect(refused).rejects.toThrow(/table shops holds rows.*knex_migrations.*backup/);
    await expect(refused).rejects.toBeInstanceOf(Conflict);
    expect(await db('shops').select('domain')).toEqual([{ domain: SHOP.domain }]);
  });

  it('can be asked again after it was refused', async () => {
    await migrated(db);
    await db('shops').insert(SHOP);
    await forgetMigration(db);
    await expect(migrated(db)).rejects.toThrow('table shops holds rows');
    await db('shops').delete();
    expect(await migrated(db)).toHaveLength(1);
  });

  it('keeps a second process out while the first is at work', async () => {
    const second = openDatabase(database.url);
    try {
      await ensureLeases(db);
      const outcomes = await Promise.allSettled([migrated(db), migrated(second)]);
      const applied = outcomes.filter((outcome) => outcome.status === 'fulfilled');
      const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
      expect(applied.filter((outcome) => outcome.value.length === 1)).toHaveLength(1);
      for (const { reason } of refused) expect(reason).toBeInstanceOf(Conflict);
      expect(await migrated(second)).toEqual([]);
    } finally {
      await second.destroy();
    }
  });
});

const SHOP = {
  source: 'shopify',
  domain: 'example.myshopify.com',
  state: 'active',
  agency_mode: 'sandbox',
  settings: '{}',
  created_at: toAt(AT),
};

/** As when the process died before it wrote down what it had done. */
const forgetMigration = (db: Db) => db('knex_migrations').delete();

/** Every table as the database describes it, without what differs from run to run. */
async function dump(db: Db): Promise<string> {
  const tables = isServer(db) ? await mariadbTables(db) : await sqliteTables(db);
  return `${tables.join('\n\n')}\n`;
}

async function sqliteTables(db: Db): Promise<string[]> {
  const rows: { sql: string }[] = await db('sqlite_master')
    .whereNotNull('sql')
    .whereNot('name', 'like', 'sqlite%')
    .orderBy([{ column: 'tbl_name' }, { column: 'type', order: 'desc' }, { column: 'name' }])
    .select('sql');
  return rows.map((row) => `${row.sql.replaceAll(', `', ',\n  `')};`);
}

async function mariadbTables(db: Db): Promise<string[]> {
  const [names] = (await db.raw('show tables')) as [Record<string, string>[]];
  const tables: string[] = [];
  for (const name of names.flatMap((row) => Object.values(row))) {
    const [[row]] = (await db.raw('show create table ??', [name])) as [Record<string, string>[]];
    tables.push(`${row?.['Create Table']?.replace(/ AUTO_INCREMENT=\d+/, '')};`);
  }
  return tables;
}

/** UPDATE_GOLDEN=1 writes the file anew; look at the difference before it is committed. */
function expectGolden(name: string, schema: string): void {
  const file = fileURLToPath(
    new URL(`../golden/schema.${name.toLowerCase()}.sql`, import.meta.url),
  );
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, schema);
  expect(schema).toBe(readFileSync(file, 'utf8'));
}
