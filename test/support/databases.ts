import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import knex, { type Knex } from 'knex';

/** A database of its own for one test: its URL, and how to throw it away. */
export interface TestDatabase {
  url: string;
  remove(): Promise<void>;
}

export interface DatabaseKind {
  name: string;
  /** Without rows; on a server its tables may be there already, left by an earlier test. */
  make(): Promise<TestDatabase>;
  /** Without tables. */
  makeBare(): Promise<TestDatabase>;
}

/**
 * Memory that looks like a folder, where it is large enough: each commit waits for its file, and the
 * tests kill our process, never the machine.
 */
function quickFolder(): string {
  const memory = '/dev/shm';
  if (!existsSync(memory)) return tmpdir();
  const { bavail, bsize } = statfsSync(memory);
  return bavail * bsize > ENOUGH_BYTES ? memory : tmpdir();
}

const ENOUGH_BYTES = 2 ** 30;

/** SQLite in a file. */
export const sqlite = ((): DatabaseKind => {
  const folder = quickFolder();
  const make = (): Promise<TestDatabase> => {
    const directory = mkdtempSync(join(folder, 'mahnlauf-test-'));
    return Promise.resolve({
      url: `sqlite:${join(directory, 'test.sqlite')}`,
      remove: async () => rmSync(directory, { recursive: true, force: true }),
    });
  };
  return { name: 'SQLite', make, makeBare: make };
})();

/** Making eighty tables takes a server seconds, so a database is emptied and used again. */
const mariadb = (server: string): DatabaseKind => {
  const bare = async (): Promise<string> => {
    const name = `t_${randomUUID().replaceAll('-', '')}`;
    await on(server, (db) => db.raw(`create database ${name}`));
    return name;
  };
  return {
    name: 'MariaDB',
    async make() {
      const name = (await on(server, takeFree)) ?? (await bare());
      const remove = (): Promise<void> => on(server, (db) => giveBack(db, name));
      return { url: `${server}/${name}`, remove };
    },
    async makeBare() {
      const name = await bare();
      const remove = (): Promise<void> => on(server, (db) => db.raw(`drop database ${name}`));
      return { url: `${server}/${name}`, remove };
    },
  };
};

/** A database that no test uses now; `start-mariadb.js` made the list. */
async function takeFree(db: Knex): Promise<string | null> {
  const [rows] = (await db.raw('delete from pool.free limit 1 returning name')) as [
    { name: string }[],
  ];
  return rows[0]?.name ?? null;
}

/** Empties every table that was used, so that ids begin at 1 again, but knows its migrations. */
async function giveBack(db: Knex, name: string): Promise<void> {
  const tables: { table: string; next: unknown }[] = await db('information_schema.tables')
    .where({ table_schema: name })
    .whereNot('table_name', 'like', 'knex%')
    .select('table_name as table', 'auto_increment as next');
  await db.raw('set foreign_key_checks = 0');
  for (const { table, next } of tables) {
    const row: unknown = await db(`${name}.${table}`).first(db.raw('1'));
    if (row !== undefined || Number(next ?? 1) > 1) await db.raw(`truncate ${name}.${table}`);
  }
  await db('pool.free').insert({ name });
}

async function on<T>(server: string, work: (db: Knex) => PromiseLike<T>): Promise<T> {
  const { hostname, port, username, password } = new URL(server);
  const connection = { host: hostname, port: Number(port), user: username, password };
  const db = knex({ client: 'mysql2', connection, pool: { min: 1, max: 1 } });
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}

const server = process.env['TEST_MARIADB_URL'];

/** Every database the product runs on: the same tests run on each. */
export const databases: readonly DatabaseKind[] =
  server === undefined ? [sqlite] : [sqlite, mariadb(server)];
