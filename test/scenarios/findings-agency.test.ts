import { keepAgencyAccount } from '../../server/actions/administer.ts';
import { orderBody, uninstalledBody } from '../../server/demo/shopify-deliveries.ts';
import {
  Conflict,
  InvalidInput,
  OutcomeUnknown,
  PartnerRejected,
} from '../../server/domain/errors.ts';
import type { AgencyConnector } from '../../server/ports.ts';
import { listAgencyAccounts, takeLease } from '../../server/storage/queues.ts';
import { databases } from '../support/databases.ts';
import { makeWorld, openShop, orderFacts, rows, type World } from '../support/world.ts';

const LEVELS = ['2026-03-21', '2026-03-31', '2026-04-14', '2026-04-26'];
const HAND_OVER = '2026-05-09';
const company = {
  firstName: null,
  lastName: null,
  company: 'Muster GmbH',
  street: 'Musterweg 2',
  postcode: '80331',
  city: 'München',
  country: 'DE',
};

/** Lets the service meet an agency that differs in some answers. */
function changeAgency(
  world: World,
  change: (agency: AgencyConnector) => Partial<AgencyConnector>,
): () => void {
  const { outside } = world.service;
  const real = outside.agencyOf;
  outside.agencyOf = (account) => {
    const agency = real(account);
    return { ...agency, ...change(agency) };
  };
  return () => {
    outside.agencyOf = real;
  };
}

/** Something happens while a hand-over is on the wire; then the agency takes it. */
const whileOnTheWire = (world: World, happens: () => Promise<unknown>): (() => void) =>
  changeAgency(world, (agency) => ({
    submitClaim: async (claim) => {
      await happens();
      return agency.submitClaim(claim);
    },
  }));

/** News of the agency, one for each file number. */
const batchOf = (codes: readonly string[], fileNumbers: readonly string[]) => ({
  receipt: null,
  raw: '',
  items: codes.map((code, n) => ({
    fileNumber: fileNumbers[n] ?? '',
    code,
    text: code,
    details: null,
    closingReason: null,
    closingNote: null,
    occurredAt: null,
  })),
});

const states = async (world: World, table: string): Promise<unknown[]> =>
  (await rows(world, table)).map((row) => row['state']);

const messages = async (world: World, kind: string): Promise<unknown[]> =>
  (await rows(world, 'outbox', { kind })).map((row) => row['state']);

