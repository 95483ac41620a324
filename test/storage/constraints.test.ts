import { addSeconds, instant } from '../../server/domain/calendar.ts';
import { addClaim, updateClaim } from '../../server/storage/claims.ts';
import { inTransaction, insertRow, openDatabase, toAt } from '../../server/storage/database.ts';
import { planReminders, settleReminder } from '../../server/storage/dunning.ts';
import { addDelivery } from '../../server/storage/inbox.ts';
import { releaseLease, takeLease } from '../../server/storage/leases.ts';
import { addMessage } from '../../server/storage/outbox.ts';
import { databases } from '../support/databases.ts';
import { AT, type Books, meeting, ON, openBooks } from './books.ts';

describe.each(databases)('what may exist once, on $name', (kind) => {
  let books: Books;
  beforeAll(async () => {
    books = await openBooks(kind);
  });
  afterAll(() => books.end());

  it('gives a receivable one live claim in a mode, and the next after it has ended', async () => {
    const { id: receivableId } = await books.receivable('claimed');
    const claim = (mode: 'sandbox' | 'live', ourReference: string) => ({
      shopId: books.shopId,
      receivableId,
      agencyAccountId: account,
      mode,
      ourReference,
      principalCents: 100_00,
      costsCents: 0,
      interestCents: 0,
    });
    const account = await books.agencyAccount();
    const add = (mode: 'sandbox' | 'live', reference: string) =>
      inTransaction(books.db, (trx) => addClaim(trx, claim(mode, reference), AT));
    const first = await add('sandbox', 'M1');
    expect(first).not.toBeNull();
    expect(await add('sandbox', 'M1-2')).toBeNull();
    expect(await add('live', 'M1')).not.toBeNull();
    const ended = { state: 'rejected' as const };
    await inTransaction(books.db, (trx) => updateClaim(trx, first ?? 0, ended, AT));
    expect(await add('sandbox', 'M1')).toBeNull();
    expect(await add('sandbox', 'M1-2')).not.toBeNull();
  });

  it('gives a receivable one reminder for each level', async () => {
    const { id: receivableId } = await books.receivable('reminded');
    const runId = await books.run();
    const wish = {
      shopId: books.shopId,
      receivableId,
      round: 1,
      runId,
      level: 1,
      take: 1,
      noticeId: null,
      channel: 'email' as const,
      template: 'friendly_reminder' as const,
      language: 'de',
      runOn: ON,
      deadlineOn: ON,
      principalCents: 100_00,
      costsCents: 0,
      feeCents: 0,
      interestCents: 0,
      contentHash: 'a'.repeat(64),
    };
    const plan = (level: number) =>
      inTransaction(books.db, async (trx) => {
        const [id = 0] = await planReminders(trx, [{ ...wish, level }]);
        return id;
      });
    const first = await plan(1);
    await expect(plan(1)).rejects.toThrow(/unique|duplicate/i);
    expect(await plan(2)).not.toBe(first);
    await inTransaction(books.db, (trx) =>
      settleReminder(trx, first, { state: 'stopped', because: 'amount_changed' }),
    );
    expect(await plan(1)).toBe(first);
  });

  it('keeps one inbox row for each id of a sender', async () => {
    const delivery = {
      source: 'shopify',
      shopDomain: 'example.myshopify.com',
      senderId: 'one',
      topic: 'orders/create',
      body: Buffer.from('{}'),
    };
    expect(await addDelivery(books.db, delivery, AT)).toBe(true);
    expect(await addDelivery(books.db, { ...delivery, body: Buffer.from('[]') }, AT)).toBe(false);
    const other = { ...delivery, shopDomain: 'other.myshopify.com' };
    expect(await addDelivery(books.db, other, AT)).toBe(true);
    expect(await addDelivery(books.db, { ...delivery, senderId: 'ONE' }, AT)).toBe(true);
  });

  it('keeps every byte of a body, also those that are no text', async () => {
    const body = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const delivery = { source: 'shopify', shopDomain: 'a', senderId: 'bytes', topic: 't', body };
    await addDelivery(books.db, delivery, AT);
    const row = await books.db('inbox').where({ sender_id: 'bytes' }).first('body');
    expect(Buffer.from(row.body).equals(body)).toBe(true);
  });

  it('takes ids and topics as long as the door lets them in', async () => {
    const delivery = {
      source: 'shopify',
      shopDomain: `${'d'.repeat(63)}.myshopify.com`,
      senderId: 'i'.repeat(128),
      topic: `${'t'.repeat(60)}/${'t'.repeat(60)}`,
      body: Buffer.from('{}'),
    };
    expect(await addDelivery(books.db, delivery, AT)).toBe(true);
  });

  it('keeps one outbox row for each key', async () => {
    const { id: receivableId } = await books.receivable('written to');
    const message = {
      shopId: books.shopId,
      kind: 'claim.submit' as const,
      key: 'submit:1',
      receivableId,
      payload: {},
    };
    const add = () => inTransaction(books.db, (trx) => addMessage(trx, message, AT));
    expect(await add()).toBe(true);
    expect(await add()).toBe(false);
  });

  it('gives a lease to one owner until its last second, and lets him renew it', async () => {
    const take = (owner: string, seconds: number) =>
      takeLease(books.db, { name: 'run', owner, seconds: 60 }, addSeconds(AT, seconds));
    expect(await take('first', 0)).toBe(true);
    expect(await take('second', 60)).toBe(false);
    expect(await take('first', 30)).toBe(true);
    expect(await take('second', 90)).toBe(false);
    expect(await take('second', 91)).toBe(true);
    expect(await take('first', 91)).toBe(false);
    await releaseLease(books.db, 'run', 'first');
    expect(await take('first', 92)).toBe(false);
    await releaseLease(books.db, 'run', 'second');
    expect(await take('first', 92)).toBe(true);
  });

  it('gives a lease that many ask for at once to one of them', async () => {
    const asked = Array.from({ length: 8 }, (_, n) =>
      takeLease(books.db, { name: 'rush', owner: `owner ${n}`, seconds: 60 }, AT),
    );
    expect((await Promise.all(asked)).filter(Boolean)).toHaveLength(1);
  });

  it('tells nothing of the values in the error of a query, for errors are logged', async () => {
    const row = { shop_id: books.shopId, kind: 'consumer', last_name: 'Debtor-Secret', nobody: 1 };
    const error: unknown = await insertRow(books.db, 'parties', row).catch((caught) => caught);
    const { message = '', stack = '' } = error as Partial<Error>;
    const told = `${message} ${stack}`;
    expect(told).toContain('nobody');
    expect(told).not.toContain('Debtor-Secret');
  });
});

