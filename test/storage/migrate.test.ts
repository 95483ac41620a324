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
    database = await kind.makeBare();
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

  it('ends right after any migration that died halfway and left its lock and its lease', async () => {
    const names = await migrationSource.getMigrations([]);
    let seconds = 0;
    for (const [index, name] of names.entries()) {
      const before = await tablesOf(db);
      await migrated(db, addSeconds(AT, seconds), { source: first(index + 1) });
      const whole = await dump(db);
      await dieHalfway(db, name, before);
      const died = addSeconds(AT, seconds);
      await takeLease(db, { name: 'migrate', owner: 'the dead one', seconds: 60 }, died);

      const tooEarly = migrated(db, addSeconds(died, 60), { source: first(index + 1) });
      await expect(tooEarly).rejects.toThrow('another process migrates');
      const later = addSeconds(died, 61);
      expect(await migrated(db, later, { source: first(index + 1) })).toEqual([name]);
      expect(await dump(db)).toBe(whole);
      seconds += 120;
    }
  });

  it('stops before tables that hold rows without a record, and says what to do', async () => {
    await migrated(db, AT, { source: first(1) });
    await db('shops').insert(SHOP);
    await db('knex_migrations').delete();
    const refused = migrated(db);
    await expect(refused).rejects.toThrow(/table shops holds rows.*knex_migrations.*backup/);
    await expect(refused).rejects.toBeInstanceOf(Conflict);
    expect(await db('shops').select('domain')).toEqual([{ domain: SHOP.domain }]);
    await db('shops').delete();
    expect(await migrated(db)).toEqual(await migrationSource.getMigrations([]));
  });

  it('keeps a second process out while the first is at work', async () => {
    const second = openDatabase(database.url);
    try {
      await ensureLeases(db);
      const outcomes = await Promise.allSettled([migrated(db), migrated(second)]);
      const applied = outcomes.filter((outcome) => outcome.status === 'fulfilled');
      const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
      expect(applied.filter((outcome) => outcome.value.length > 0)).toHaveLength(1);
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

/** The first migrations only, as an earlier release had them. */
const first = (count: number): typeof migrationSource => ({
  ...migrationSource,
  getMigrations: async (extensions) =>
    (await migrationSource.getMigrations(extensions)).slice(0, count),
});

/** As when the process died before it had made every table and written down what it did. */
async function dieHalfway(db: Db, name: string, before: readonly string[]): Promise<void> {
  await db('knex_migrations').where({ name }).delete();
  const made = (await tablesOf(db)).filter((table) => !before.includes(table));
  let dropped = 0;
  for (const table of made.filter((one) => !/^(knex|leases)/.test(one))) {
    if (dropped === 2) break;
    const isFree = await db.schema.dropTable(table).then(
      () => true,
      () => false,
    );
    if (isFree) dropped += 1;
  }
  await db('knex_migrations_lock').update({ is_locked: 1 });
}

async function tablesOf(db: Db): Promise<string[]> {
  const sql = isServer(db)
    ? 'select table_name as name from information_schema.tables where table_schema = database()'
    : "select name from sqlite_master where type = 'table' and name not like 'sqlite%'";
  const answer: unknown = await db.raw(sql);
  const rows = (isServer(db) ? (answer as [unknown])[0] : answer) as { name: string }[];
  return rows.map((row) => row.name).toSorted();
}

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
