import { hash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import knex, { type Knex } from 'knex';
import { type Instant, instant } from '../domain/calendar.ts';
import { InvalidInput } from '../domain/errors.ts';

/** A connection or a transaction; storage functions take it first. */
export type Db = Knex;
export type Trx = Knex.Transaction;

/**
 * Opens the database that `url` names: `sqlite:<file>` (WAL, every commit on disk) or
 * `mysql://user:password@host:port/name` (MySQL 8, MariaDB 10.6 and later).
 */
export function openDatabase(url: string): Knex {
  if (url.startsWith('sqlite:')) return openSqlite(url.slice('sqlite:'.length));
  if (url.startsWith('mysql://')) return openMysql(url);
  throw new InvalidInput('DATABASE_URL must begin with "sqlite:" or "mysql://"');
}

/**
 * The text of an error shows the query without its values: errors are logged, debtors are not. What
 * knex would print beside it is thrown as well, so the standard output belongs to our commands.
 */
const DISCREET = {
  compileSqlOnError: false,
  log: { warn: nothing, error: nothing, deprecate: nothing, debug: nothing },
};

function nothing(): void {
  // The error itself says it.
}

function openSqlite(filename: string): Knex {
  if (filename !== ':memory:') mkdirSync(dirname(filename), { recursive: true });
  return knex({
    ...DISCREET,
    client: 'better-sqlite3',
    connection: { filename },
    useNullAsDefault: true,
    pool: {
      min: 1,
      max: 1,
      afterCreate: (connection: SqliteConnection, done: () => void) => {
        for (const pragma of SQLITE_PRAGMAS) connection.pragma(pragma);
        keepStatements(connection);
        done();
      },
    },
  });
}

interface SqliteConnection {
  pragma(text: string): void;
  prepare(sql: string): unknown;
}

const MOST_STATEMENTS = 200;

/**
 * A query that comes again is not prepared again. A prepared statement lives outside the heap until
 * the collector finds its shell, so a long run of small queries grew to gigabytes without this.
 */
function keepStatements(connection: SqliteConnection): void {
  const prepare = connection.prepare.bind(connection);
  const kept = new Map<string, unknown>();
  connection.prepare = (sql) => {
    const statement = kept.get(sql) ?? prepare(sql);
    kept.delete(sql);
    kept.set(sql, statement);
    const [oldest] = kept.keys();
    if (kept.size > MOST_STATEMENTS && oldest !== undefined) kept.delete(oldest);
    return statement;
  };
}

/** Another process may hold the file for a moment; a commit survives a power cut. */
const SQLITE_PRAGMAS = [
  'journal_mode = WAL',
  'synchronous = FULL',
  'foreign_keys = ON',
  'busy_timeout = 10000',
  // 16 MB of pages, and of log before it is copied back: a page of a run fills a megabyte.
  'cache_size = -16000',
  'wal_autocheckpoint = 4000',
];

function openMysql(url: string): Knex {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url);
  return knex({
    ...DISCREET,
    client: 'mysql2',
    connection: {
      host: hostname,
      port: port === '' ? 3306 : Number(port),
      user: decodeURIComponent(username),
      password: decodeURIComponent(password),
      database: decodeURIComponent(pathname.slice(1)),
      charset: 'utf8mb4',
      timezone: 'Z',
      dateStrings: true,
      maxPreparedStatements: MOST_STATEMENTS,
      ...(searchParams.get('tls') === 'on' ? { ssl: { rejectUnauthorized: true } } : {}),
    },
    pool: {
      min: 0,
      max: 10,
      afterCreate: (connection: MysqlConnection, done: AfterCreate) => {
        prepareInserts(connection);
        connection.query(READ_COMMITTED, (error: Error | null) => {
          if (error !== null) return done(error, connection);
          connection.query(STRICT, (problem: Error | null) => done(problem, connection));
        });
      },
    },
  });
}

type AfterCreate = (error: Error | null, connection: unknown) => void;
interface MysqlConnection {
  query(sql: unknown, ...more: unknown[]): unknown;
  execute(sql: unknown, ...more: unknown[]): unknown;
}

