import { makeWorld, rows, type World } from '../support/world.ts';
import { visitor } from './visitor.ts';

describe("the forms of a letter's page", () => {
  let world: World;
  let debtor: ReturnType<typeof visitor>;
  let path: string;
  beforeAll(async () => {
    world = await makeWorld({});
    await world.order({ id: '5001', number: 1001, debtorNumber: '4711' });
    await world.day('2026-03-21');
    debtor = visitor(world);
    path = await debtor.linkInMail();
  });
  afterAll(() => world.end());

  const see = (where: string, init?: RequestInit) => debtor.see(where, init);
  const send = (where: string, fields: Record<string, string>) => debtor.send(where, fields);
  const formOf = (seen: Parameters<typeof debtor.formOf>[0]) => debtor.formOf(seen);
  const answer = (fields: Record<string, string>) => debtor.answer(path, fields);

  it.each<[string, Record<string, string>, string]>([
    ['no day', { kind: 'paid', on: '' }, 'einen Tag an'],
    ['a payment of tomorrow', { kind: 'paid', on: '2026-03-22' }, 'einen anderen Tag'],
    ['a day no calendar has', { kind: 'date', on: '2026-02-30' }, 'einen Tag an'],
    ['a day that has passed', { kind: 'date', on: '2026-03-20' }, 'einen anderen Tag'],
    ['words for an amount', { kind: 'paid', on: '2026-03-20', amount: 'viel' }, 'als Zahl'],
    ['no reason', { kind: 'dispute', reason: 'mood', text: 'Nein' }, 'einen Grund'],
    ['a reason of ours', { kind: 'dispute', reason: 'chargeback', text: 'Nein' }, 'einen Grund'],
    ['no words', { kind: 'dispute', reason: 'other', text: '  ' }, 'was nicht stimmt'],
    ['too many words', { kind: 'dispute', reason: 'other', text: 'x'.repeat(2001) }, '2000'],
    ['one instalment', { kind: 'instalments', count: '1', on: '2026-04-01' }, '2 bis 24'],
  ])(
    'says in words what is wrong with %s, and keeps what was written',
    async (_what, fields, words) => {
      const { status, html } = await answer({ note: 'noch <da>', ...fields });
      expect(status).toBe(400);
      expect(html).toContain(words);
      expect(html).toContain('role="alert"');
      expect(html).toContain('<details open>');
      expect(html).not.toContain('<da>');
      for (const table of ['debtor_answers', 'disputes', 'promises', 'tasks']) {
        expect([table, await rows(world, table)]).toEqual([table, []]);
      }
    },
  );

  it('gives back the words as they were written, also those that are ours', async () => {
    const note = 'Meine PayPal-ID ist id="ID" & $&';
    const { status, html } = await answer({ kind: 'paid', on: '', note });
    expect(status).toBe(400);
    expect(html).toContain('>Meine PayPal-ID ist id=&quot;ID&quot; &amp; $&amp;</textarea>');
    expect(html).toContain('id="paid-on" aria-invalid="true"');
  });

  it('takes as many words as it says', async () => {
    const text = 'ä'.repeat(2000);
    expect((await answer({ kind: 'dispute', reason: 'other', text })).status).toBe(303);
  });

  it('takes no form that is not its own', async () => {
    const fields = { kind: 'date', on: '2026-03-25' };
    const form = formOf(await see(path));
    for (const wrong of [
      '',
      'x',
      form.slice(0, -3),
      form.replace(/^./, (c) => (c === 'a' ? 'b' : 'a')),
    ]) {
      expect((await send(path, { ...fields, form: wrong })).status).toBe(400);
    }
    const twice = `form=${form}&form=${form}&kind=date&on=2026-03-25`;
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await see(path, { method: 'POST', body: twice, headers })).status).toBe(400);
    const large = { ...fields, form, note: 'x'.repeat(40_000) };
    expect((await send(path, large)).status).toBe(413);
    expect(await rows(world, 'promises')).toEqual([]);
  });

  it('tells nothing about a link that is wrong, and tires of guessing', async () => {
    const wrong = ['/r/x', '/r/', `${path}x`, path.slice(0, -1), path.replace('.1.', '.2.')];
    const pages = await Promise.all(
      wrong
        .slice(0, 1)
        .concat(wrong.slice(2))
        .map((one) => see(one)),
    );
    for (const { status, html } of pages) {
      expect(status).toBe(404);
      expect(html).toContain('Diese Seite gibt es nicht');
    }
    expect(new Set(pages.map(({ html }) => html)).size).toBe(1);
    for (let guess = 0; guess < 60; guess += 1) await see(`/r/guess${guess}`);
    expect((await see('/r/guess')).status).toBe(429);
    expect((await see(path)).status).toBe(200);
    world.at('2026-03-21', 10);
    expect((await see('/r/guess')).status).toBe(404);
  });

  it('grows tired of one page as well, and opens it again later', async () => {
    let status = 200;
    for (let visit = 0; visit < 61; visit += 1) status = (await see(path)).status;
    expect(status).toBe(429);
    world.at('2026-03-21', 12);
    expect((await see(path)).status).toBe(200);
  });
});
