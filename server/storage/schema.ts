/** The tables as the database has them: who asks for everything of somebody must forget no table. */
import { type Db, isServer } from './database.ts';

/** A column that names a row of another table. */
export interface Reference {
  table: string;
  column: string;
  parent: string;
}

export interface Column {
  name: string;
  /** `text`, `varchar`, `blob`, … in lower case. */
  type: string;
  nullable: boolean;
}

export interface Schema {
  tables: ReadonlyMap<string, readonly Column[]>;
  references: readonly Reference[];
}

/** Reads tables, columns and references from the database itself. */
export const readSchema = (db: Db): Promise<Schema> =>
  isServer(db) ? readServerSchema(db) : readFileSchema(db);

async function readFileSchema(db: Db): Promise<Schema> {
  const names: { name: string }[] = await db('sqlite_master')
    .where({ type: 'table' })
    .whereNot('name', 'like', 'sqlite_%')
    .select('name');
  const tables = new Map<string, readonly Column[]>();
  const references: Reference[] = [];
  for (const { name: table } of names) {
    const columns: { name: string; type: string; notnull: number }[] = await db.raw(
      `pragma table_info(\`${table}\`)`,
    );
    const shown = columns.map(({ name, type, notnull }) => ({
      name,
      type: type.toLowerCase().replace(/\(.*/, ''),
      nullable: notnull === 0,
    }));
    tables.set(table, shown);
    const keys: { from: string; table: string }[] = await db.raw(
      `pragma foreign_key_list(\`${table}\`)`,
    );
    for (const { from: column, table: parent } of keys) references.push({ table, column, parent });
  }
  return { tables, references };
}

async function readServerSchema(db: Db): Promise<Schema> {
  const columns: { tab: string; col: string; typ: string; nul: string }[] = await db(
    'information_schema.columns',
  )
    .whereRaw('table_schema = database()')
    .select({ tab: 'table_name', col: 'column_name', typ: 'data_type', nul: 'is_nullable' });
  const tables = new Map<string, Column[]>();
  for (const { tab, col, typ, nul } of columns) {
    const column = { name: col, type: typ.toLowerCase(), nullable: nul === 'YES' };
    tables.set(tab, [...(tables.get(tab) ?? []), column]);
  }
  const references: Reference[] = await db('information_schema.key_column_usage')
    .whereRaw('table_schema = database()')
    .whereNotNull('referenced_table_name')
    .select({ table: 'table_name', column: 'column_name', parent: 'referenced_table_name' });
  return { tables, references };
}

/** Tables with everything that refers to a table before the table itself. */
export function childrenFirst({ tables, references }: Schema): string[] {
  const ordered: string[] = [];
  const visit = (table: string, above: ReadonlySet<string>): void => {
    if (ordered.includes(table) || above.has(table)) return;
    const below = new Set([...above, table]);
    for (const { table: child, parent } of references) {
      if (parent === table && child !== table) visit(child, below);
    }
    ordered.push(table);
  };
  for (const table of tables.keys()) visit(table, new Set());
  return ordered;
}
