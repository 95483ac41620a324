import { keepAgencyAccount } from '../../server/actions/administer.ts';
import { addSeconds } from '../../server/domain/calendar.ts';
import { presetSettings } from '../../server/domain/shop.ts';
import { messagesOf, tell } from '../http/shop.ts';
import { databases } from '../support/databases.ts';
import { makeWorld, rows, type World } from '../support/world.ts';

/** The letters leave until 2026-04-26; the claim goes to the agency on 2026-05-11. */
const LETTERS = ['2026-03-21', '2026-03-31', '2026-04-14', '2026-04-26'];
const HANDED_OVER = '2026-05-11';

describe.each(databases)('a case at the agency, on $name', (database) => {
  let world: World;
  beforeEach(async () => {
    const handover = { ...presetSettings.handover, start: 'automatic' as const };
    world = await makeWorld({ database, settings: { handover } });
  });
  afterEach(() => world.end());

  /** A claim of a debtor who does at the sandbox agency what his plot says. */
  const claimOf = async (plot: string, more: { orders?: number } = {}): Promise<string> => {
    const { orders = 1 } = more;
    for (let n = 1; n <= orders; n += 1) {
      await world.order({ id: `500${n}`, number: 1000 + n, email: `debtor+${plot}@example.com` });
    }
    for (const on of LETTERS) await world.day(on);
    await world.day(HANDED_OVER);
    const [claim] = await rows(world, 'claims');
    return `/api/v1/claims/${String(claim?.['id'])}`;
  };
  const work = async (): Promise<{ kind: string; why: string }[]> => {
    const answer = await world.call('GET', '/api/v1/worklist', { key: await world.key('clerk') });
    return answer.body['items'] as unknown as { kind: string; why: string }[];
  };
  /** What the clerk at the agency has of us. */
  const told = (): Promise<string[]> =>
    Promise.resolve(
      (world.agency.claims()[0]?.messages ?? [])
        .filter(({ sender }) => sender === 'Auftraggeber')
        .map(({ text }) => text),
    );
  const kinds = async (): Promise<string[]> => (await work()).map(({ kind }) => kind);
  const keepAccount = async (clientKey: string): Promise<void> => {
    const { clientId, applicationKey } = world.agency.account;
    const { house, sealing } = world.service;
    const account = {
      shopId: world.shopId,
      agency: 'mediafinanz',
      mode: 'sandbox' as const,
      settings: { clientId, endpoint: world.agency.url },
      sealedCredentials: sealing.seal(JSON.stringify({ applicationKey, clientKey })),
    };
    await keepAgencyAccount(house, account, { actor: 'test', at: world.now() });
  };

  it('does not reject many claims because of one wrong key, and goes on when it is mended', async () => {
    await world.order({ id: '5001' });
    await world.order({ id: '5002', number: 1002 });
    for (const on of LETTERS) await world.day(on);
    world.at(HANDED_OVER);
    await world.job('daily-dunning');
    await keepAccount('a wrong key');
    await world.job('deliver-outbox');
    await world.job('deliver-outbox');
    const states = async (): Promise<unknown[]> =>
      (await rows(world, 'claims')).map((claim) => claim['state']);
    expect(await states()).toEqual(['queued', 'queued']);
    const refused = (await work()).filter(({ kind }) => kind === 'account_refused');
    expect(refused).toEqual([
      expect.objectContaining({ why: expect.stringContaining('refuses the account') }),
    ]);
    const attempts = async (): Promise<number> =>
      (await rows(world, 'outbox', { kind: 'claim.submit' }))
        .map((row) => Number(row['attempts']))
        .reduce((sum, of) => sum + of, 0);
    const before = await attempts();
    await world.job('deliver-outbox');
    expect(await attempts()).toBe(before);

    await keepAccount(world.agency.account.clientKey);
    world.at(HANDED_OVER, 7);
    await world.job('poll-agencies');
    await world.job('deliver-outbox');
    expect(await states()).toEqual(['submitted', 'submitted']);
    expect(world.agency.claims()).toHaveLength(2);
    expect(await kinds()).not.toContain('account_refused');
    const told = (await rows(world, 'journal_events')).map((event) => event['type']);
    expect(told.filter((type) => type === 'agency_account.refused')).toHaveLength(1);
    expect(told.filter((type) => type === 'agency_account.checked')).toHaveLength(1);
  });

  it('asks a refused account again after an hour, not before', async () => {
    const claim = await claimOf('');
    expect(claim).toContain('claims');
    await keepAccount('a wrong key');
    await world.job('poll-agencies');
    expect(await kinds()).toContain('account_refused');
    await keepAccount(world.agency.account.clientKey);
    const { house } = world.service;
    const refusedAt = addSeconds(world.now(), -3599);
    const set = (at: string) =>
      house.db('agency_accounts').update({ refused_at: at.slice(0, 23).replace('T', ' ') });
    await set(refusedAt);
    await world.job('poll-agencies');
    expect(await kinds()).toContain('account_refused');
    await set(addSeconds(world.now(), -3600));
    await world.job('poll-agencies');
    expect(await kinds()).not.toContain('account_refused');
  });

  it('brings what the clerk writes to the worklist until somebody has read it', async () => {
    const claim = await claimOf('disputes');
    await world.day('2026-05-18');
    expect(await kinds()).toContain('message_unread');
    const key = await world.key('clerk');
    const work = await world.call('GET', '/api/v1/worklist?kind=message_unread', { key });
    const waiting = (words: string) =>
      expect.objectContaining({
        debtorName: 'Muster Debtor',
        why: expect.stringContaining(words),
        says: [],
      });
    expect(work.body['items']).toEqual([
      waiting('angenommen'),
      waiting('bestreitet die Forderung'),
    ]);
    const { body } = await world.call('GET', `${claim}/messages`, { key });
    const written = (text: string) =>
      expect.objectContaining({
        direction: 'in',
        readAt: null,
        text: expect.stringContaining(text),
      });
    expect(body['items']).toEqual([written('angenommen'), written('bestreitet die Forderung')]);
    const read = await world.call('POST', `${claim}/messages-read`, { key });
    expect(read.body).toEqual({ read: 2 });
    expect(await kinds()).not.toContain('message_unread');
    expect((await world.call('POST', `${claim}/messages-read`, { key })).body).toEqual({ read: 0 });
  });

  it('carries our words to the clerk once', async () => {
    const claim = await claimOf('');
    const key = await world.key('clerk');
    const body = { text: 'Der Schuldner hat angerufen.' };
    const headers = { 'idempotency-key': 'one' };
    for (let n = 0; n < 2; n += 1) {
      const answer = await world.call('POST', `${claim}/messages`, { key, body, headers });
      expect(answer.status).toBe(202);
    }
    await world.job('deliver-outbox');
    await world.job('deliver-outbox');
    expect(await told()).toEqual([body.text]);
    const shown = await world.call('GET', `${claim}/messages`, { key });
    expect(shown.body['items']).toContainEqual(
      expect.objectContaining({ direction: 'out', delivery: 'delivered', text: body.text }),
    );
    const html = { text: '<b>laut</b>' };
    expect((await world.call('POST', `${claim}/messages`, { key, body: html })).status).toBe(400);
  });

  it('finds a message whose answer was lost among those of the agency, and sends no second', async () => {
    const claim = await claimOf('');
    const key = await world.key('clerk');
    await world.call('POST', `${claim}/messages`, { key, body: { text: 'Bitte um Rückruf' } });
    await world.job('deliver-outbox');
    await world.service.house
      .db('outbox')
      .where({ kind: 'claim.message' })
      .update({ state: 'unconfirmed', ended_at: null });
    expect(await kinds()).toContain('message_unconfirmed');
    await world.job('poll-agencies');
    expect(await kinds()).not.toContain('message_unconfirmed');
    expect(await told()).toHaveLength(1);
  });

  it('says what an unknown status means, and the claim moves with it', async () => {
    const claim = await claimOf('unmapped');
    await world.day('2026-05-14');
    expect(await kinds()).toContain('status_unmapped');
    const clerk = await world.key('clerk');
    const owner = await world.key('owner');
    const shown = await world.call('GET', claim, { key: clerk });
    expect(shown.body).toMatchObject({ state: 'in_progress', statusMeaning: 'unmapped' });
    const body = { statuses: [{ code: '10299', meaning: 'court' }] };
    const path = '/api/v1/agency-statuses';
    expect((await world.call('PUT', path, { key: clerk, body })).status).toBe(403);
    const done = await world.call('PUT', path, { key: owner, body });
    expect(done.body).toEqual({ changedClaims: 1 });
    expect((await world.call('PUT', path, { key: owner, body })).body).toEqual({
      changedClaims: 0,
    });
    expect(await kinds()).not.toContain('status_unmapped');
    const listed = await world.call('GET', path, { key: clerk });
    expect(listed.body).toMatchObject({
      own: [{ agency: 'mediafinanz', code: '10299', meaning: 'court' }],
      seen: [{ code: '10299', text: 'Sonderprüfung', meaning: 'court', claims: 1 }],
    });
  });

  it('ends the claim when the merchant says that a status closed it', async () => {
    const claim = await claimOf('unmapped');
    await world.day('2026-05-14');
    const body = { statuses: [{ code: '10299', meaning: 'closed_unpaid' }] };
    const key = await world.key('owner');
    await world.call('PUT', '/api/v1/agency-statuses', { key, body });
    expect((await world.call('GET', claim, { key })).body).toMatchObject({ state: 'closed' });
    const [receivable] = await rows(world, 'receivables');
    expect(receivable).toMatchObject({ state: 'in_dunning', principal_cents: 100_00 });
  });

  it('compares what the agency paid out with the books, settlement by settlement', async () => {
    await claimOf('pays');
    const key = await world.key('clerk');
    await world.day('2026-05-20');
    const open = await world.call('GET', '/api/v1/agency-payouts', { key });
    expect(open.body).toMatchObject({
      expectedCents: 100_00,
      paidOutCents: 0,
      differenceCents: 100_00,
    });
    await world.day('2026-05-23');
    const { body } = await world.call('GET', '/api/v1/agency-payouts', { key });
    expect(body).toMatchObject({ expectedCents: 100_00, paidOutCents: 100_00, differenceCents: 0 });
    expect(body['settlements']).toEqual([
      expect.objectContaining({ totalCents: 100_00, claims: 1 }),
    ]);
    await world.day('2026-05-24');
    expect(await rows(world, 'claim_payouts')).toHaveLength(1);
  });

  it('tells the clerk of a part that is taken back, and refuses the whole', async () => {
    const claim = await claimOf('');
    const key = await world.key('clerk');
    const whole = { amountCents: 100_00, because: 'Kulanz' };
    expect((await world.call('POST', `${claim}/recall`, { key, body: whole })).status).toBe(400);
    const part = { amountCents: 99_99, because: 'Kulanz' };
    expect((await world.call('POST', `${claim}/recall`, { key, body: part })).status).toBe(202);
    await world.job('deliver-outbox');
    expect(await told()).toEqual([expect.stringContaining('99,99 EUR')]);
  });

  const creditNote = (goodsCents: number) =>
    tell(world, messagesOf('5001', world.now()).refund(60, goodsCents));

  it('tells the clerk of a credit note that leaves something open', async () => {
    await claimOf('');
    await creditNote(30_00);
    await world.job('deliver-outbox');
    expect(await told()).toEqual([expect.stringMatching(/um 30,00 EUR auf 70,00 EUR/)]);
    expect((await rows(world, 'claims'))[0]).toMatchObject({ state: 'accepted' });
  });

  it('closes the claim, without a word more, when the credit note leaves nothing open', async () => {
    await claimOf('');
    await creditNote(100_00);
    await world.job('deliver-outbox');
    expect(await told()).toEqual([]);
    expect((await rows(world, 'claims'))[0]).toMatchObject({ state: 'withdrawn' });
  });

  it('pauses the account after five calls that did not get through, and goes on by itself', async () => {
    for (const n of [1, 2, 3, 4, 5, 6, 7]) await world.order({ id: `500${n}`, number: 1000 + n });
    for (const on of LETTERS) await world.day(on);
    world.at(HANDED_OVER);
    await world.job('daily-dunning');
    const { db } = world.service.house;
    const settings = { clientId: world.agency.account.clientId, endpoint: 'http://127.0.0.1:9' };
    const point = (endpoint: string) =>
      db('agency_accounts').update({ settings: JSON.stringify({ ...settings, endpoint }) });
    await point('http://127.0.0.1:9');
    await world.job('deliver-outbox');
    const [account] = await rows(world, 'agency_accounts');
    expect(Number(account?.['failures'])).toBeGreaterThanOrEqual(5);
    expect(account?.['paused_until']).not.toBeNull();
    await point(world.agency.url);
    await world.job('deliver-outbox');
    expect(world.agency.claims()).toHaveLength(0);
    world.at(HANDED_OVER, 8);
    await world.job('deliver-outbox');
    expect(world.agency.claims()).toHaveLength(7);
    expect((await rows(world, 'agency_accounts'))[0]).toMatchObject({ failures: 0 });
  });

  it('offers no next step that the account does not list', async () => {
    const claim = await claimOf('');
    const key = await world.key('owner');
    const body = { step: 'factoring' };
    const answer = await world.call('POST', `${claim}/next-steps`, { key, body });
    expect(answer.status).toBe(409);
    expect(answer.body['detail']).toContain('factoring');
  });

  it('orders a next step that the account lists, once', async () => {
    const claim = await claimOf('');
    const settings = {
      clientId: world.agency.account.clientId,
      endpoint: world.agency.url,
      dialect: { nextSteps: { lawyer: null } },
    };
    await world.service.house.db('agency_accounts').update({ settings: JSON.stringify(settings) });
    const key = await world.key('owner');
    const body = { step: 'lawyer', mission: 'payment_order_only' };
    expect((await world.call('POST', `${claim}/next-steps`, { key, body })).status).toBe(202);
    expect((await world.call('POST', `${claim}/next-steps`, { key, body })).status).toBe(409);
    await world.job('deliver-outbox');
    expect(await told()).toHaveLength(1);
  });

  it('leaves a person everything to decide by when the answer was lost and nothing came', async () => {
    await world.order({ id: '5001', email: 'debtor+drops@example.com' });
    for (const on of LETTERS) await world.day(on);
    world.at(HANDED_OVER);
    await world.job('daily-dunning');
    await world.job('deliver-outbox');
    const claim = '/api/v1/claims/1';
    expect((await rows(world, 'claims'))[0]).toMatchObject({ state: 'unconfirmed' });
    expect(await kinds()).not.toContain('claim_undecided');
    world.at('2026-05-13', 5);
    expect(await kinds()).not.toContain('claim_undecided');
    world.at('2026-05-13', 6);
    expect(await kinds()).toContain('claim_undecided');
    const { body } = await world.call('GET', claim, { key: await world.key('read_only') });
    expect(body).toMatchObject({
      messages: [{ kind: 'claim.submit', state: 'unconfirmed', attempts: 1 }],
      calls: [{ operation: 'newClaim', end: 'outcome_unknown' }],
    });
    expect(JSON.stringify(body['calls'])).not.toContain('Musterstra');
    await world.job('poll-agencies');
    expect((await rows(world, 'claims'))[0]).toMatchObject({ state: 'submitted' });
    expect(await kinds()).not.toContain('claim_undecided');
    expect(world.agency.claims()).toHaveLength(1);
  });

  it('is asked for singly only after three silent days', async () => {
    await claimOf('');
    await world.day('2026-05-12');
    const asked = async (): Promise<number> =>
      (await rows(world, 'agency_traces', { operation: 'getClaimStatus' })).length;
    await world.day('2026-05-14');
    expect(await asked()).toBe(0);
    await world.day('2026-05-15');
    expect(await asked()).toBe(1);
    await world.day('2026-05-16');
    expect(await asked()).toBe(1);
  });
});