describe.each(databases)('a claim between us and the agency on $name', (database) => {
  let world: World;
  beforeEach(async () => {
    world = await makeWorld({ database, settings: { termsAgreed: true } });
  });
  afterEach(() => world.end());

  /** Orders of a company, dunned to the end; the next run hands them over. */
  const dunned = async (...ids: string[]): Promise<void> => {
    for (const id of ids) await world.order({ id, billing: company, email: 'quiet@example.com' });
    for (const on of LEVELS) await world.day(on);
  };
  const close = async (key: string) =>
    (await world.call('POST', '/api/v1/claims/1/close', { key, body: { because: 'an error' } }))
      .status;

  it('closes at the agency what a person closes while the hand-over is on the wire', async () => {
    await dunned('6001');
    const key = await world.key('owner');
    whileOnTheWire(world, async () => expect(await close(key)).toBe(202));
    await world.day(HAND_OVER);
    const [atAgency] = world.agency.claims();
    expect((await rows(world, 'claims'))[0]).toMatchObject({
      state: 'withdrawn',
      file_number: atAgency?.fileNumber,
    });
    expect(atAgency?.isClosed).toBe(true);
    await world.day('2026-05-10');
    expect(world.agency.claims()).toHaveLength(1);
  });

  it('takes back at home what a person closes before the hand-over left', async () => {
    await dunned('6001');
    world.at(HAND_OVER);
    await world.job('daily-dunning');
    expect(await close(await world.key('owner'))).toBe(202);
    expect(await states(world, 'claims')).toEqual(['withdrawn']);
    await world.job('deliver-outbox');
    expect(world.agency.claims()).toEqual([]);
  });

  it('does not send again what was to be closed, when the first try surely failed', async () => {
    await dunned('6001');
    const key = await world.key('owner');
    const undo = changeAgency(world, () => ({
      submitClaim: async () => {
        await close(key);
        throw new OutcomeUnknown('the line broke');
      },
    }));
    world.at(HAND_OVER);
    await world.job('daily-dunning');
    await world.job('deliver-outbox');
    undo();
    expect(await states(world, 'claims')).toEqual(['unconfirmed']);
    const [hand] = await rows(world, 'outbox', { kind: 'claim.submit' });
    const path = `/api/v1/outbox/${String(hand?.['id'])}/resolve`;
    await world.call('POST', path, { key, body: { outcome: 'not_delivered' } });
    await world.job('deliver-outbox');
    expect(world.agency.claims()).toEqual([]);
    expect(await states(world, 'claims')).toEqual(['withdrawn']);
    expect(await messages(world, 'claim.close')).toEqual(['stopped']);
    expect((await rows(world, 'dunning_blocks'))[0]).toMatchObject({
      reason: 'returned_by_agency',
    });
  });

  it('keeps a file number that comes after the sender was given up for dead', async () => {
    await dunned('6001');
    const undo = whileOnTheWire(world, async () => {
      undo();
      world.at(HAND_OVER, 9);
      await world.job('deliver-outbox');
    });
    world.at(HAND_OVER);
    await world.job('daily-dunning');
    await world.job('deliver-outbox');
    expect((await rows(world, 'claims'))[0]).toMatchObject({
      state: 'submitted',
      file_number: world.agency.claims()[0]?.fileNumber,
    });
    expect(await messages(world, 'claim.submit')).toEqual(['delivered']);
  });

  it('lets the outbox of all go on when a claim has moved on while its answer was lost', async () => {
    await dunned('6001', '6002');
    let lost: string | null = null;
    const undo = changeAgency(world, (agency) => ({
      submitClaim: async (claim) => {
        if (lost !== null) return agency.submitClaim(claim);
        lost = claim.ourReference;
        const { db } = world.service.house;
        await db('claims').where({ our_reference: lost }).update({ state: 'withdrawn' });
        throw new OutcomeUnknown('the answer was lost');
      },
    }));
    world.at(HAND_OVER);
    await world.job('daily-dunning');
    await world.job('deliver-outbox');
    undo();
    world.at(HAND_OVER, 9);
    await world.job('deliver-outbox');
    expect(new Set(await states(world, 'claims'))).toEqual(new Set(['submitted', 'withdrawn']));
    const ends = await messages(world, 'claim.submit');
    expect(new Set(ends)).toEqual(new Set(['delivered', 'unconfirmed']));
  });

  it('gives up other abandoned messages when one of them cannot be settled', async () => {
    await dunned('6001', '6002');
    world.at(HAND_OVER);
    await world.job('daily-dunning');
    const { db } = world.service.house;
    const lease = { state: 'sending', lease_until: '2026-05-09 04:00:00.000' };
    await db('outbox').where({ kind: 'claim.submit' }).update(lease);
    const [one] = await rows(world, 'outbox', { kind: 'claim.submit' });
    await db('outbox').where({ id: one?.['id'] }).update({ payload: 'no JSON' });
    world.at(HAND_OVER, 9);
    await world.job('deliver-outbox');
    expect(await messages(world, 'claim.submit')).toEqual(['sending', 'unconfirmed']);
  });

  it('does not count a fault of our own configuration as an answer of the agency', async () => {
    await dunned('6001');
    const { outside } = world.service;
    const real = outside.agencyOf;
    outside.agencyOf = () => {
      throw new InvalidInput('SECRET_KEYS has no key "old"');
    };
    world.at(HAND_OVER);
    await world.job('daily-dunning');
    await world.job('deliver-outbox');
    expect(await states(world, 'claims')).toEqual(['queued']);
    outside.agencyOf = real;
    await world.job('deliver-outbox');
    expect(world.agency.claims()).toEqual([]);
    world.at(HAND_OVER, 7);
    await world.job('deliver-outbox');
    expect(await states(world, 'claims')).toEqual(['submitted']);
  });

  it('sends a claim although five hundred reminders wait for a mail server', async () => {
    await dunned('6001');
    world.at(HAND_OVER);
    await world.job('daily-dunning');
    const { db } = world.service.house;
    const [claim] = await rows(world, 'outbox', { kind: 'claim.submit' });
    const [mail] = await rows(world, 'outbox', { kind: 'reminder.email' });
    const { id: _id, ...copy } = mail ?? {};
    const waiting = { ...copy, state: 'queued', run_at: '2026-01-01 00:00:00.000' };
    const many = Array.from({ length: 500 }, (_, n) => ({ ...waiting, message_key: `wait:${n}` }));
    await db.batchInsert('outbox', many, 50);
    world.service.outside.email = null;
    await world.job('deliver-outbox');
    expect((await rows(world, 'outbox', { id: claim?.['id'] }))[0]?.['state']).toBe('delivered');
  });

  it('keeps a claim at home when the shop removed the app before it left', async () => {
    await dunned('6001');
    world.at(HAND_OVER);
    await world.job('daily-dunning');
    await world.webhook('app/uninstalled', uninstalledBody('example.myshopify.com'));
    await world.job('apply-inbox');
    await world.job('deliver-outbox');
    expect(world.agency.claims()).toEqual([]);
    expect(await states(world, 'claims')).toEqual(['withdrawn']);
    expect((await rows(world, 'receivables'))[0]?.['state']).toBe('in_dunning');
  });

  it('lets a person say that a refused closing was done after all, or ask for it again', async () => {
    await dunned('6001', '6002');
    await world.day(HAND_OVER);
    const key = await world.key('owner');
    const undo = changeAgency(world, () => ({
      closeClaim: () => Promise.reject(new PartnerRejected('a lawyer has it', ['not now'])),
    }));
    for (const id of [1, 2]) {
      await world.call('POST', `/api/v1/claims/${id}/close`, { key, body: { because: 'x' } });
    }
    await world.job('deliver-outbox');
    expect(await messages(world, 'claim.close')).toEqual(['failed', 'failed']);
    undo();
    const [first] = await rows(world, 'outbox', { kind: 'claim.close' });
    const path = `/api/v1/outbox/${String(first?.['id'])}/resolve`;
    await world.call('POST', path, { key, body: { outcome: 'delivered' } });
    await world.call('POST', '/api/v1/claims/2/close', { key, body: { because: 'again' } });
    await world.call('POST', '/api/v1/claims/2/close', { key, body: { because: 'twice' } });
    await world.job('deliver-outbox');
    expect(await states(world, 'claims')).toEqual(['withdrawn', 'withdrawn']);
    expect(await states(world, 'receivables')).toEqual(['in_dunning', 'in_dunning']);
    expect(await messages(world, 'claim.close')).toEqual(['delivered', 'stopped', 'delivered']);
    // Two calls are under way at once, so the agency may have got the second claim first.
    const [, again] = await rows(world, 'claims');
    const closed = world.agency.claims().filter(({ isClosed }) => isClosed);
    expect(closed.map(({ fileNumber }) => fileNumber)).toEqual([again?.['file_number']]);
    const told = await rows(world, 'journal_events', { type: 'direct_payment.reported' });
    expect(told).toEqual([]);
  });

  it('reads the money of a claim although the one before it cannot be read', async () => {
    for (const id of ['6001', '6002']) {
      await world.order({ id, billing: company, email: 'a+pays@example.com' });
    }
    for (const on of [...LEVELS, HAND_OVER, '2026-05-10']) await world.day(on);
    const first = (await rows(world, 'claims'))[0]?.['file_number'];
    changeAgency(world, (agency) => ({
      getAccount: async (fileNumber) => {
        if (fileNumber === first) throw new Error('this file cannot be read');
        return agency.getAccount(fileNumber);
      },
    }));
    for (const on of ['2026-05-18', '2026-05-21', '2026-05-22', '2026-05-23']) await world.day(on);
    expect(await states(world, 'receivables')).toEqual(['handed_over', 'paid']);
  });

  it('applies a piece of news although the one before it cannot be applied', async () => {
    await dunned('6001', '6002');
    await world.day(HAND_OVER);
    const numbers = (await rows(world, 'claims')).map((claim) => String(claim['file_number']));
    const undo = changeAgency(world, () => ({
      fetchStatusChanges: () => Promise.resolve(batchOf(['S-BROKEN', 'S-FINE'], numbers)),
      meaningOf: (code) => {
        if (code === 'S-BROKEN') throw new Error('this code cannot be read');
        return 'question';
      },
    }));
    world.at('2026-05-10');
    await world.job('poll-agencies');
    undo();
    const news = await rows(world, 'agency_news');
    const ends = news.map((row) => [row['code'], row['state']]);
    expect(ends.slice(-2)).toEqual([
      ['S-BROKEN', 'stored'],
      ['S-FINE', 'applied'],
    ]);
  });

  it('keeps news that are longer than anything of ours, and goes on', async () => {
    await dunned('6001');
    await world.day(HAND_OVER);
    const number = String((await rows(world, 'claims'))[0]?.['file_number']);
    const strange = batchOf(['A-STATUS-CODE-OF-MORE-THAN-20', 'S-FINE'], ['9'.repeat(60), number]);
    const [first, ...rest] = strange.items;
    const long = { ...first, ourReference: 'R'.repeat(200), text: 'ü'.repeat(70_000) };
    changeAgency(world, () => ({
      fetchStatusChanges: () =>
        Promise.resolve({ ...strange, items: [long, ...rest] as typeof strange.items }),
    }));
    world.at('2026-05-10');
    await world.job('poll-agencies');
    const [kept, fine] = (await rows(world, 'agency_news')).slice(-2);
    expect(kept).toMatchObject({ code: 'A-STATUS-CODE-OF-MOR', our_reference: null });
    expect(String(kept?.['item'])).toContain('ü'.repeat(70_000));
    expect(fine).toMatchObject({ code: 'S-FINE', state: 'applied' });
  });

  it('refuses an account at the agency that another shop uses, and takes one of its own', async () => {
    const { house } = world.service;
    const other = { domain: 'other.myshopify.com', at: world.now() };
    const shopId = await openShop(world.service, world.agency, other);
    const [first] = await listAgencyAccounts(house.db);
    if (first === undefined) throw new Error('the first shop has no account');
    const acting = { actor: 'test', at: world.now() };
    await expect(keepAgencyAccount(house, { ...first, shopId }, acting)).rejects.toThrow(Conflict);
    const own = { ...first, shopId, settings: { ...first.settings, clientId: '990099' } };
    await keepAgencyAccount(house, own, acting);
    await keepAgencyAccount(house, first, acting);
    const kept = await listAgencyAccounts(house.db);
    expect(kept.map(({ settings }) => settings['clientId'])).toEqual([
      world.agency.account.clientId,
      '990099',
    ]);
  });

  it('shows an unreadable delivery behind two hundred that wait', async () => {
    const body = orderBody(orderFacts({ id: '6001' }, world.now()));
    await world.webhook('orders/create', body);
    await world.job('apply-inbox');
    const { db } = world.service.house;
    const [one] = await rows(world, 'inbox');
    const { id: _id, ...copy } = one ?? {};
    const many = Array.from({ length: 201 }, (_, n) => ({
      ...copy,
      sender_id: `many-${n}`,
      state: n === 200 ? 'unreadable' : 'waiting',
    }));
    await db.batchInsert('inbox', many, 50);
    const answer = await world.call('GET', '/api/v1/worklist', { key: await world.key('clerk') });
    const kinds = (answer.body['items'] as unknown as { kind: string }[]).map(({ kind }) => kind);
    expect(kinds).toContain('delivery_unreadable');
    expect(answer.body['total']).toBe(201);
  });

  it('gives each dunning run a name of its own, so that two of one process exclude each other', async () => {
    const { db } = world.service.house;
    const names = new Set<string>();
    db.on('query', ({ sql, bindings }: { sql: string; bindings?: readonly unknown[] }) => {
      const [name] = bindings ?? [];
      const isRun = bindings?.includes(`dunning-run:${world.shopId}`) === true;
      if (isRun && sql.startsWith('update') && typeof name === 'string') names.add(name);
    });
    const key = await world.key('owner');
    const run = () => world.call('POST', '/api/v1/dunning-runs', { key, body: { mode: 'commit' } });
    expect([await run(), await run()].map(({ status }) => status)).toEqual([200, 200]);
    await world.job('daily-dunning');
    expect(names.size).toBe(3);
    const lease = { name: `dunning-run:${world.shopId}`, owner: 'another', seconds: 60 };
    await takeLease(db, lease, world.now());
    expect((await run()).status).toBe(409);
  });
});
