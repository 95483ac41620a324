import { caseRoutes } from '../../server/http/case-routes.ts';
import { toAt } from '../../server/storage/database.ts';
import { expectSoundBooks } from '../http/shop.ts';
import { databases } from '../support/databases.ts';
import { makeWorld, rows, type World } from '../support/world.ts';

/**
 * Two orders of 2026-03-02, due on 2026-03-16. By the preset policy the friendly reminder is due on
 * 2026-03-21, the first one on 2026-03-31, and four reminders later the agency gets the claim.
 */
describe.each(databases)('what is to be cleared up, on $name', (database) => {
  let world: World;
  let key: string;
  beforeEach(async () => {
    world = await makeWorld({ database });
    await world.order({ id: '5001', number: 1001, debtorNumber: '4711' });
    await world.order({
      id: '5002',
      number: 1002,
      email: 'other@example.com',
      debtorNumber: '4712',
    });
    key = await world.key('clerk');
  });
  afterEach(async () => {
    await expectSoundBooks(world);
    await world.end();
  });

  const post = async (path: string, body: unknown = {}, status = 201) => {
    const answer = await world.call('POST', `/api/v1${path}`, { key, body });
    expect([path, answer.status, answer.body]).toEqual([path, status, answer.body]);
    return answer.body as Record<string, unknown>;
  };
  const get = async (path: string) => {
    const answer = await world.call('GET', `/api/v1${path}`, { key });
    expect(answer.status).toBe(200);
    const route = caseRoutes.find((one) => one.method === 'get' && one.path === path.split('?')[0]);
    expect(answer.body).toEqual(route?.answer.parse(answer.body));
    return answer.body['items'] as unknown as Record<string, unknown>[];
  };
  const mails = async (number: number) =>
    (await world.mails()).filter(({ text }) => text?.includes(`#${number}`));
  const isOfInstalment = ({ subject }: { subject?: string | undefined }): boolean =>
    subject?.includes('Rate') ?? false;
  /** How many reminders left that name an order. */
  const sent = async (number: number): Promise<number> =>
    (await mails(number)).filter((mail) => !isOfInstalment(mail)).length;
  const gate = async (name: string, id = 1) => {
    const answer = await world.call('GET', `/api/v1/receivables/${id}/handover-gates`, { key });
    const gates = answer.body['gates'] as unknown as {
      gate: string;
      passed: boolean;
      reason: string;
    }[];
    return gates.find((one) => one.gate === name);
  };
  const kinds = async (query = '') => (await get(`/worklist${query}`)).map(({ kind }) => kind);

  it('a dispute stops one item while another goes on, and goes on itself once it is answered', async () => {
    const body = { reason: 'defect', text: 'Die Tasse hat einen Sprung.' };
    const { disputeId, answerByOn } = await post('/receivables/1/disputes', body);
    expect(answerByOn).toBe('2026-03-16');
    await world.day('2026-03-21');
    expect([await sent(1001), await sent(1002)]).toEqual([0, 1]);
    expect(await gate('undisputed')).toMatchObject({ passed: false });
    const [first] = await get('/worklist');
    expect(first).toMatchObject({ kind: 'dispute', id: disputeId, dueOn: '2026-03-16' });
    await post(`/disputes/${String(disputeId)}/answer`, { text: 'Wir schicken Ersatz.' }, 200);
    await world.day('2026-03-22');
    expect([await sent(1001), await sent(1002)]).toEqual([1, 1]);
    expect(await gate('undisputed')).toMatchObject({
      passed: true,
      reason: 'The dispute was answered; the agency will be told of it',
    });
    const again = await world.call('POST', `/api/v1/disputes/${String(disputeId)}/answer`, {
      key,
      body: { text: 'Noch einmal.' },
    });
    expect(again.status).toBe(409);
  });

  it('of a part that is disputed, the gate names the rest, and giving it up lets the rest go on', async () => {
    const body = { reason: 'wrong_amount', text: 'Porto war frei.', amountCents: 10_00 };
    const { disputeId } = await post('/receivables/1/disputes', body);
    expect((await gate('undisputed'))?.reason).toContain('90.00 EUR are not');
    const decision = { outcome: 'upheld', remedy: 'write_off' };
    expect(await post(`/disputes/${String(disputeId)}/decide`, decision, 200)).toMatchObject({
      state: 'upheld',
      upheldCents: 10_00,
    });
    expect((await rows(world, 'receivables'))[0]).toMatchObject({ principal_cents: 90_00 });
    expect(await gate('undisputed')).toMatchObject({ reason: 'Nothing is disputed' });
    await world.day('2026-03-21');
    expect(await sent(1001)).toBe(1);
  });

  it('an upheld dispute asks for a credit note, and reminders wait until it is issued', async () => {
    const body = { reason: 'returned', text: 'Zurückgeschickt.', amountCents: 40_00 };
    const { disputeId } = await post('/receivables/1/disputes', body);
    await post(`/disputes/${String(disputeId)}/decide`, { outcome: 'upheld' }, 200);
    await world.day('2026-03-21');
    expect([await sent(1001), await sent(1002)]).toEqual([0, 1]);
    const [task] = await get('/tasks?kind=credit_note&state=open');
    await post(`/tasks/${String(task?.['id'])}/done`, undefined, 200);
    await world.day('2026-03-22');
    expect(await sent(1001)).toBe(1);
  });

  it('a dispute after the hand-over tells the clerk of the agency and warns the merchant', async () => {
    for (const on of ['2026-03-21', '2026-03-31', '2026-04-14', '2026-04-28', '2026-05-20']) {
      await world.service.house.db('agency_accounts').update({ checked_at: toAt(world.now()) });
      await world.day(on);
    }
    expect((await rows(world, 'receivables'))[0]).toMatchObject({ state: 'handed_over' });
    const answer = await post('/receivables/1/disputes', { reason: 'defect', text: 'Kaputt.' });
    expect(answer['warning']).toContain('The agency has this claim');
    await world.job('deliver-outbox');
    const [claim] = await rows(world, 'claims', { receivable_id: 1 });
    const told = await rows(world, 'claim_messages', { claim_id: claim?.['id'], direction: 'out' });
    expect(String(told[0]?.['text'])).toContain('Der Schuldner bestreitet die Forderung');
    expect(String(told[0]?.['text'])).not.toContain('Kaputt');
  });

  it('a promise that is kept leaves the debtor in peace for good', async () => {
    await post('/receivables/1/promises', { promisedOn: '2026-03-25' });
    await world.day('2026-03-21');
    world.at('2026-03-25', 12);
    await world.pays('5001', 100_00);
    await world.day('2026-03-29');
    expect(await sent(1001)).toBe(0);
    expect(await get('/promises')).toEqual([
      expect.objectContaining({ state: 'kept', paidCents: 100_00, untilOn: '2026-03-28' }),
    ]);
    expect(await kinds('?receivableId=1')).toEqual([]);
  });

  it.each([
    ['partly kept', 40_00, 'partly_kept'],
    ['broken', 0, 'broken'],
  ])(
    'a promise that is %s lets the next reminder go at once and tells a person',
    async (_what, paid, state) => {
      await post('/receivables/1/promises', { promisedOn: '2026-03-25' });
      if (paid > 0) {
        world.at('2026-03-24');
        await world.pays('5001', paid);
      }
      await world.day('2026-03-28');
      expect([await sent(1001), await sent(1002)]).toEqual([0, 1]);
      await world.day('2026-03-29');
      expect(await sent(1001)).toBe(1);
      expect(await get('/promises')).toEqual([expect.objectContaining({ state, paidCents: paid })]);
      expect(await kinds('?receivableId=1')).toContain('promise_broken');
      await world.day('2026-03-29');
      expect(await get('/tasks?kind=promise_broken')).toHaveLength(1);
    },
  );

  it('money that came after the last day of a promise does not make it kept, however late it is judged', async () => {
    await post('/receivables/1/promises', { promisedOn: '2026-03-25', amountCents: 60_00 });
    world.at('2026-03-29', 9);
    await world.pays('5001', 60_00);
    await world.day('2026-04-10');
    expect(await get('/promises')).toEqual([expect.objectContaining({ state: 'broken' })]);
  });

  it('a debtor promises twice in a round and no third time, and one promise at a time', async () => {
    const path = '/receivables/1/promises';
    const promise = { promisedOn: '2026-03-18' };
    await post(path, promise);
    await post(path, promise, 409);
    await world.day('2026-03-22');
    await post(path, { promisedOn: '2026-03-24' });
    await world.day('2026-03-28');
    await post(path, { promisedOn: '2026-03-30' }, 409);
    expect(await get('/promises')).toHaveLength(2);
  });

  it('a plan that is kept is paid and done, and no reminder leaves meanwhile', async () => {
    const wish = { firstOn: '2026-03-20', count: 3, every: 'week' };
    const drafted = await post('/receivables/1/instalment-plans', wish);
    expect(drafted).toMatchObject({
      totalCents: 100_00,
      schedule: [
        { number: 1, dueOn: '2026-03-20', amountCents: 33_33 },
        { number: 2, dueOn: '2026-03-27', amountCents: 33_33 },
        { number: 3, dueOn: '2026-04-07', amountCents: 33_34 }, // Good Friday, then the weekend
      ],
      warnings: [{ code: 'acknowledgement' }],
    });
    const path = `/instalment-plans/${String(drafted['planId'])}`;
    await post(`${path}/accept`, {}, 409);
    await post(`${path}/offer`, undefined, 200);
    await post(`${path}/accept`, { acknowledges: true }, 200);
    const days = [
      ['2026-03-20', 33_33],
      ['2026-03-27', 33_33],
      ['2026-04-07', 33_34],
    ] as const;
    for (const [index, [on, amount]] of days.entries()) {
      world.at(on, 8);
      await world.pays('5001', amount, `77${index}`);
      await world.day(on);
    }
    await world.day('2026-04-11');
    expect(await sent(1001)).toBe(0);
    expect(await get('/instalment-plans')).toEqual([
      expect.objectContaining({ state: 'paid', acknowledges: true, paidCents: 100_00 }),
    ]);
    expect(await get('/tasks')).toEqual([]);
  });

  it('a debtor is told of a missed instalment, the second one breaks the plan, and dunning goes on', async () => {
    const wish = { firstOn: '2026-03-20', count: 4, every: 'week' };
    const { planId } = await post('/receivables/1/instalment-plans', wish);
    const path = `/instalment-plans/${String(planId)}`;
    await post(`${path}/offer`, undefined, 200);
    await post(`${path}/accept`, {}, 200);
    await world.day('2026-03-23');
    expect(await mails(1001)).toEqual([]);
    await world.day('2026-03-24');
    // Two letters of a morning leave side by side.
    const both = await mails(1001);
    expect(both).toHaveLength(2);
    expect(new Set(both.map(({ subject }) => subject))).toEqual(
      new Set([
        'Ihre 1. Rate ist noch offen: Bestellung #1001',
        'Ihre 2. Rate ist bald fällig: Bestellung #1001',
      ]),
    );
    expect(await get('/tasks')).toEqual([]);
    expect(await gate('not_held')).toMatchObject({ passed: false });
    expect(await sent(1001)).toBe(0);
    await world.day('2026-03-30');
    expect(await sent(1001)).toBe(0);
    await world.day('2026-03-31');
    expect(await sent(1001)).toBe(1);
    expect(await get('/instalment-plans')).toEqual([expect.objectContaining({ state: 'broken' })]);
    expect(await kinds('?receivableId=1')).toContain('plan_broken');
    expect(await gate('not_held')).toMatchObject({ passed: true });
  });

  it('a plan that cannot be judged holds up nobody else, and is judged when it can be', async () => {
    const wish = { firstOn: '2026-03-20', count: 4, every: 'week' };
    const { planId } = await post('/receivables/1/instalment-plans', wish);
    const path = `/instalment-plans/${String(planId)}`;
    await post(`${path}/offer`, undefined, 200);
    await post(`${path}/accept`, {}, 200);
    const { house } = world.service;
    const { texts } = house;
    const broken = (of: typeof texts): typeof texts => ({
      ...of,
      with: (own) => broken(of.with(own)),
      render: (name, ...rest) =>
        name.startsWith('instalment_')
          ? Promise.reject(new Error('this letter cannot be written'))
          : of.render(name, ...rest),
    });
    Object.assign(house, { texts: broken(texts) });
    await world.day('2026-03-24');
    Object.assign(house, { texts });
    expect(await sent(1002)).toBe(1);
    expect((await mails(1001)).filter(isOfInstalment)).toEqual([]);
    await world.day('2026-03-25');
    expect((await mails(1001)).filter(isOfInstalment)).toHaveLength(2);
  });

  it('an offer holds the reminders until its end, and a payment meanwhile asks for a new plan', async () => {
    const wish = { firstOn: '2026-03-20', count: 2 };
    const { planId } = await post('/receivables/1/instalment-plans', wish);
    const path = `/instalment-plans/${String(planId)}`;
    world.at('2026-03-10');
    const offer = await post(`${path}/offer`, undefined, 200);
    expect(offer['acceptByOn']).toBe('2026-03-24');
    await world.pays('5001', 20_00);
    await post(`${path}/accept`, {}, 409);
    await world.day('2026-03-24');
    expect(await sent(1001)).toBe(0);
    await world.day('2026-03-25');
    expect(await sent(1001)).toBe(1);
    expect(await get('/instalment-plans')).toEqual([
      expect.objectContaining({ state: 'withdrawn' }),
    ]);
  });

  it('a charge for a consumer is a credit, and is refused until the merchant says he knows', async () => {
    const wish = { firstOn: '2026-03-20', count: 2, chargeCents: 5_00 };
    const refused = await world.call('POST', '/api/v1/receivables/1/instalment-plans', {
      key,
      body: wish,
    });
    expect(refused).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('BGB 506') },
    });
    const knowing = { ...wish, acceptsConsumerCredit: true };
    const { planId } = await post('/receivables/1/instalment-plans', knowing);
    await post(`/instalment-plans/${String(planId)}/offer`, undefined, 200);
    await post(`/instalment-plans/${String(planId)}/accept`, {}, 200);
    expect((await rows(world, 'receivables'))[0]).toMatchObject({ costs_cents: 5_00 });
  });

  it.each([
    ['insolvency', 'not_insolvent', 'file_insolvency_claim'],
    ['deceased', 'not_deceased', 'find_heirs'],
    ['minor', 'of_age', 'ask_guardians'],
    ['unknown_address', 'address_usable', 'missing_address'],
  ])(
    '%s of a person holds all he owes, also later orders, and shuts its gate',
    async (kind, shut, task) => {
      const [debtor] = await rows(world, 'parties');
      const path = `/debtors/${String(debtor?.['id'])}/special-states`;
      const placed = await post(path, { kind, court: 'AG Musterstadt', fileNumber: '1 IN 1/26' });
      expect(placed['heldReceivableIds']).toEqual([1]);
      await world.order({ id: '5003', number: 1003, debtorNumber: '4711' });
      await world.day('2026-03-21');
      expect([await sent(1001), await sent(1002), await sent(1003)]).toEqual([0, 1, 0]);
      for (const id of [1, 3]) expect(await gate(shut, id)).toMatchObject({ passed: false });
      expect(await gate(shut, 2)).toMatchObject({ passed: true });
      expect(await kinds('?receivableId=1')).toEqual([task]);
      await post(`/special-states/${String(placed['stateId'])}/end`, undefined, 200);
      await world.day('2026-03-22');
      expect([await sent(1001), await sent(1003)]).toEqual([1, 1]);
      expect(await gate(shut, 3)).toMatchObject({ passed: true });
      expect(await kinds('?receivableId=1')).toEqual([]);
    },
  );

  it.each([
    ['open_return', 'A return is open'],
    ['withdrawal', 'withdrew from the contract'],
  ])('%s of one receivable shuts the gate and ends on its day', async (kind, words) => {
    await post('/receivables/1/special-states', { kind, untilOn: '2026-03-25' });
    await world.day('2026-03-25');
    expect([await sent(1001), await sent(1002)]).toEqual([0, 1]);
    expect((await gate('no_open_return'))?.reason).toContain(words);
    await world.day('2026-03-26');
    expect(await sent(1001)).toBe(1);
    expect(await gate('no_open_return')).toMatchObject({ passed: true });
    await post('/receivables/1/special-states', { kind: 'insolvency' }, 400);
  });

  it('a block that nobody can read counts as one, and a person is told', async () => {
    await post('/receivables/1/dunning-blocks', { reason: 'complaint', untilOn: '2026-03-20' });
    await world.service.house.db('dunning_blocks').update({ reason: 'mood' });
    await world.day('2026-03-21');
    expect([await sent(1001), await sent(1002)]).toEqual([0, 1]);
    expect(await kinds()).toContain('block_unreadable');
    const [block] = await get('/dunning-blocks');
    expect(block).toMatchObject({ reason: 'unreadable', untilOn: null, inForce: true });
    const path = `/api/v1/dunning-blocks/${String(block?.['id'])}`;
    expect((await world.call('DELETE', path, { key })).status).toBe(200);
    await world.day('2026-03-22');
    expect(await sent(1001)).toBe(1);
    expect(await get('/dunning-blocks')).toEqual([]);
    const history = await get('/dunning-blocks?history=true');
    expect(history).toEqual([expect.objectContaining({ inForce: false, releasedBy: 'key:1' })]);
  });

  it('the end of a block moves, but not of one that belongs to a dispute', async () => {
    const placed = await post('/receivables/1/dunning-blocks', {
      reason: 'complaint',
      untilOn: '2026-03-20',
    });
    const path = `/api/v1/dunning-blocks/${String(placed['id'])}`;
    const moved = await world.call('PUT', path, { key, body: { untilOn: '2026-03-23' } });
    expect(moved.body).toMatchObject({ untilOn: '2026-03-23' });
    const past = await world.call('PUT', path, { key, body: { untilOn: '2026-03-01' } });
    expect(past.status).toBe(400);
    await world.day('2026-03-23');
    expect(await sent(1001)).toBe(0);
    await world.day('2026-03-24');
    expect(await sent(1001)).toBe(1);
    await post('/receivables/2/disputes', { reason: 'other', text: 'Nein.' });
    const own = '/api/v1/dunning-blocks/2';
    expect((await world.call('DELETE', own, { key })).status).toBe(409);
    expect((await world.call('PUT', own, { key, body: { untilOn: null } })).status).toBe(409);
  });

  it('the list of work comes by pages and by kind, and a task leaves it when it is done', async () => {
    for (const dueOn of ['2026-03-02', '2026-03-03', '2026-03-04']) {
      await post('/receivables/1/tasks', { kind: 'telephone', dueOn, note: 'Anrufen' });
    }
    expect(await get('/worklist')).toHaveLength(1);
    world.at('2026-03-04');
    const page = async (query: string) =>
      (await world.call('GET', `/api/v1/worklist?${query}`, { key })).body;
    const first = await page('kind=telephone&limit=2');
    expect(first).toMatchObject({ total: 3, nextOffset: 2 });
    const second = await page('kind=telephone&limit=2&offset=2');
    expect(second).toMatchObject({ total: 3, nextOffset: null, items: [{ dueOn: '2026-03-04' }] });
    expect(await page('kind=dispute')).toMatchObject({ total: 0, items: [] });
    await post('/tasks/1/done', undefined, 200);
    await post('/tasks/1/done', undefined, 404);
    expect(await page('kind=telephone')).toMatchObject({ total: 2 });
  });

  it('a telephone task about a receivable that is paid is done by itself', async () => {
    await post('/receivables/1/tasks', { kind: 'telephone', dueOn: '2026-03-02', note: 'Anrufen' });
    await world.pays('5001', 100_00);
    await world.day('2026-03-03');
    expect(await get('/tasks')).toEqual([expect.objectContaining({ state: 'done' })]);
  });
});
