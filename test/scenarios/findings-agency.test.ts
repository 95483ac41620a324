import { uninstalledBody } from '../../server/demo/shopify-deliveries.ts';
import { InvalidInput, OutcomeUnknown, PartnerRejected } from '../../server/domain/errors.ts';
import type { AgencyConnector } from '../../server/ports.ts';
import { databases } from '../support/databases.ts';
import { makeWorld, rows, type World } from '../support/world.ts';

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
    expect((await states(world, 'claims')).toSorted()).toEqual(['submitted', 'withdrawn']);
    const ends = await messages(world, 'claim.submit');
    expect(ends.toSorted()).toEqual(['delivered', 'unconfirmed']);
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
    expect(world.agency.claims().map(({ isClosed }) => isClosed)).toEqual([false, true]);
    const told = await rows(world, 'journal_events', { type: 'direct_payment.reported' });
    expect(told).toEqual([]);
  });
});
