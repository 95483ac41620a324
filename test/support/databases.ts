import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import knex from 'knex';

/** A database of its own for one test: its URL, and how to throw it away. */
export interface TestDatabase {
  url: string;
  remove(): Promise<void>;
}

export interface DatabaseKind {
  name: string;
  make(): Promise<TestDatabase>;
}

/** SQLite with its files below a directory. */
export const sqliteIn = (parent: string): DatabaseKind => ({
  name: 'SQLite',
  async make() {
    const directory = mkdtempSync(join(parent, 'mahnlauf-test-'));
    return {
      url: `sqlite:${join(directory, 'test.sqlite')}`,
      remove: async () => rmSync(directory, { recursive: true, force: true }),
    };
  },
});

const sqlite = sqliteIn(tmpdir());

const mariadb = (server: string): DatabaseKind => ({
  name: 'MariaDB',
  async make() {
    const name = `t_${randomUUID().replaceAll('-', '')}`;
    await command(server, `create database ${name}`);
    return { url: `${server}/${name}`, remove: () => command(server, `drop database ${name}`) };
  },
});

async function command(server: string, sql: string): Promise<void> {
  const { hostname, port, username, password } = new URL(server);
  const connection = { host: hostname, port: Number(port), user: username, password };
  const db = knex({ client: 'mysql2', connection });
  try {
    await db.raw(sql);
  } finally {
    await db.destroy();
  }
}

const server = process.env['TEST_MARIADB_URL'];

/** Every database the product runs on: the same tests run on each. */
export const databases: readonly DatabaseKind[] =
  server === undefined ? [sqlite] : [sqlite, mariadb(server)];
