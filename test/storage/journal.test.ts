import type { NewEvent } from '../../server/domain/events.ts';
import { inTransaction, openDatabase } from '../../server/storage/database.ts';
import { appendEvents, verifyJournal } from '../../server/storage/journal.ts';
import { databases } from '../support/databases.ts';
import { AT, type Books, openBooks } from './books.ts';

const event = (n: number): NewEvent => ({
  type: 'payment.recorded',
  receivableId: n,
  data: { amountCents: n, paidOn: '2026-03-02' },
  actor: 'test',
});

describe.each(databases)('the journal on $name', (kind) => {
  let books: Books;
  beforeAll(async () => {
    books = await openBooks(kind);
  });
  afterAll(() => books.end());
  beforeEach(async () => {
    await books.db('journal_events').delete();
    await books.db('journal_heads').delete();
    await append([event(1), event(2)]);
    await append([event(3)]);
  });

  const append = (events: readonly NewEvent[]) =>
    inTransaction(books.db, (trx) => appendEvents(trx, books.shopId, events, AT));
  const fault = async () => (await verifyJournal(books.db, books.shopId)).fault;
  const at = (sequence: number) => books.db('journal_events').where({ sequence });

  it('chains every event to the one before', async () => {
    expect(await verifyJournal(books.db, books.shopId)).toEqual({ events: 3, fault: null });
    const rows = await books
      .db('journal_events')
      .orderBy('sequence')
      .select('hash', 'previous_hash');
    expect(rows.map((row) => row.previous_hash)).toEqual([
      '0'.repeat(64),
      ...rows.slice(0, 2).map((row) => row.hash),
    ]);
  });

  it.each([
    ['data', '{"amountCents":200,"paidOn":"2026-03-02"}'],
    ['type', 'receivable.paid'],
    ['receivable_id', 7],
    ['claim_id', 7],
    ['actor', 'somebody'],
    ['occurred_at', '2026-03-01 08:00:00.000'],
    ['recorded_at', '2026-03-02 08:00:00.001'],
  ])('finds an event whose %s was changed', async (column, value) => {
    await at(2).update({ [column]: value });
    expect(await fault()).toMatch(/^event 2 \(.*\) was changed after it was written$/);
  });

  it('finds an event that was changed together with its own hash', async () => {
    const [second] = await at(2);
    await at(2).update({ hash: second.previous_hash });
    expect(await fault()).toContain('event 2');
  });

  it('finds an event that was removed, in the middle and at the end', async () => {
    const [second] = await at(2);
    await at(2).delete();
    expect(await fault()).toBe('event 2 is missing');
    await books.db('journal_events').insert(second);
    expect(await fault()).toBeNull();
    await at(3).delete();
    expect(await fault()).toBe('the last event is 2, the head says otherwise');
  });

  it('finds a journal that was emptied, and one whose head was removed', async () => {
    await books.db('journal_heads').delete();
    expect(await fault()).toContain('the head says otherwise');
    await books.db('journal_events').delete();
    expect(await fault()).toBeNull();
    await append([event(1)]);
    await books.db('journal_events').delete();
    expect(await fault()).toContain('the head says otherwise');
  });

  it('finds two events that changed places', async () => {
    await at(1).update({ sequence: 99 });
    await at(2).update({ sequence: 1 });
    await at(99).update({ sequence: 2 });
    expect(await fault()).toMatch(/^event 1 /);
  });

  it('keeps the journals of two shops apart', async () => {
    const [other] = await books.db('shops').insert({
      source: 'shopify',
      domain: 'other.myshopify.com',
      state: 'active',
      agency_mode: 'sandbox',
      settings: '{}',
      created_at: '2026-03-02 08:00:00.000',
    });
    const otherId = Number(other);
    await inTransaction(books.db, (trx) => appendEvents(trx, otherId, [event(9)], AT));
    expect(await verifyJournal(books.db, otherId)).toEqual({ events: 1, fault: null });
    expect(await verifyJournal(books.db, books.shopId)).toEqual({ events: 3, fault: null });
  });
});

describe.each(databases.filter(({ name }) => name === 'MariaDB'))(
  'the journal of one shop on $name, written by many at once',
  (kind) => {
    it('keeps one chain from the very first event on', async () => {
      const books = await openBooks(kind);
      const second = openDatabase(books.url);
      try {
        const writers = Array.from({ length: 24 }, (_, n) =>
          inTransaction(n % 2 === 0 ? books.db : second, (trx) =>
            appendEvents(trx, books.shopId, [event(n), event(n)], AT),
          ),
        );
        await Promise.all(writers);
        expect(await verifyJournal(books.db, books.shopId)).toEqual({ events: 48, fault: null });
      } finally {
        await second.destroy();
        await books.end();
      }
    });
  },
);
