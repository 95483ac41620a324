import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { addSeconds } from '../../server/domain/calendar.ts';
import { agencyKey, DAYS_TO_HANDOVER, useAgency } from '../support/agencies.ts';
import { databases } from '../support/databases.ts';
import { makeWorld, openShop, rows, type World } from '../support/world.ts';

const xsd = fileURLToPath(new URL('../../connectors/file/handover.xsd', import.meta.url));

describe.each(databases)("the agency's own door, on $name", (database) => {
  let world: World;
  let accountId: number;
  let key: string;
  beforeEach(async () => {
    world = await makeWorld({ database });
    accountId = await useAgency(world, 'pull');
    key = await agencyKey(world, accountId);
    await world.order({ id: '5001' });
    for (const on of DAYS_TO_HANDOVER) await world.day(on);
  });
  afterEach(() => world.end());

  const get = (path: string, as = key) => world.call('GET', `/agency/v1${path}`, { key: as });
  const claim = async () => (await rows(world, 'claims'))[0];
  const say = async (record: Record<string, unknown>, as = key) => {
    const id = String((await claim())?.['id']);
    const body = { at: world.now(), ...record };
    return world.call('POST', `/agency/v1/claims/${id}/records`, { key: as, body });
  };
  const accept = () => say({ kind: 'accepted', fileNumber: 'AZ-1' });

  it('shows a new claim with its package until it has a file number', async () => {
    const { body } = await get('/claims');
    expect(body['items']).toEqual([
      expect.objectContaining({ state: 'submitted', fileNumber: null, mode: 'sandbox' }),
    ]);
    const id = String((await claim())?.['id']);
    const shown = await get(`/claims/${id}`);
    expect(shown.body['package']).toMatchObject({
      principalCents: 100_00,
      debtor: { lastName: 'Debtor', city: 'Berlin' },
    });
    expect(await accept()).toMatchObject({ status: 200, body: { known: false } });
    expect((await get('/claims')).body['items']).toEqual([]);
    expect((await get('/claims?show=all')).body['items']).toEqual([
      expect.objectContaining({ state: 'accepted', fileNumber: 'AZ-1' }),
    ]);
  });

  it('gives the same package as XML that the schema accepts', async () => {
    const id = String((await claim())?.['id']);
    const answer = await fetch(`${world.url}/agency/v1/claims/${id}/handover.xml`, {
      headers: { authorization: `Bearer ${key}` },
    });
    expect(answer.headers.get('content-type')).toContain('application/xml');
    const xml = await answer.text();
    expect(xml).toContain('<principal>100.00</principal>');
    execFileSync('xmllint', ['--noout', '--schema', xsd, '-'], { input: xml, stdio: 'pipe' });
  });

  it('takes status, message and money, each once, kept raw and shown to the clerk', async () => {
    await accept();
    const status = { kind: 'status', code: 'court', text: 'Mahnbescheid beantragt' };
    expect((await say(status)).body).toEqual({ known: false });
    expect((await say(status)).body).toEqual({ known: true });
    await say({ kind: 'message', text: 'Bitte senden Sie die Rechnung' });
    await say({
      kind: 'payment',
      number: 'Z-1',
      on: '2026-05-20',
      amountCents: 40_00,
      text: null,
    });
    await world.day('2026-05-21');
    expect(await claim()).toMatchObject({
      state: 'in_progress',
      status_code: 'court',
      status_meaning: 'court',
      agency_paid_cents: 40_00,
    });
    expect(await rows(world, 'agency_batches')).toHaveLength(5);
    expect(await rows(world, 'agency_news')).toHaveLength(4);
    const clerk = await world.key('clerk');
    const shown = await world.call('GET', `/api/v1/claims/${String((await claim())?.['id'])}`, {
      key: clerk,
    });
    expect(JSON.stringify(shown.body['news'])).toContain('Bitte senden Sie die Rechnung');
  });

  it('collects everything: the claim and the receivable are paid', async () => {
    await accept();
    const { costs_cents, principal_cents, interest_cents } = (await claim()) ?? {};
    const total = Number(costs_cents) + Number(principal_cents) + Number(interest_cents);
    const paid = { number: 'Z-1', on: '2026-05-20', amountCents: total, text: null };
    await say({ kind: 'payment', ...paid });
    await say({ kind: 'payout', ...paid });
    await say({ kind: 'status', code: 'closed_paid', text: 'Bezahlt' });
    await world.day('2026-05-21');
    expect(await claim()).toMatchObject({ state: 'paid', agency_payouts_cents: total });
    expect((await rows(world, 'receivables'))[0]).toMatchObject({ state: 'paid' });
  });

  it('gives a claim back to a person when it is said to be paid and the money is not named', async () => {
    await accept();
    await say({ kind: 'payment', number: 'Z-1', on: '2026-05-20', amountCents: 30_00 });
    await say({ kind: 'status', code: 'closed_paid', text: 'Bezahlt' });
    await world.day('2026-05-21');
    expect(await claim()).toMatchObject({ state: 'paid' });
    const [receivable] = await rows(world, 'receivables');
    expect(receivable).toMatchObject({ state: 'in_dunning', principal_cents: 70_00 });
    const clerk = await world.key('clerk');
    const { items } = (await world.call('GET', '/api/v1/worklist', { key: clerk })).body;
    expect(items).toEqual([expect.objectContaining({ kind: 'claim_returned' })]);
    const mails = (await world.mails()).length;
    for (const on of ['2026-06-10', '2026-07-10']) await world.day(on);
    expect(await world.mails()).toHaveLength(mails);
    expect(await rows(world, 'claims')).toHaveLength(1);
    await say({ kind: 'payment', number: 'Z-2', on: '2026-05-21', amountCents: 70_00 });
    await world.day('2026-07-11');
    expect((await rows(world, 'receivables'))[0]).toMatchObject({ state: 'paid' });
  });

  it('refuses a claim with its reason, and the receivable comes back blocked', async () => {
    expect((await say({ kind: 'rejected', text: 'Anschrift fehlt' })).status).toBe(200);
    expect(await claim()).toMatchObject({ state: 'rejected', file_number: null });
    const [block] = await rows(world, 'dunning_blocks');
    expect(block).toMatchObject({ reason: 'returned_by_agency' });
  });

  it('lays out a direct payment and a recall as instructions, in their order', async () => {
    await accept();
    await world.pays('5001', 30_00);
    await world.day('2026-05-21');
    const clerk = await world.key('clerk');
    const id = String((await claim())?.['id']);
    const body = { because: 'paid to us' };
    await world.call('POST', `/api/v1/claims/${id}/close`, { key: clerk, body });
    await world.day('2026-05-22');
    const { items } = (await get('/instructions')).body as unknown as {
      items: { id: number; kind: string }[];
    };
    expect(items).toEqual([
      expect.objectContaining({ kind: 'direct_payment', fileNumber: 'AZ-1', amountCents: 30_00 }),
      expect.objectContaining({ kind: 'recall', fileNumber: 'AZ-1' }),
    ]);
    const later = await get(`/instructions?afterId=${items[0]?.id ?? 0}`);
    expect(later.body['items']).toEqual([expect.objectContaining({ kind: 'recall' })]);
    expect(await claim()).toMatchObject({ state: 'withdrawn' });
  });

  it('tells of what left later behind what the agency has read, whichever was asked for first', async () => {
    await accept();
    const clerk = await world.key('clerk');
    const claimId = String((await claim())?.['id']);
    const receivable = `/api/v1/receivables/${String((await claim())?.['receivable_id'])}`;
    const payment = { amountCents: 20_00, paidOn: '2026-05-22', reference: 'B-1' };
    await world.call('POST', `${receivable}/payments`, { key: clerk, body: payment });
    const text = 'Bitte rufen Sie uns an';
    await world.call('POST', `/api/v1/claims/${claimId}/messages`, { key: clerk, body: { text } });
    await world.job('deliver-outbox');
    const first = (await get('/instructions')).body['items'] as unknown as { id: number }[];
    expect(first).toEqual([expect.objectContaining({ kind: 'message', text })]);
    await world.day('2026-05-22');
    const behind = await get(`/instructions?afterId=${first[0]?.id ?? 0}`);
    expect(behind.body['items']).toEqual([
      expect.objectContaining({ kind: 'direct_payment', amountCents: 20_00 }),
    ]);
  });

  it('gives every instruction a moment of its own, also those of one moment', async () => {
    await accept();
    const clerk = await world.key('clerk');
    const path = `/api/v1/claims/${String((await claim())?.['id'])}/messages`;
    for (const text of ['1', '2', '3', '4']) {
      await world.call('POST', path, { key: clerk, body: { text } });
    }
    await world.job('deliver-outbox');
    const read: string[] = [];
    for (let afterId = 0; ;) {
      const { items } = (await get(`/instructions?limit=1&afterId=${afterId}`)).body as unknown as {
        items: { id: number; at: string }[];
      };
      const [next] = items;
      if (next === undefined) break;
      read.push(next.at);
      afterId = next.id;
    }
    expect([read.length, new Set(read).size]).toEqual([4, 4]);
  });

  it('keeps the first file number', async () => {
    await accept();
    expect((await say({ kind: 'accepted', fileNumber: 'AZ-2' })).status).toBe(409);
    expect(await claim()).toMatchObject({ file_number: 'AZ-1' });
  });

  it.each([
    ['a kind nobody knows', { kind: 'sold' }],
    ['a file number with a blank', { kind: 'accepted', fileNumber: 'AZ 1' }],
    ['a payment of nothing', { kind: 'payment', number: '1', on: '2026-05-20', amountCents: 0 }],
    [
      'a day that does not exist',
      { kind: 'payment', number: '1', on: '2026-02-30', amountCents: 1 },
    ],
    ['a time without a zone', { kind: 'message', text: 'x', at: '2026-05-20T10:00:00' }],
    ['a field too many', { kind: 'message', text: 'x', shopId: 1 }],
    ['an empty message', { kind: 'message', text: ' ' }],
  ])('refuses %s, and keeps nothing', async (_what, record) => {
    expect((await say(record)).status).toBe(400);
    expect(await rows(world, 'agency_batches')).toEqual([]);
  });

  it('refuses a body that is too large', async () => {
    const answer = await say({ kind: 'message', text: 'x'.repeat(70_000) });
    expect([answer.status, answer.body['code']]).toEqual([413, 'too_large']);
  });

  describe('belongs to one agency of one shop', () => {
    /** Whatever a stranger asks for, and what it did to the claim. */
    const seenBy = async (stranger: string) => {
      const id = String((await claim())?.['id']);
      const answers = [
        await get(`/claims/${id}`, stranger),
        await world.call('GET', `/agency/v1/claims/${id}/handover.xml`, { key: stranger }),
        await say({ kind: 'accepted', fileNumber: 'X' }, stranger),
      ];
      return {
        claims: (await get('/claims?show=all', stranger)).body['items'],
        instructions: (await get('/instructions', stranger)).body['items'],
        statuses: answers.map(({ status }) => status),
        fileNumber: (await claim())?.['file_number'],
        news: await rows(world, 'agency_news'),
      };
    };
    const nothing = {
      claims: [],
      instructions: [],
      statuses: [404, 404, 404],
      fileNumber: null,
      news: [],
    };

    it('another agency of the same shop sees nothing', async () => {
      const { house } = world.service;
      const [mine] = await rows(world, 'agency_accounts');
      const { id: _id, ...copy } = mine ?? {};
      const [other] = await house.db('agency_accounts').insert({ ...copy, agency: 'file' });
      expect(await seenBy(await agencyKey(world, Number(other)))).toEqual(nothing);
    });

    it('an agency of another shop sees nothing', async () => {
      const wish = { domain: 'other.myshopify.com', at: world.now() };
      const shopId = await openShop(world.service, world.agency, wish);
      const other = await useAgency(world, 'pull', {}, shopId);
      expect(await seenBy(await agencyKey(world, other, shopId))).toEqual(nothing);
    });

    it('a key that names an account of another shop sees nothing', async () => {
      const wish = { domain: 'other.myshopify.com', at: world.now() };
      const shopId = await openShop(world.service, world.agency, wish);
      expect(await seenBy(await agencyKey(world, accountId, shopId))).toEqual(nothing);
    });

    it('a key of the shop does not open it, and its own key opens nothing of the shop', async () => {
      const owner = await world.key('owner');
      expect((await get('/claims', owner)).status).toBe(403);
      expect((await world.call('GET', '/api/v1/receivables', { key })).status).toBe(403);
      expect((await world.call('GET', '/agency/v1/claims')).status).toBe(401);
      expect((await get('/claims', 'x'.repeat(32))).status).toBe(401);
    });

    it('a revoked key opens nothing', async () => {
      await world.service.house
        .db('api_keys')
        .where({ agency_account_id: accountId })
        .update({ revoked_at: addSeconds(world.now(), 0).slice(0, 23).replace('T', ' ') });
      expect((await get('/claims')).status).toBe(401);
    });
  });

  it('describes itself, every door and every record', async () => {
    const { body } = await world.call('GET', '/agency/v1/openapi.json');
    const paths = body['paths'] as unknown as Record<string, Record<string, unknown>>;
    expect(Object.keys(paths)).toEqual([
      '/agency/v1/claims',
      '/agency/v1/claims/{id}',
      '/agency/v1/claims/{id}/handover.xml',
      '/agency/v1/claims/{id}/records',
      '/agency/v1/instructions',
    ]);
    const text = JSON.stringify(paths);
    for (const kind of ['accepted', 'rejected', 'status', 'message', 'payment', 'account']) {
      expect(text).toContain(`"const":"${kind}"`);
    }
  });
});
