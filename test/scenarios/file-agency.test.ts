import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DAYS_TO_HANDOVER, useAgency } from '../support/agencies.ts';
import { databases } from '../support/databases.ts';
import { type FileAgencyDesk, fileAgencyDesk, lines } from '../support/file-agency.ts';
import { makeWorld, rows, type World } from '../support/world.ts';

/** A shop whose agency has no interface: everything goes through a folder. */
describe.each(databases)('an agency by file, on $name', (database) => {
  let world: World;
  let folder: string;
  let desk: FileAgencyDesk;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'file-agency-'));
    world = await makeWorld({ database });
    await useAgency(world, 'file', { folder });
    await world.order({ id: '5001' });
    for (const on of DAYS_TO_HANDOVER) await world.day(on);
    desk = fileAgencyDesk(join(folder, 'sandbox'), world.now());
  });
  afterEach(async () => {
    await world.end();
    rmSync(folder, { recursive: true });
  });

  const claim = async () => (await rows(world, 'claims'))[0];
  const stamp = () => world.now();

  it('gets one numbered delivery, and the claim is submitted without a file number', async () => {
    expect(readdirSync(join(folder, 'sandbox', 'outbound'))).toEqual(['000001']);
    expect(await claim()).toMatchObject({ state: 'submitted', file_number: null });
    await world.day('2026-05-21');
    expect(readdirSync(join(folder, 'sandbox', 'outbound'))).toEqual(['000001']);
  });

  it('accepts with its file number, and a payment that waited is reported then', async () => {
    await world.pays('5001', 30_00);
    await world.day('2026-05-21');
    const [waiting] = await rows(world, 'outbox', { kind: 'claim.direct_payment' });
    expect(waiting).toMatchObject({ state: 'queued', note: 'waits for the file number' });
    desk.work();
    await world.day('2026-05-22');
    expect(await claim()).toMatchObject({ state: 'accepted', file_number: 'AZ-1000' });
    await world.day('2026-05-23');
    const [reported] = await rows(world, 'outbox', { kind: 'claim.direct_payment' });
    expect(reported).toMatchObject({ state: 'delivered' });
    expect(readdirSync(join(folder, 'sandbox', 'outbound'))).toEqual(['000001', '000002']);
    expect(readdirSync(join(folder, 'sandbox', 'inbound'))).toEqual([]);
  });

  it('refuses without ever giving a file number, and the receivable comes back blocked', async () => {
    const { our_reference: reference } = (await claim()) ?? {};
    const at = stamp();
    desk.write('no.csv', lines(`rejected,${String(reference)},,${at},,Doppelt übergeben,,,`));
    await world.day('2026-05-22');
    expect(await claim()).toMatchObject({
      state: 'rejected',
      file_number: null,
      status_text: 'rejected',
    });
    const [block] = await rows(world, 'dunning_blocks');
    expect(block).toMatchObject({ reason: 'returned_by_agency', released_at: null });
  });

  it('collects everything: the receivable is paid, and the payout is in the books', async () => {
    desk.work();
    await world.day('2026-05-22');
    const total = desk.claims()[0]?.total ?? 0;
    const amount = (total / 100).toFixed(2);
    desk.write(
      'paid.csv',
      lines(
        `payment,,AZ-1000,${stamp()},,,Z-1,2026-05-22,${amount}`,
        `status,,AZ-1000,${stamp()},closed_paid,Alles bezahlt,,,`,
        `payout,,AZ-1000,${stamp()},,,A-1,2026-05-22,${amount}`,
      ),
    );
    await world.day('2026-05-24');
    expect(await claim()).toMatchObject({
      state: 'paid',
      status_code: 'closed_paid',
      agency_paid_cents: total,
      agency_outstanding_cents: 0,
      agency_payouts_cents: total,
    });
    expect((await rows(world, 'receivables'))[0]).toMatchObject({
      state: 'paid',
      principal_cents: 0,
    });
  });

  it('is not held up by a broken file, nor by news of a claim that is not ours', async () => {
    desk.write('1.xml', '<!DOCTYPE a><news/>');
    desk.write('2.csv', lines(`status,,AZ-999,${stamp()},court,Mahnbescheid,,,`));
    desk.work();
    await world.day('2026-05-22');
    expect(await claim()).toMatchObject({ file_number: 'AZ-1000' });
    const news = await rows(world, 'agency_news', { file_number: 'AZ-999' });
    expect(news).toEqual([expect.objectContaining({ state: 'unmatched' })]);
    expect(readdirSync(join(folder, 'sandbox', 'broken'))).toHaveLength(2);
  });
});
