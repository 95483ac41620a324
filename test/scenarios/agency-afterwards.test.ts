/** What happens after a hand-over and is no daily business: strange news, money that goes back. */
import { orderBody } from '../../server/demo/shopify-deliveries.ts';
import { PartnerUnavailable } from '../../server/domain/errors.ts';
import { reportedInBooks } from '../../server/domain/claim-money.ts';
import { addTrace, dropTraces } from '../../server/storage/agency-cases.ts';
import { addSeconds } from '../../server/domain/calendar.ts';
import { agencyKey, useAgency } from '../support/agencies.ts';
import { databases } from '../support/databases.ts';
import { makeWorld, orderFacts, rows, type World } from '../support/world.ts';

const LETTERS = ['2026-03-21', '2026-03-31', '2026-04-14', '2026-04-26'];
const HANDED_OVER = '2026-05-09';

describe.each(databases)('after the hand-over, on $name', (database) => {
  let world: World;
  beforeEach(async () => {
    world = await makeWorld({ database, settings: { termsAgreed: true } });
  });
  afterEach(() => world.end());

  const handedOver = async (plot = ''): Promise<void> => {
    const email = plot === '' ? 'debtor@example.com' : `debtor+${plot}@example.com`;
    await world.order({ id: '1', email });
    for (const on of [...LETTERS, HANDED_OVER]) await world.day(on);
  };
  const claim = async () => (await rows(world, 'claims'))[0] ?? {};
  const work = async (kind: string) => {
    const answer = await world.call('GET', '/api/v1/worklist', { key: await world.key('clerk') });
    const items = answer.body['items'] as unknown as { kind: string; why: string; id: number }[];
    return items.filter((item) => item.kind === kind);
  };
  const toldTheClerk = (): string[] =>
    (world.agency.claims()[0]?.messages ?? [])
      .filter(({ sender }) => sender === 'Auftraggeber')
      .map(({ text }) => text);

  describe('news that cannot be applied', () => {
    /** A state that no table knows stands for any fault of our own. */
    const spoil = async (): Promise<() => Promise<void>> => {
      const { db } = world.service.house;
      const [row] = await rows(world, 'claims');
      const id = Number(row?.['id']);
      await db('claims').where({ id }).update({ state: 'gone_wrong' });
      return async () => void (await db('claims').where({ id }).update({ state: 'submitted' }));
    };
    const poll = async (times: number): Promise<void> => {
      for (let n = 0; n < times; n += 1) await world.job('poll-agencies');
    };

    it('are shown to a person, tried five times, and applied when he says so', async () => {
      await handedOver('disputes');
      const mend = await spoil();
      world.at('2026-05-17');
      world.agency.advanceTo(world.now());
      await poll(1);
      const [shown] = await work('news_failed');
      expect(shown?.why).toContain('could not be applied');
      const attempts = async () =>
        (await rows(world, 'agency_news', { id: shown?.id })).map((row) => [
          row['attempts'],
          row['state'],
        ]);
      expect(await attempts()).toEqual([[1, 'stored']]);
      await poll(3);
      expect(await attempts()).toEqual([[4, 'stored']]);
      await poll(2);
      expect(await attempts()).toEqual([[5, 'failed']]);

      await mend();
      const key = await world.key('clerk');
      const listed = await world.call('GET', '/api/v1/agency-news', { key });
      expect(listed.body['items']).toContainEqual(
        expect.objectContaining({ id: shown?.id, state: 'failed', attempts: 5 }),
      );
      const path = `/api/v1/agency-news/${shown?.id}/retry`;
      expect((await world.call('POST', path, { key })).status).toBe(202);
      await poll(1);
      expect((await rows(world, 'agency_news', { id: shown?.id }))[0]).toMatchObject({
        state: 'applied',
      });
      expect((await world.call('POST', path, { key })).status).toBe(404);
    });

    it('are none of another shop', async () => {
      await handedOver('disputes');
      await spoil();
      world.at('2026-05-17');
      world.agency.advanceTo(world.now());
      await poll(1);
      const [shown] = await work('news_failed');
      const { house } = world.service;
      const { installShop } = await import('../../server/actions/administer.ts');
      const [own] = await rows(world, 'shops');
      const settings = JSON.parse(String(own?.['settings'])) as never;
      const other = { source: 'shopify', domain: 'other.myshopify.com', settings } as const;
      const acting = { actor: 'test', at: world.now() };
      const { shopId } = await installShop(house, { ...other, agencyMode: 'sandbox' }, acting);
      const key = await world.key('owner', shopId);
      expect((await world.call('GET', '/api/v1/agency-news', { key })).body['items']).toEqual([]);
      const path = `/api/v1/agency-news/${shown?.id}/retry`;
      expect((await world.call('POST', path, { key })).status).toBe(404);
    });
  });

  it('news that were stored are applied although the agency then falls silent', async () => {
    await handedOver('disputes');
    world.at('2026-05-17');
    world.agency.advanceTo(world.now());
    const { outside } = world.service;
    const real = outside.agencyOf;
    outside.agencyOf = (account) => ({
      ...real(account),
      fetchMessages: () => Promise.reject(new PartnerUnavailable('gone')),
    });
    const before = (await claim())['status_code'];
    await world.job('poll-agencies');
    expect((await claim())['status_code']).not.toBe(before);
  });

  it('a refusal that comes with the news is kept with the claim in the words of the agency', async () => {
    await handedOver();
    const { outside } = world.service;
    const real = outside.agencyOf;
    const { file_number: fileNumber } = await claim();
    outside.agencyOf = (account) => ({
      ...real(account),
      meaningOf: () => 'rejected',
      fetchStatusChanges: () =>
        Promise.resolve({
          receipt: null,
          raw: '',
          items: [
            {
              fileNumber: String(fileNumber),
              code: '10299',
              text: 'abgelehnt',
              details: 'Der Schuldner ist unbekannt verzogen',
              occurredAt: null,
              closingReason: null,
              closingNote: 'abgelehnt',
            },
          ],
        }),
    });
    await world.job('poll-agencies');
    expect(await claim()).toMatchObject({
      state: 'rejected',
      refusal: 'abgelehnt | Der Schuldner ist unbekannt verzogen',
    });
    const [returned] = await work('claim_returned');
    expect(returned?.why).toContain('unbekannt verzogen');
  });

  describe('a payment that a person enters', () => {
    const enter = async (paidOn: string): Promise<void> => {
      const [row] = await rows(world, 'receivables');
      const path = `/api/v1/receivables/${String(row?.['id'])}/payments`;
      const body = { amountCents: 30_00, paidOn, reference: 'at the counter' };
      const key = await world.key('clerk');
      expect((await world.call('POST', path, { key, body })).status).toBe(201);
      await world.job('deliver-outbox');
    };
    const direct = (): number | undefined => world.agency.claims()[0]?.directCents;
    const reported = async () =>
      (await rows(world, 'agency_traces', { operation: 'bookDirectPayment' })).map(
        ({ request }) => /<dateOfPayment>([^<]+)</.exec(String(request))?.[1],
      );

    it('for a day before the hand-over is reported with that day', async () => {
      await handedOver();
      await enter('2026-05-02');
      expect([direct(), await reported()]).toEqual([30_00, ['2026-05-02']]);
    });

    it('for a day ahead is reported on that day and not before', async () => {
      await handedOver();
      await enter('2026-05-11');
      world.at('2026-05-10', 23);
      await world.job('deliver-outbox');
      expect(direct()).toBe(0);
      world.at('2026-05-11', 0);
      await world.job('deliver-outbox');
      expect([direct(), await reported()]).toEqual([30_00, ['2026-05-11']]);
    });
  });

  describe('a payment that was reported and then charged back', () => {
    const bounces = async (): Promise<void> => {
      const back = orderFacts({ id: '1', outstandingCents: 100_00 }, world.now());
      const updatedAt = addSeconds(world.now(), 60);
      await world.webhook('orders/updated', orderBody({ ...back, updatedAt }));
      await world.job('apply-inbox');
    };

    it('is told to the clerk of the agency once, and a person looks after it', async () => {
      await handedOver();
      await world.pays('1', 100_00);
      await world.job('deliver-outbox');
      expect(world.agency.claims()[0]?.directCents).toBe(100_00);
      await bounces();
      await world.job('deliver-outbox');
      expect(toldTheClerk()).toEqual([
        expect.stringMatching(
          /zurückgebucht\. Von der Hauptforderung sind wieder 100,00 EUR offen/,
        ),
      ]);
      expect(await work('payment_returned')).toHaveLength(1);
      await world.job('apply-inbox');
      await world.job('deliver-outbox');
      expect(toldTheClerk()).toHaveLength(1);
    });

    it('is never reported when it went back before the report left', async () => {
      await handedOver();
      await world.pays('1', 100_00);
      await bounces();
      await world.job('deliver-outbox');
      expect(world.agency.claims()[0]?.directCents).toBe(0);
      expect(toldTheClerk()).toEqual([]);
    });

    it('is not told when the goods went back as well and nothing is open', async () => {
      await handedOver();
      await world.pays('1', 100_00);
      await world.job('deliver-outbox');
      const { refundBody } = await import('../../server/demo/shopify-deliveries.ts');
      const at = addSeconds(world.now(), 60);
      const kind = { kind: 'refund', status: 'success' } as const;
      const back = { id: '12', orderId: '1', ...kind, amountCents: 100_00, processedAt: at };
      const refund = { id: '13', orderId: '1', createdAt: at, goodsCents: 100_00 };
      await world.webhook('refunds/create', refundBody({ ...refund, transactions: [back] }));
      await world.job('apply-inbox');
      await world.job('deliver-outbox');
      expect(toldTheClerk()).toEqual([]);
    });
  });

  it('money that an agency tells at our door counts at once, without waiting for a poll', async () => {
    const accountId = await useAgency(world, 'pull');
    await handedOver();
    const key = await agencyKey(world, accountId);
    const say = (body: object) =>
      world.call('POST', `/agency/v1/claims/${String(id)}/records`, { key, body });
    const { id } = await claim();
    const at = world.now();
    await say({ kind: 'accepted', fileNumber: 'AZ-1', at });
    await say({ kind: 'payment', number: 'Z-1', on: '2026-05-09', amountCents: 40_00, at });
    expect(await claim()).toMatchObject({ agency_paid_cents: 40_00, account_wanted: 0 });
    await say({ kind: 'payout', number: 'A-1', on: '2026-05-09', amountCents: 40_00, at });
    const payouts = await world.call('GET', '/api/v1/agency-payouts', {
      key: await world.key('owner'),
    });
    expect(payouts.body['paidOutCents']).toBe(40_00);
  });

  it('traces are kept up to a number and up to an age', async () => {
    const { db } = world.service.house;
    const [row] = await rows(world, 'agency_accounts');
    const account = { id: Number(row?.['id']), shopId: world.shopId };
    const trace = { about: null, status: 200, request: '', answer: '', end: 'done' };
    const start = world.now();
    for (let n = 0; n < 6; n += 1) {
      await addTrace(db, account, { ...trace, operation: `op${n}` }, addSeconds(start, n * 60));
    }
    const kept = async () => (await rows(world, 'agency_traces')).map((one) => one['operation']);
    await dropTraces(db, account, { since: addSeconds(start, 60), newest: 5 });
    expect(await kept()).toEqual(['op1', 'op2', 'op3', 'op4', 'op5']);
    await dropTraces(db, account, { since: start, newest: 4 });
    expect(await kept()).toEqual(['op2', 'op3', 'op4', 'op5']);
    await dropTraces(db, { ...account, shopId: 99 }, { since: world.now(), newest: 0 });
    expect(await kept()).toHaveLength(4);
  });
});

describe('what the books of an agency count of our reports', () => {
  const books = (outstandingCents: number, known = 0) =>
    reportedInBooks({
      account: { totalDebtsCents: 200_00, outstandingCents },
      reportedCents: 100_00,
      returnedCents: 100_00,
      returnedKnownCents: known,
    });
  it.each([
    ['still the payment that went back, while nothing was undone', 100_00, 0, 100_00, 0],
    ['still all of it, while a cent of it is missing', 199_99, 0, 100_00, 0],
    ['nothing any more, once all of it is outstanding again', 200_00, 0, 0, 100_00],
    ['nothing, also when the debtor then pays the agency', 50_00, 100_00, 0, 100_00],
  ])('%s', (_what, outstanding, known, reportedCents, returnedKnownCents) => {
    expect(books(outstanding, known)).toEqual({ reportedCents, returnedKnownCents });
  });
});
