import { respondLinks } from '../../server/respond-links.ts';
import { isoDate } from '../../server/domain/calendar.ts';
import { expectSoundBooks } from './shop.ts';
import { databases } from '../support/databases.ts';
import { makeWorld, openShop, rows, type World } from '../support/world.ts';
import { visitor } from './visitor.ts';

type Visitor = ReturnType<typeof visitor>;

describe.each(databases)('the page of a letter, on $name', (database) => {
  let world: World;
  let path: string;
  let debtor: Visitor;
  beforeEach(async () => {
    world = await makeWorld({ database });
    await world.order({ id: '5001', number: 1001, debtorNumber: '4711' });
    await world.day('2026-03-21');
    debtor = visitor(world);
    path = await debtor.linkInMail();
  });
  afterEach(async () => {
    await expectSoundBooks(world);
    await world.end();
  });

  const { see, send, formOf } = {
    see: (...asked: Parameters<Visitor['see']>) => debtor.see(...asked),
    send: (...asked: Parameters<Visitor['send']>) => debtor.send(...asked),
    formOf: (...asked: Parameters<Visitor['formOf']>) => debtor.formOf(...asked),
  };
  const answer = (fields: Record<string, string>) => debtor.answer(path, fields);

  const tasks = async () => (await rows(world, 'tasks')).map(({ kind }) => kind);
  const blocks = () => rows(world, 'dunning_blocks');

  it('shows what the letter told, and nothing of the person', async () => {
    const { status, html, headers } = await see(path);
    expect(status).toBe(200);
    for (const word of [
      'Example Shop GmbH',
      '#1001',
      '16. März 2026',
      '100,00',
      'service@example.com',
    ])
      expect(html).toContain(word);
    for (const secret of ['Muster Debtor', 'Musterstraße', 'debtor@example.com', '4711'])
      expect(html).not.toContain(secret);
    expect(html).toContain('<html lang="de">');
    expect(html).not.toMatch(/<script|\son\w+=|https?:\/\/(?!example)/);
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-/,
    );
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-robots-tag')).toContain('noindex');
    expect(headers.get('set-cookie')).toBeNull();
  });

  it.each([
    ['en-GB', 'en', 'Your answer'],
    ['it-IT', 'it', 'La Sua risposta'],
    ['fr-FR', 'de', 'Ihre Antwort'],
  ])('speaks the language of the debtor: %s', async (locale, language, title) => {
    await world.service.house.db('parties').update({ locale });
    const { html } = await see(path);
    expect(html).toContain(`<html lang="${language}">`);
    expect(html).toContain(`<h1>${title}</h1>`);
  });

  it('takes "already paid" as a task and a short wait, once, however often it is sent', async () => {
    const fields = { kind: 'paid', on: '2026-03-19', amount: '100,00', note: 'von Konto <b>' };
    const form = formOf(await see(path));
    for (const _again of [1, 2, 3]) {
      const sent = await send(path, { form, ...fields });
      expect([sent.status, sent.location]).toEqual([303, `${path}?sent=paid`]);
    }
    expect(await tasks()).toEqual(['check_payment']);
    expect(await blocks()).toEqual([
      expect.objectContaining({ reason: 'claimed_paid', until_on: '2026-03-28' }),
    ]);
    const [kept] = await rows(world, 'debtor_answers');
    expect(JSON.parse(String(kept?.['words']))).toMatchObject({ amountCents: 100_00 });
    expect((await see(`${path}?sent=paid`)).html).toContain('wir suchen Ihre Zahlung');
  });

  it('does not let the same letter wait again and again', async () => {
    const fields = { kind: 'paid', on: '2026-03-19' };
    await answer(fields);
    await world.day('2026-03-29');
    await answer(fields);
    expect(await blocks()).toHaveLength(1);
    expect(await tasks()).toEqual(['check_payment', 'check_payment']);
  });

  it('takes an objection as a dispute that stops the reminders, and a second one as a task', async () => {
    const text = 'Die Tasse <img src=x onerror=alert(1)> ist "kaputt".';
    const sent = await answer({ kind: 'dispute', reason: 'defect', text });
    expect(sent.location).toBe(`${path}?sent=dispute`);
    expect(await rows(world, 'disputes')).toEqual([
      expect.objectContaining({ reason: 'defect', debtor_text: text, opened_by: 'debtor:1' }),
    ]);
    await answer({ kind: 'dispute', reason: 'other', text: 'Und noch etwas.' });
    expect(await rows(world, 'disputes')).toHaveLength(1);
    expect(await tasks()).toEqual(['answer_dispute']);
    await world.day('2026-03-31');
    expect(await world.mails()).toHaveLength(1);
  });

  it('takes a near day as a promise, and a far one as a wish', async () => {
    expect((await answer({ kind: 'date', on: '2026-04-11' })).location).toBe(`${path}?sent=date`);
    expect(await rows(world, 'promises')).toEqual([
      expect.objectContaining({ promised_on: '2026-04-11', amount_cents: 100_00 }),
    ]);
    await world.day('2026-03-31');
    expect(await world.mails()).toHaveLength(1);
    const far = await answer({ kind: 'date', on: '2026-06-30' });
    expect(far.location).toBe(`${path}?sent=dateAsked`);
    expect(await tasks()).toEqual(['wish_for_date']);
    expect(await rows(world, 'promises')).toHaveLength(1);
  });

  it.each([
    ['2026-04-11', 'date'],
    ['2026-04-12', 'dateAsked'],
  ])('lets the debtor himself set a day until three weeks from now: %s', async (on, said) => {
    expect((await answer({ kind: 'date', on })).location).toBe(`${path}?sent=${said}`);
  });

  it('takes the wish for instalments as a task with a draft, which promises nothing', async () => {
    await answer({ kind: 'instalments', count: '4', on: '2026-04-01', note: 'Danke' });
    expect(await tasks()).toEqual(['plan_wish']);
    expect(await rows(world, 'instalment_plans')).toEqual([
      expect.objectContaining({ state: 'draft', total_cents: 100_00 }),
    ]);
    expect(await blocks()).toEqual([]);
  });

  it('asks only about the item that was meant, and names only what was reminded', async () => {
    await world.order({ id: '5002', number: 1002, debtorNumber: '4711' });
    await world.order({ id: '5009', number: 1009, debtorNumber: '4799' });
    expect((await see(path)).html).not.toContain('#1002');
    await world.day('2026-04-27');
    const { html } = await see(path);
    expect(html).toContain('#1002');
    expect(html).not.toContain('#1009');
    expect(html).toContain('200,00');
    await answer({ kind: 'dispute', reason: 'defect', text: 'Nur diese.', item: '2' });
    expect(await rows(world, 'disputes')).toEqual([expect.objectContaining({ receivable_id: 2 })]);
    const other = await answer({ kind: 'dispute', reason: 'defect', text: 'Fremd.', item: '3' });
    expect(other.status).toBe(400);
    expect(await rows(world, 'disputes')).toHaveLength(1);
  });

  it('opens on its last day and is a friendly page on the next', async () => {
    await world.service.house.db('receivables').update({ state: 'in_dunning' });
    world.at('2026-06-19');
    expect((await see(path)).status).toBe(200);
    const form = formOf(await see(path));
    world.at('2026-06-20');
    const { status, html } = await see(path, { headers: { 'accept-language': 'en' } });
    expect(status).toBe(410);
    expect(html).toContain('This page has expired');
    expect(html).not.toContain('#1001');
    expect((await send(path, { form, kind: 'date', on: '2026-06-21' })).status).toBe(410);
  });

  it("opens nothing of another shop, whoever signed, and nothing of a debtor of one's own by its number", async () => {
    const other = { domain: 'other.myshopify.com', at: world.now() };
    const shopId = await openShop(world.service, world.agency, other);
    const url = world.service.house.respondUrl({ shopId, debtorId: 1, on: isoDate('2026-03-21') });
    expect((await see(new URL(url ?? '').pathname)).status).toBe(410);
    const strange = respondLinks([{ name: 'test', bytes: Buffer.alloc(32) }]);
    const forged = strange.make({ shopId: 1, debtorId: 1, on: isoDate('2026-03-21') });
    expect((await see(`/r/${forged ?? ''}`)).status).toBe(404);
  });

  it('is gone once the debtor was erased or the shop has left', async () => {
    await world.service.house.db('parties').update({ erased_at: '2026-03-21 00:00:00.000' });
    expect((await see(path)).status).toBe(410);
    await world.service.house.db('parties').update({ erased_at: null });
    expect((await see(path)).status).toBe(200);
    await world.service.house.db('shops').update({ state: 'uninstalled' });
    expect((await see(path)).status).toBe(410);
  });

  it('says that nothing is open once it is paid, and offers no form', async () => {
    const form = formOf(await see(path));
    await world.pays('5001', 100_00);
    const { html } = await see(path);
    expect(html).toContain('ist nichts mehr offen');
    expect(html).not.toContain('<form');
    expect((await send(path, { form, kind: 'date', on: '2026-03-25' })).status).toBe(400);
  });

  it('gives a clerk a new link, and shows him what was written', async () => {
    const key = await world.key('clerk');
    const made = await world.call('POST', '/api/v1/receivables/1/respond-link', { key });
    expect((await see(new URL(String(made.body['url'])).pathname)).status).toBe(200);
    await answer({ kind: 'paid', on: '2026-03-19', note: 'per Überweisung' });
    const list = await world.call('GET', '/api/v1/debtor-answers', { key });
    expect(list.body['items']).toEqual([
      expect.objectContaining({
        kind: 'paid',
        words: expect.objectContaining({ note: 'per Überweisung' }),
      }),
    ]);
  });
});
