import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PartnerRejected } from '../../server/domain/errors.ts';
import { presetSettings } from '../../server/domain/shop.ts';
import { sha256 } from '../../server/storage/database.ts';
import { expectSoundBooks, messagesOf, tell } from '../http/shop.ts';
import { databases } from '../support/databases.ts';
import { dunning } from '../support/runs.ts';
import { makeWorld, rows, type World, type WorldWish } from '../support/world.ts';

/** 100 EUR of 2 March in four instalments of 25 EUR: 20 and 27 March, 7 and 10 April (Easter). */
describe.each(databases)('letters about instalments, on $name', (database) => {
  let world: World;
  let key: string;
  let folder: string;
  const begin = async (order: object = {}, wish: WorldWish = {}) => {
    folder = mkdtempSync(join(tmpdir(), 'mahnlauf-letters-'));
    world = await makeWorld({ database, letterFolder: folder, ...wish });
    key = await world.key('clerk');
    await world.order({ id: '1', number: 1001, ...order });
    const plan = { firstOn: '2026-03-20', count: 4, every: 'week' };
    await post('/receivables/1/instalment-plans', plan);
    await post('/instalment-plans/1/offer');
    await post('/instalment-plans/1/accept');
  };
  afterEach(async () => {
    await expectSoundBooks(world);
    await world.end();
    rmSync(folder, { recursive: true, force: true });
  });

  const post = async (path: string, body: unknown = {}) => {
    const answer = await world.call('POST', `/api/v1${path}`, { key, body });
    expect([path, answer.status < 300, answer.body['detail']]).toEqual([path, true, undefined]);
  };
  const subjects = async () => (await world.mails()).map(({ subject }) => subject);
  const letters = () => readdirSync(folder).filter((name) => name.endsWith('.pdf'));
  const messages = async () =>
    (await rows(world, 'outbox')).map(({ kind, state, note }) => [kind, state, note]);

  it('come three days before and once the grace has passed, each once, and never when paid', async () => {
    await begin();
    await world.day('2026-03-16');
    expect(await subjects()).toEqual([]);
    await world.day('2026-03-17');
    await world.day('2026-03-18');
    await world.day('2026-03-20');
    const [first] = await world.mails();
    expect(first?.subject).toBe('Ihre 1. Rate ist bald fällig: Bestellung #1001');
    expect(first?.text).toMatch(/am 20\. März 2026 ist die 1\. von 4 Raten fällig.*: 25,00 €/);
    expect(first?.text).toContain('noch 100,00 € offen');
    await world.pays('1', 25_00);
    await world.day('2026-03-24');
    await world.day('2026-03-30');
    expect(await subjects()).toHaveLength(2);
    await world.day('2026-03-31');
    await world.day('2026-04-01');
    const missed = (await world.mails()).at(-1);
    expect(missed?.subject).toBe('Ihre 2. Rate ist noch offen: Bestellung #1001');
    // Seven days would end behind the next instalment, and Easter Monday is none to pay on.
    expect(missed?.text).toContain('Bitte zahlen Sie 25,00 € bis zum 7. April 2026');
    expect(missed?.text).toContain('noch 75,00 € offen. Fehlen 2 Raten zugleich');
    expect(await subjects()).toHaveLength(3);
    expect(await rows(world, 'reminders')).toEqual([]);
    expect((await rows(world, 'receivables'))[0]).toMatchObject({ level: 0 });
    const events = (await rows(world, 'journal_events')).map(({ type }) => type);
    expect(events.filter((type) => type === 'instalment_reminder.sent')).toHaveLength(3);
    expect(events.filter((type) => type === 'instalment.missed')).toHaveLength(1);
  });

  it.each([
    ['en', 'Your instalment no. 1 is due soon: Order #1001'],
    ['it', 'La Sua rata n. 1 scade tra poco: Ordine #1001'],
  ])('speak "%s" with whoever does', async (locale, subject) => {
    await begin({ locale });
    await world.day('2026-03-17');
    expect(await subjects()).toEqual([subject]);
  });

  it('stay at home when the money comes before they leave, and name the rest of a part', async () => {
    await begin();
    await world.day('2026-03-16');
    world.at('2026-03-17');
    await world.job('daily-dunning');
    await world.pays('1', 10_00, '1771');
    await world.job('deliver-outbox');
    expect(await messages()).toEqual([['instalment.email', 'stopped', 'amount_changed']]);
    await world.day('2026-03-18');
    expect((await world.mails())[0]?.text).toContain(
      'Raten fällig, die wir mit Ihnen vereinbart haben: 15,00 €',
    );
    world.at('2026-03-24');
    await world.job('daily-dunning');
    await world.pays('1', 15_00, '1772');
    await world.job('deliver-outbox');
    expect((await messages()).map(([, , note]) => note)).toContain('paid');
    expect((await subjects()).filter((subject) => subject?.includes('1. Rate ist noch'))).toEqual(
      [],
    );
  });

  it('ask for no more than a credit note leaves open, and for nothing that it covers', async () => {
    await begin();
    await tell(world, messagesOf('1', world.now()).refund(60, 90_00));
    await world.day('2026-03-17');
    await world.day('2026-03-24');
    await world.day('2026-03-31');
    expect(await subjects()).toEqual([]);
    await world.day('2026-04-08');
    const [last] = await world.mails();
    expect(last?.subject).toBe('Ihre 4. Rate ist bald fällig: Bestellung #1001');
    expect(last?.text).toContain(': 10,00 €');
    const { body } = await world.call('GET', '/api/v1/instalment-plans', { key });
    const [plan] = body['items'] as unknown as { instalments: { state: string }[] }[];
    expect(plan?.instalments.map(({ state }) => state)).toEqual(['paid', 'paid', 'paid', 'open']);
  });

  it('stop with the plan, and with anything else that holds the receivable', async () => {
    await begin();
    world.at('2026-03-17');
    await world.job('daily-dunning');
    await post('/instalment-plans/1/withdraw');
    await world.job('deliver-outbox');
    expect(await messages()).toEqual([['instalment.email', 'stopped', 'plan_withdrawn']]);
    await post('/receivables/1/instalment-plans', {
      firstOn: '2026-03-20',
      count: 4,
      every: 'week',
    });
    await post('/instalment-plans/2/offer');
    await post('/instalment-plans/2/accept');
    await world.job('daily-dunning');
    await post('/receivables/1/dunning-blocks', { reason: 'complaint' });
    await world.job('deliver-outbox');
    await world.day('2026-03-18');
    expect((await messages()).map(([, state, note]) => [state, note])).toEqual([
      ['stopped', 'plan_withdrawn'],
      ['stopped', 'blocked'],
    ]);
    expect(await subjects()).toEqual([]);
  });

  it('wait for the end of the quiet hours and of the emergency stop', async () => {
    const quiet = { fromHour: 20, toHour: 8, sundays: true, holidays: true };
    await begin({}, { settings: dunning({ quiet }) });
    await world.day('2026-03-17');
    expect(await subjects()).toEqual([]);
    const owner = await world.key('owner');
    const stop = { on: true, reason: 'wrong numbers' };
    const path = '/api/v1/emergency-stop';
    expect((await world.call('POST', path, { key: owner, body: stop })).status).toBe(200);
    world.at('2026-03-17', 9);
    await world.job('deliver-outbox');
    expect(await subjects()).toEqual([]);
    const end = { on: false, reason: 'mended' };
    expect((await world.call('POST', path, { key: owner, body: end })).status).toBe(200);
    world.at('2026-03-17', 10);
    await world.job('deliver-outbox');
    expect(await subjects()).toHaveLength(1);
  });

  it('go by post to whoever has no e-mail address, to the byte as they were frozen', async () => {
    await begin({ email: null });
    await world.day('2026-03-17');
    const [name = ''] = letters();
    const printed = readFileSync(join(folder, name));
    const [notice] = await rows(world, 'notices');
    expect(notice).toMatchObject({ purpose: 'instalment', channel: 'letter', pay_cents: 25_00 });
    expect(sha256(printed)).toBe(notice?.['pdf_hash']);
    const words = execFileSync('pdftotext', ['-layout', join(folder, name), '-']).toString();
    expect(words).toContain('Ihre 1. Rate ist bald fällig');
  });

  it('go by post once the mail server refuses them, and are a task where no post comes either', async () => {
    await begin();
    const { outside } = world.service;
    const { email } = outside;
    outside.email = {
      check: () => Promise.resolve(),
      send: () => Promise.reject(new PartnerRejected('no', ['550 5.7.1 refused'])),
    };
    await world.day('2026-03-17');
    outside.email = email;
    await world.day('2026-03-18');
    expect(await messages()).toEqual([
      ['instalment.email', 'stopped', 'refused_by_email'],
      ['instalment.letter', 'delivered', expect.any(String)],
    ]);
    expect(letters()).toHaveLength(1);
    const nowhere = { email: null, email_failed_on: null, street: null };
    await world.service.house.db('parties').update(nowhere);
    await world.day('2026-03-24');
    expect(await rows(world, 'tasks', { kind: 'instalment_missed' })).toHaveLength(1);
    await world.day('2026-03-25');
    expect(await rows(world, 'tasks', { kind: 'instalment_missed' })).toHaveLength(1);
  });

  it('of before the day are left out where the merchant wants none', async () => {
    const { clarification } = presetSettings;
    const settings = { clarification: { ...clarification, instalmentNoticeDays: 0 } };
    await begin({}, { settings });
    await world.day('2026-03-17');
    await world.day('2026-03-19');
    expect(await subjects()).toEqual([]);
    await world.day('2026-03-24');
    expect(await subjects()).toEqual(['Ihre 1. Rate ist noch offen: Bestellung #1001']);
  });

  it('are written in the words of the merchant, and in ours once his cannot be used', async () => {
    await begin();
    const source =
      'subject: Rate {{ instalment.number }} von {{ instalment.count }}\n---\nBald ist es so weit.\n\n' +
      "[items]\n\n[payment]\n\n{% include '_close' %}";
    const body = { name: 'instalment_notice', language: 'de', source };
    const owner = await world.key('owner');
    const saved = await world.call('PUT', '/api/v1/letter-texts', { key: owner, body });
    expect([saved.status, saved.body['detail']]).toEqual([200, undefined]);
    await world.day('2026-03-17');
    expect(await subjects()).toEqual(['Rate 1 von 4']);
    await world.pays('1', 25_00);
    const faulty = source.replace('instalment.count', 'instalment.gone');
    await world.service.house.db('letter_texts').update({ source: faulty });
    await world.day('2026-03-24');
    expect((await subjects()).at(-1)).toBe('Ihre 2. Rate ist bald fällig: Bestellung #1001');
  });
});