/**
 * The rows of `insertRows` go to the server as they are. Written into a text they are escaped here
 * and read again there, which took more time than to store them.
 */
function prepareInserts(connection: MysqlConnection): void {
  const query = connection.query.bind(connection);
  connection.query = (sql, ...more) => {
    const prepared = typeof sql === 'object' && sql !== null && 'prepared' in sql;
    return prepared ? connection.execute(sql, ...more) : query(sql, ...more);
  };
}

const READ_COMMITTED = 'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED';
const STRICT = "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'";

/** Is this database a server (MySQL, MariaDB) rather than a file? */
export const isServer = (db: Db): boolean => db.client.config.client === 'mysql2';

/**
 * Runs `work` in one transaction. A deadlock, a lock timeout or a busy file is repeated as a whole,
 * at most five times; so `work` may do nothing outside the database.
 */
export async function inTransaction<T>(db: Knex, work: (trx: Trx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.transaction(work);
    } catch (error) {
      if (attempt >= 5 || !RETRYABLE.has(errorCode(error))) throw error;
    }
  }
}

const RETRYABLE = new Set([
  'ER_LOCK_DEADLOCK',
  'ER_LOCK_WAIT_TIMEOUT',
  'ER_CHECKREAD',
  'SQLITE_BUSY',
  'SQLITE_BUSY_SNAPSHOT',
]);

const DUPLICATE = new Set([
  'ER_DUP_ENTRY',
  'SQLITE_CONSTRAINT_UNIQUE',
  'SQLITE_CONSTRAINT_PRIMARYKEY',
]);

/** A driver's error need not be of our own `Error` class: it may come from another realm. */
function errorCode(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}

/** Inserts a row and gives its id, or null when a row with the same unique key is there already. */
export async function insertOnce(
  db: Db,
  table: string,
  row: Readonly<Record<string, unknown>>,
): Promise<number | null> {
  try {
    return await insertRow(db, table, row);
  } catch (error) {
    if (DUPLICATE.has(errorCode(error))) return null;
    throw error;
  }
}

/** Inserts a row and gives its id. */
export async function insertRow(
  db: Db,
  table: string,
  row: Readonly<Record<string, unknown>>,
): Promise<number> {
  const ids: unknown = await db(table).insert(row);
  const id: unknown = Array.isArray(ids) ? ids[0] : undefined;
  if (typeof id !== 'number') throw new Error(`${table} gave no id for a new row`);
  return id;
}

/**
 * `shop_id = ?` for a query that names its rows by id. SQLite takes every shop for a small one, and
 * MariaDB one with an index on shop and debtor: both would rather read all its rows than follow a
 * page of ids. The sum hides the shop's indexes.
 */
export const OF_SHOP = 'shop_id + 0 = ?';

const ROWS_AT_ONCE = 100;

/** Inserts rows of one shape, many in one statement: what knex writes is slow to read. */
export async function insertRows(
  db: Db,
  table: string,
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  const head = `insert into \`${table}\` (${columns.map((name) => `\`${name}\``).join(', ')})`;
  const tuple = `(${columns.map(() => '?').join(', ')})`;
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    const some = rows.slice(from, from + ROWS_AT_ONCE);
    const values = some.flatMap((row) => columns.map((name) => row[name] ?? null));
    const tuples = some.map(() => tuple).join(', ');
    await db
      .raw(`${head} values ${tuples}`, values as Knex.RawBinding[])
      .options({ prepared: true });
  }
}

/** An instant as both databases keep it: `2026-03-15 08:00:00.000`, in UTC. */
export const toAt = (at: Instant): string => at.slice(0, 23).replace('T', ' ');

/** Reads what `toAt` wrote. */
export const fromAt = (text: string): Instant => instant(`${text.replace(' ', 'T')}Z`);

export const fromAtOrNull = (text: string | null): Instant | null =>
  text === null ? null : fromAt(text);

/** SHA-256 in lower-case hex. */
export const sha256 = (text: string | Uint8Array): string => hash('sha256', text);
