import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PartnerRejected } from '../../server/domain/errors.ts';
import { sha256 } from '../../server/storage/database.ts';
import { databases } from '../support/databases.ts';
import { type Clerk, clerkOf, dunning, expectConserved, policyOf } from '../support/runs.ts';
import { makeWorld, rows, type World, type WorldWish } from '../support/world.ts';

interface Posted {
  headers: IncomingHttpHeaders;
  body: string;
}

/** An address of the shop that takes what is posted to it, or answers as it is told. */
async function startShopAddress() {
  const posted: Posted[] = [];
  const state = { posted, status: 200, url: '' };
  const server = createServer((req, res) => {
    let body = '';
    req.on('data', (piece) => (body += String(piece)));
    req.on('end', () => {
      posted.push({ headers: req.headers, body });
      res.statusCode = state.status;
      res.end('ok');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/reminders`;
  return Object.assign(state, {
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  });
}

/** One order of 2026-03-02, due 2026-03-16; the friendly reminder comes on 2026-03-21. */
describe.each(databases)('how a reminder reaches the debtor, on $name', (database) => {
  let world: World;
  let clerk: Clerk;
  let folder: string;
  const begin = async (channels: readonly ('email' | 'letter' | 'telephone' | 'webhook')[]) => {
    folder = mkdtempSync(join(tmpdir(), 'mahnlauf-letters-'));
    const wish: WorldWish = { database, policy: policyOf({ channels }), letterFolder: folder };
    world = await makeWorld({ ...wish, settings: dunning() });
    clerk = await clerkOf(world);
    await world.order({ id: '1' });
  };
  afterEach(async () => {
    await expectConserved(world);
    await world.end();
    rmSync(folder, { recursive: true, force: true });
  });

  const letters = () => readdirSync(folder).filter((name) => name.endsWith('.pdf'));
  const level = async () => (await rows(world, 'receivables'))[0]?.['level'];
  const reminder = async () => (await rows(world, 'reminders')).at(-1);

  it('by letter: what lies in the print folder is what was frozen, to the byte', async () => {
    await begin(['letter']);
    world.at('2026-03-21');
    await world.job('daily-dunning');
    const [notice] = await rows(world, 'notices');
    expect(notice?.['pdf_hash']).toMatch(/^[0-9a-f]{64}$/);
    expect(letters()).toEqual([]);
    await world.job('deliver-outbox');
    const [name = ''] = letters();
    const printed = readFileSync(join(folder, name));
    expect(sha256(printed)).toBe(notice?.['pdf_hash']);
    const [frozen]: { pdf: Uint8Array }[] = await world.service.house.db('frozen_letters');
    expect(Buffer.from(frozen?.pdf ?? []).equals(printed)).toBe(true);
    expect(await world.mails()).toEqual([]);
    expect(await reminder()).toMatchObject({ state: 'sent', channel: 'letter' });
    expect(await level()).toBe(1);
    await world.job('deliver-outbox');
    expect(letters()).toHaveLength(1);
  });

  it('by letter with the statement of account on a page of its own, once there is one to show', async () => {
    await begin(['letter']);
    await world.pays('1', 40_00);
    await world.day('2026-03-21');
    const [name = ''] = letters();
    const words = execFileSync('pdftotext', ['-layout', join(folder, name), '-']).toString();
    const [first = '', second = ''] = words.split('\f');
    expect(first).not.toContain('Kontoauszug');
    expect(second).toContain('Kontoauszug zu diesem Schreiben');
    expect(second).toMatch(/Zahlung #1001\s+-40,00 €\s+60,00 €/);
  });

  it('by letter next time when the mail server refuses the reminder for good', async () => {
    await begin(['email', 'letter']);
    const { outside } = world.service;
    const { email } = outside;
    outside.email = {
      check: () => Promise.resolve(),
      send: () => Promise.reject(new PartnerRejected('no', ['550 5.7.1 refused'])),
    };
    await world.day('2026-03-21');
    expect(await reminder()).toMatchObject({ state: 'stopped', refused_channels: 'email' });
    expect(await level()).toBe(0);
    outside.email = email;
    await world.day('2026-03-22');
    expect(await reminder()).toMatchObject({ state: 'sent', channel: 'letter', level: 1 });
    expect(letters()).toHaveLength(1);
    expect(await world.mails()).toEqual([]);
    // The next level begins with the first channel again.
    await world.day('2026-04-02');
    expect(await world.mails()).toHaveLength(1);
  });

  it('by letter from then on when the address takes no mail', async () => {
    await begin(['email', 'letter']);
    const { outside } = world.service;
    const { email } = outside;
    const why = ['550 5.1.1 no such user'];
    outside.email = {
      check: () => Promise.resolve(),
      send: () => Promise.reject(new PartnerRejected('no', why, 'address')),
    };
    await world.day('2026-03-21');
    outside.email = email;
    await world.day('2026-03-22');
    await world.day('2026-04-02');
    expect(letters()).toHaveLength(2);
    expect(await world.mails()).toEqual([]);
  });

  it('waits for a person when the only channel refuses it', async () => {
    await begin(['email']);
    world.service.outside.email = {
      check: () => Promise.resolve(),
      send: () => Promise.reject(new PartnerRejected('no', ['550 5.7.1 refused'])),
    };
    await world.day('2026-03-21');
    expect(await reminder()).toMatchObject({ state: 'failed' });
    await world.day('2026-03-22');
    const items = await rows(world, 'dunning_run_items');
    expect(items.at(-1)).toMatchObject({ outcome: 'skip', reason: 'reminder_in_delivery' });
  });

  it('by letter where there is no e-mail address, and by nothing where there is none at all', async () => {
    await begin(['email', 'letter']);
    await world.service.house.db('parties').update({ email: null });
    await world.day('2026-03-21');
    expect(letters()).toHaveLength(1);
    await world.service.house.db('parties').update({ street: null });
    await world.day('2026-04-02');
    const items = await rows(world, 'dunning_run_items');
    expect(items.at(-1)).toMatchObject({ outcome: 'skip', reason: 'no_channel' });
  });

  it('by telephone: a task for a person, and the level counts when it is done', async () => {
    await begin(['telephone']);
    await world.service.house.db('parties').update({ phone: '+49 30 000000' });
    await world.day('2026-03-21');
    expect(await level()).toBe(0);
    const [task] = await rows(world, 'tasks');
    expect(task).toMatchObject({ kind: 'telephone', state: 'open', receivable_id: 1 });
    await world.day('2026-03-22');
    expect(await rows(world, 'tasks')).toHaveLength(1);
    await clerk.post(`/tasks/${String(task?.['id'])}/done`);
    expect(await level()).toBe(1);
    expect(await reminder()).toMatchObject({ state: 'sent', channel: 'telephone' });
    expect(await rows(world, 'outbox')).toEqual([expect.objectContaining({ state: 'delivered' })]);
  });

  it("by the shop's own webhook: signed, and known by its key", async () => {
    await begin(['webhook', 'email']);
    const shop = await startShopAddress();
    const kept = await clerk.post('/reminder-webhook', { url: shop.url });
    const secret = String(kept.body['secret']);
    await world.day('2026-03-21');
    const [call] = shop.posted;
    const signature = String(call?.headers['mahnlauf-signature']);
    const [, seconds = '', given = ''] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
    const expected = createHmac('sha256', secret).update(`${seconds}.${call?.body}`).digest('hex');
    expect(given).toBe(expected);
    const body = JSON.parse(call?.body ?? '{}') as Record<string, unknown>;
    expect(call?.headers['idempotency-key']).toBe(body['key']);
    expect(body['subject']).toContain('#1001');
    expect(await reminder()).toMatchObject({ state: 'sent', channel: 'webhook' });
    const settings = JSON.stringify(await rows(world, 'shops'));
    expect(settings).not.toContain(secret);

    shop.status = 500;
    await world.day('2026-04-02');
    expect(await reminder()).toMatchObject({ state: 'unconfirmed', level: 2 });
    const [, open] = await rows(world, 'outbox');
    await clerk.post(`/outbox/${String(open?.['id'])}/resolve`, { outcome: 'not_delivered' });
    shop.status = 410;
    await world.day('2026-04-03');
    expect(await reminder()).toMatchObject({ state: 'stopped', refused_channels: 'webhook' });
    await world.day('2026-04-04');
    expect(await reminder()).toMatchObject({ state: 'sent', channel: 'email', level: 2 });
    expect(await world.mails()).toHaveLength(1);
    await shop.close();
  });

  it('on the channel that a person chose in the proposal', async () => {
    await begin(['email']);
    const run = await clerk.propose('2026-03-21');
    const { id } = await clerk.item(run, '#1001');
    const phone = await clerk.post(`/dunning-run-items/${id}/channel`, { channel: 'telephone' });
    expect(phone.status).toBe(409);
    const letter = await clerk.post(`/dunning-run-items/${id}/channel`, { channel: 'letter' });
    expect(letter.body).toMatchObject({ channel: 'letter', outcome: 'remind' });
    await clerk.post(`/dunning-runs/${run}/commit`);
    await world.job('deliver-outbox');
    expect(letters()).toHaveLength(1);
    expect(await world.mails()).toEqual([]);
  });

  it('waits in the outbox while letters go nowhere', async () => {
    await begin(['letter']);
    world.service.outside.letters = null;
    await world.day('2026-03-21');
    expect(await rows(world, 'outbox')).toEqual([expect.objectContaining({ state: 'queued' })]);
  });
});
