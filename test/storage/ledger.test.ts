import * as ledger from '../../server/domain/ledger.ts';
import { inTransaction } from '../../server/storage/database.ts';
import { post, readBalances } from '../../server/storage/receivables.ts';
import { checkLedger } from '../../server/storage/views.ts';
import { databases } from '../support/databases.ts';
import { AT, type Books, ON, openBooks } from './books.ts';

const WHEN = { on: ON, at: AT };

describe.each(databases)('the ledger on $name', (kind) => {
  let books: Books;
  beforeAll(async () => {
    books = await openBooks(kind);
  });
  afterAll(() => books.end());

  const posted = (target: { shopId: number; id: number }, posting: ledger.Posting) =>
    inTransaction(books.db, (trx) => post(trx, target, posting, WHEN));
  const openSums = (id: number) =>
    books.db('receivables').where({ id }).first('principal_cents', 'costs_cents');

  it('refuses a posting that leaves a cent over, and writes none of its lines', async () => {
    const target = await books.receivable('crooked');
    const lines = [
      { account: 'receivable', amountCents: 100_00 },
      { account: 'revenue', amountCents: -99_99 },
    ] as const;
    const crooked: ledger.Posting = { key: 'crooked', kind: 'principal', lines };
    await expect(posted(target, crooked)).rejects.toThrow('does not add up: 1 cents are left');
    expect(await books.db('ledger_entries').where({ posting_key: 'crooked' })).toEqual([]);
  });

  it('counts the same posting once, however often it is told', async () => {
    const target = await books.receivable('told twice');
    expect(await posted(target, ledger.principal('told twice', 100_00))).toBe(true);
    expect(await posted(target, ledger.principal('told twice', 100_00))).toBe(false);
    expect(await openSums(target.id)).toEqual({ principal_cents: 100_00, costs_cents: 0 });
  });

  it('keeps the open sums in step with the accounts', async () => {
    const target = await books.receivable('in step');
    await posted(target, ledger.principal('in step', 100_00));
    await posted(target, ledger.payment('in step 1', 'shop_cash', 40_00));
    await posted(target, ledger.payment('in step 2', 'shop_cash', -5_00));
    await posted(target, ledger.fee('in step fee', 2_50));
    expect(await openSums(target.id)).toEqual({ principal_cents: 65_00, costs_cents: 2_50 });
    const balances = await readBalances(books.db, target.id);
    expect(balances).toMatchObject({ receivable: 65_00, costs: 2_50, shop_cash: 35_00 });
    expect(await checkLedger(books.db, books.shopId)).toBeNull();
  });

  it('keeps amounts beyond 32 bits to the cent', async () => {
    const target = await books.receivable('large');
    await posted(target, ledger.principal('large', 99_999_999_999_99));
    expect(await readBalances(books.db, target.id)).toMatchObject({
      receivable: 99_999_999_999_99,
      revenue: -99_999_999_999_99,
    });
  });

  it('finds a posting and an open sum that somebody changed by hand', async () => {
    const target = await books.receivable('by hand');
    await posted(target, ledger.principal('by hand', 10_00));
    await books.db('receivables').where({ id: target.id }).update({ principal_cents: 9_99 });
    expect(await checkLedger(books.db, books.shopId)).toBe(
      `receivable ${target.id} is out of step with its accounts`,
    );
    await books.db('receivables').where({ id: target.id }).update({ principal_cents: 10_00 });
    const line = { posting_key: 'by hand', account: 'revenue' };
    await books.db('ledger_entries').where(line).update({ amount_cents: -9_99 });
    expect(await checkLedger(books.db, books.shopId)).toBe(
      'posting by hand does not add up to zero',
    );
    await books.db('ledger_entries').where(line).update({ amount_cents: -10_00 });
  });
});