describe.each(databases.filter(({ name }) => name === 'MariaDB'))(
  'two transactions on $name that wait for each other',
  (kind) => {
    it('end both: the one that the server stops is repeated as a whole', async () => {
      const books = await openBooks(kind);
      const second = openDatabase(books.url);
      try {
        const a = await books.receivable('a');
        const b = await books.receivable('b');
        const bothHoldOne = meeting(2);
        let begun = 0;
        const crosswise = (db: Books['db'], [first, then]: [number, number]) =>
          inTransaction(db, async (trx) => {
            begun += 1;
            await trx('receivables').where({ id: first }).increment('costs_cents', 1);
            await bothHoldOne();
            await trx('receivables').where({ id: then }).increment('costs_cents', 1);
          });
        await Promise.all([crosswise(books.db, [a.id, b.id]), crosswise(second, [b.id, a.id])]);
        expect(begun).toBe(3);
        const rows = await books.db('receivables').orderBy('id').select('costs_cents');
        expect(rows).toEqual([{ costs_cents: 2 }, { costs_cents: 2 }]);
      } finally {
        await second.destroy();
        await books.end();
      }
    });
  },
);

it('writes an instant the same way on every database', () => {
  expect(toAt(instant('2026-03-15T08:00:00.007Z'))).toBe('2026-03-15 08:00:00.007');
});
