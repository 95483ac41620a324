import {
  type Db,
  inTransaction,
  insertRows,
  isServer,
  toAt,
} from '../../server/storage/database.ts';
import { listSiblings } from '../../server/storage/dunning.ts';
import { databases } from '../support/databases.ts';
import { AT, type Books, ON, openBooks } from './books.ts';

const MANY = Array.from({ length: 3_000 }, (_, n) => n + 1);
/** Whom a page is about. */
const PAGE = MANY.filter((id) => id % 50 === 0).map((id) => ({ id, debtorNumber: null }));

describe.each(databases)('a page of a dunning run on $name', (kind) => {
  let books: Books;
  beforeAll(async () => {
    books = await openBooks(kind);
    const { db, shopId } = books;
    await insertRows(
      db,
      'parties',
      MANY.map((id) => party(shopId, id)),
    );
    await insertRows(
      db,
      'receivables',
      MANY.map((id) => receivable(shopId, id)),
    );
    await db.raw(isServer(db) ? 'analyze table receivables, parties' : 'analyze');
  });
  afterAll(() => books.end());

  it('looks at its own debtors alone, however many the shop has', async () => {
    const { shopId } = books;
    const queries: { sql: string; bindings: readonly unknown[] }[] = [];
    const told = (query: (typeof queries)[number]) => queries.push(query);
    await inTransaction(books.db, async (trx) => {
      trx.on('query', told);
      await listSiblings(trx, shopId, PAGE, ['dispute']);
    });
    const [query] = queries.filter(({ sql }) => sql.includes('from `receivables`'));
    if (query === undefined) throw new Error('no receivable was read');
    const index = await indexOf(books.db, query);
    expect(index).toBe('receivables_debtor');
  });
});

/** The index by which a query finds its receivables. */
async function indexOf(
  db: Db,
  { sql, bindings }: { sql: string; bindings: readonly unknown[] },
): Promise<string | undefined> {
  if (isServer(db)) {
    const [plan] = (await db.raw(`explain ${sql}`, [...bindings] as string[])) as [
      { key: string }[],
    ];
    return plan[0]?.key;
  }
  const plan = await db.raw<{ detail: string }[]>(`explain query plan ${sql}`, [
    ...bindings,
  ] as string[]);
  return /receivables USING INDEX (\w+)/.exec(plan[0]?.detail ?? '')?.[1];
}

const party = (shopId: number, id: number) => ({
  id,
  shop_id: shopId,
  kind: 'consumer',
  first_name: 'Muster',
  last_name: 'Debtor',
  country: 'DE',
});

const receivable = (shopId: number, id: number) => ({
  id,
  shop_id: shopId,
  external_id: String(id),
  order_name: `#${id}`,
  debtor_id: id,
  currency: 'EUR',
  contract_on: ON,
  terms: '{"kind":"net","days":14}',
  due_on: ON,
  state: 'overdue',
  principal_cents: 100_00,
  costs_cents: 0,
  created_at: toAt(AT),
});
