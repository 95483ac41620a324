/** What leaves for one claim and what comes back of its money: in order, and all of it. */
import { accountWasChecked, keepAgencyAccount } from '../../server/actions/administer.ts';
import { addSeconds } from '../../server/domain/calendar.ts';
import { agencyKey, useAgency } from '../support/agencies.ts';
import { databases } from '../support/databases.ts';
import { makeWorld, rows, type World } from '../support/world.ts';

const DAYS = ['2026-03-21', '2026-03-31', '2026-04-14', '2026-04-26', '2026-05-09'];

describe.each(databases)('a claim at the agency, on $name', (database) => {
  let world: World;
  beforeEach(async () => {
    world = await makeWorld({ database, settings: { termsAgreed: true } });
  });
  afterEach(() => world.end());

  const handedOver = async (plot = ''): Promise<void> => {
    const email = plot === '' ? 'debtor@example.com' : `debtor+${plot}@example.com`;
    await world.order({ id: '1', email });
    for (const on of DAYS) await world.day(on);
  };
  const pathOf = async (): Promise<string> =>
    `/api/v1/claims/${String((await rows(world, 'claims'))[0]?.['id'])}`;
  const toldTheClerk = (): string[] =>
    (world.agency.claims()[0]?.messages ?? [])
      .filter(({ sender }) => sender === 'Auftraggeber')
      .map(({ text }) => text);
  const write = async (text: string): Promise<void> => {
    const key = await world.key('clerk');
    const sent = await world.call('POST', `${await pathOf()}/messages`, { key, body: { text } });
    expect(sent.status).toBe(202);
  };
  /** Where the agency is to be found; nobody listens at port 1. */
  const reach = async (endpoint: string): Promise<void> => {
    const { clientId, applicationKey, clientKey } = world.agency.account;
    const { house, sealing } = world.service;
    const account = {
      shopId: world.shopId,
      agency: 'mediafinanz',
      mode: 'sandbox' as const,
      settings: { clientId, endpoint },
      sealedCredentials: sealing.seal(JSON.stringify({ applicationKey, clientKey })),
    };
    await keepAgencyAccount(house, account, { actor: 'test', at: world.now() });
    const [row] = await rows(world, 'agency_accounts');
    const id = Number(row?.['id']);
    await accountWasChecked(house, id, { actor: 'test', at: world.now() });
  };
  /** The agency does not answer for one run of the outbox. */
  const outage = async (): Promise<void> => {
    await reach('http://127.0.0.1:1/soap');
    await world.job('deliver-outbox');
    await reach(world.agency.url);
  };
  const states = async (kind: string) =>
    (await rows(world, 'outbox', { kind })).map(({ state }) => state);

  it('hears what concerns it in the order in which it was written, also after an outage', async () => {
    await handedOver();
    await write('Der Schuldner bestreitet.');
    await outage();
    await write('Der Streit ist beendet.');
    await world.job('deliver-outbox');
    expect(toldTheClerk()).toEqual([]);
    world.moveTo(addSeconds(world.now(), 86_400));
    await world.job('deliver-outbox');
    expect(toldTheClerk()).toEqual(['Der Schuldner bestreitet.', 'Der Streit ist beendet.']);
  });

  it('gets many messages one after the other in one run', async () => {
    await handedOver();
    const texts = Array.from({ length: 12 }, (_unused, index) => `Nachricht ${index}`);
    for (const text of texts) await write(text);
    await world.job('deliver-outbox');
    expect(toldTheClerk()).toEqual(texts);
  });

  it('is closed although the agency did not take words before', async () => {
    await handedOver();
    await write('Bitte um Rückruf');
    await outage();
    const key = await world.key('owner');
    const body = { because: 'bezahlt' };
    const closed = await world.call('POST', `${await pathOf()}/close`, { key, body });
    expect(closed.status).toBeLessThan(300);
    await world.job('deliver-outbox');
    expect(await states('claim.close')).toEqual(['delivered']);
  });

  it('does not wait for a payment that is dated ahead, nor for a message nobody knows of', async () => {
    await handedOver();
    await write('Erstens');
    await world.job('deliver-outbox');
    await world.service.house
      .db('outbox')
      .where({ kind: 'claim.message' })
      .update({ state: 'unconfirmed', ended_at: null });
    const key = await world.key('clerk');
    const [receivable] = await rows(world, 'receivables');
    const path = `/api/v1/receivables/${String(receivable?.['id'])}/payments`;
    const body = { amountCents: 10_00, paidOn: '2026-05-12', reference: 'Z-1' };
    const paid = await world.call('POST', path, { key, body });
    expect(paid.status).toBeLessThan(300);
    await world.job('deliver-outbox');
    await write('Zweitens');
    await world.job('deliver-outbox');
    expect(await states('claim.direct_payment')).toEqual(['queued']);
    expect(toldTheClerk()).toEqual(['Erstens', 'Zweitens']);
  });

  it('keeps and shows a second payout of the same number, and a repetition once', async () => {
    const accountId = await useAgency(world, 'pull');
    await handedOver();
    const agency = await agencyKey(world, accountId);
    const [claim] = await rows(world, 'claims');
    const say = (body: object) =>
      world.call('POST', `/agency/v1/claims/${String(claim?.['id'])}/records`, {
        key: agency,
        body,
      });
    const at = world.now();
    await say({ kind: 'accepted', fileNumber: 'AZ-1', at });
    const paid = { kind: 'payment', number: 'Z-1', on: '2026-05-09', amountCents: 90_00 };
    await say({ ...paid, at });
    await say({ ...paid, at: addSeconds(at, 1) });
    const first = { kind: 'payout', number: 'A-1', on: '2026-05-09', amountCents: 40_00 };
    await say({ ...first, at });
    await say({ ...first, at: addSeconds(at, 1) });
    await say({ ...first, amountCents: 20_00, at });
    await say({ ...first, on: '2026-05-10', amountCents: 30_00, at });
    const key = await world.key('owner');
    const { body } = await world.call('GET', '/api/v1/agency-payouts', { key });
    expect(body).toMatchObject({
      paidOutCents: 90_00,
      settlements: [
        { payoutNumber: 'A-1', paidOn: '2026-05-09', totalCents: 60_00, claims: 1 },
        { payoutNumber: 'A-1', paidOn: '2026-05-10', totalCents: 30_00, claims: 1 },
      ],
    });
    expect(await rows(world, 'journal_events', { type: 'payout.recorded' })).toHaveLength(3);
    const [kept] = await rows(world, 'claims');
    expect(kept).toMatchObject({ agency_paid_cents: 90_00, agency_payouts_cents: 90_00 });
  });

  it('that ended and whose money the agency never tells waits for a person after a day', async () => {
    await handedOver();
    const { db } = world.service.house;
    const at = world.now().slice(0, 23).replace('T', ' ');
    await db('claims').update({ state: 'closed', live_key: null, ended_at: at, news_at: at });
    await db('claims').update({ file_number: 'unknown-1', account_wanted: true });
    const shown = async () => {
      const key = await world.key('clerk');
      const { body } = await world.call('GET', '/api/v1/worklist?kind=account_unread', { key });
      return body['items'];
    };
    world.moveTo(addSeconds(world.now(), 86_399));
    await world.job('poll-agencies');
    expect(await shown()).toEqual([]);
    world.moveTo(addSeconds(world.now(), 1));
    await world.job('poll-agencies');
    expect(await shown()).toEqual([
      expect.objectContaining({ why: expect.stringContaining('unknown-1') }),
    ]);
    await db('claims').update({ account_wanted: false });
    expect(await shown()).toEqual([]);
  });
});
