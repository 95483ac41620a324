import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '../../server/cli.ts';
import { publicHolidays } from '../../server/holidays.ts';
import { databases } from '../support/databases.ts';
import { type Clerk, clerkOf, dunning, policyOf } from '../support/runs.ts';
import { makeWorld, openShop, rows, type World } from '../support/world.ts';

const OWN = `subject: Kleine Erinnerung an {{ matter }}
---
{{ debtor.salutationLine }},

sicher nur vergessen: Bitte zahlen Sie {{ totals.payCents | money }} bis {{ deadlineOn | date }}.

[items]

[payment]

{% include '_close' %}
`;
const FRIENDLY = { name: 'friendly_reminder', language: 'de' };

/** An order of 5 January, due on the 19th: the friendly reminder is written on the 24th. */
describe.each(databases)('letters in the words of the merchant, on $name', (database) => {
  let world: World;
  let clerk: Clerk;
  let key: string;
  beforeEach(async () => {
    const settings = { termsAgreed: true, ...dunning() };
    world = await makeWorld({ database, startOn: '2026-01-05', policy: policyOf(), settings });
    clerk = await clerkOf(world);
    key = await world.key('owner');
    await world.order({ id: '1', number: 1001 });
  });
  afterEach(() => world.end());

  const put = (body: unknown, as = key) =>
    world.call('PUT', '/api/v1/letter-texts', { key: as, body });
  const save = async (source = OWN) => {
    const { status, body } = await put({ ...FRIENDLY, source });
    expect([status, body['detail']]).toEqual([200, undefined]);
    return body as unknown as { own: { version: number; savedBy: string } };
  };
  const preview = (more: object = {}, path = 'preview') =>
    clerk.post(`/letter-texts/${path}`, { ...FRIENDLY, receivableId: 1, ...more });

  it('go out with the next run, and no letter that was frozen before changes', async () => {
    const own = (await clerk.get('/letter-texts')).body['items'] as unknown as { own: unknown }[];
    expect(own).toHaveLength(24);
    expect(own.filter((one) => one.own !== null)).toEqual([]);
    await save();
    await world.day('2026-01-24');
    await save(OWN.replace('sicher nur vergessen: ', ''));
    const [mail] = await world.mails();
    expect(mail?.subject).toBe('Kleine Erinnerung an Bestellung #1001');
    expect(mail?.text).toContain('sicher nur vergessen: Bitte zahlen Sie 100,00 € bis 2. Februar');
    const kept = await clerk.get('/reminders/1/letter');
    expect([kept.status, kept.type]).toEqual([200, 'application/pdf']);
    const [message] = await rows(world, 'outbox');
    expect(String(message?.['payload'])).toContain('sicher nur vergessen');
  });

  it('are counted by version, and our own words come back when asked for', async () => {
    expect((await save()).own).toMatchObject({ version: 1 });
    await save();
    const english = { ...FRIENDLY, language: 'en' };
    const reset = await clerk.post('/letter-texts/reset', FRIENDLY);
    expect(reset.body).toMatchObject({ own: null, standard: expect.stringContaining('im Alltag') });
    expect((await clerk.post('/letter-texts/reset', FRIENDLY)).status).toBe(409);
    expect((await clerk.post('/letter-texts/reset', english)).status).toBe(409);
    const query = 'name=friendly_reminder&language=de';
    const { body } = await clerk.get(`/letter-texts/versions?${query}`);
    expect(body['items']).toEqual([
      expect.objectContaining({ version: 3, source: null }),
      expect.objectContaining({ version: 2, source: OWN }),
      expect.objectContaining({ version: 1, source: OWN }),
    ]);
    const older = await clerk.get(`/letter-texts/versions?language=de&beforeId=2&limit=5`);
    expect(older.body['items']).toHaveLength(1);
    await world.day('2026-01-24');
    expect((await world.mails())[0]?.text).toContain('im Alltag');
    const events = await rows(world, 'journal_events', { shop_id: world.shopId });
    const told = events.filter((event) => String(event['type']).startsWith('letter_text.'));
    expect(told.map((event) => [event['type'], JSON.parse(String(event['data']))])).toEqual([
      ['letter_text.saved', { ...FRIENDLY, version: 1 }],
      ['letter_text.saved', { ...FRIENDLY, version: 2 }],
      ['letter_text.reset', { ...FRIENDLY, version: 3 }],
    ]);
  });

  it('are refused with the line, the word and what to do, and a check says the same', async () => {
    const source = `${OWN}\nSonst kommt die Polizei. {{ debtor.income }}`;
    const refused = await put({ ...FRIENDLY, source });
    expect(refused).toMatchObject({ status: 400, type: expect.stringContaining('problem') });
    expect(refused.body['detail']).toMatch(/Line 13: "debtor\.income" is no fact.*letters\.md/);
    const threat = await put({ ...FRIENDLY, source: source.replace('{{ debtor.income }}', '') });
    expect(threat.body['detail']).toMatch(/Line 13: "Polizei" reads as a threat/);
    const bare = { ...FRIENDLY, source: OWN.replace('[payment]', '') };
    expect((await put(bare)).body['detail']).toContain('does not give the IBAN');
    expect((await clerk.post('/letter-texts/check', bare)).body['problems']).toContainEqual({
      rule: 'missing_content',
      line: null,
      message: expect.stringContaining('the IBAN'),
      says: [
        { code: 'text_missing_content', values: { part: 'iban' } },
        { code: 'text_tried_with', values: { example: 'full' } },
      ],
    });
    const fine = await clerk.post('/letter-texts/check', { ...FRIENDLY, source: OWN });
    expect(fine.body).toEqual({ problems: [] });
    expect((await put({ ...FRIENDLY, source: 'x'.repeat(16_001) })).status).toBe(400);
    const faulty = await put({ ...FRIENDLY, name: 'correction', source: OWN });
    expect(faulty.status).toBe(400);
    const instalment = await put({ ...FRIENDLY, name: 'instalment_missed', source: OWN });
    expect(instalment.body['detail']).toContain('which instalment of how many');
    expect(instalment.body['detail']).toContain('when the agreement ends');
    expect((await put({ ...FRIENDLY, name: 'grouped', source: OWN })).status).toBe(400);
    expect(await rows(world, 'letter_texts')).toEqual([]);
  });

  it('are shown before as the run will write them, on paper as well, and nothing is kept', async () => {
    const tables = ['journal_events', 'outbox', 'reminders', 'notices', 'letter_texts'];
    const all = () => Promise.all(tables.map((table) => rows(world, table)));
    world.at('2026-01-24');
    const before = await all();
    const draft = await preview({ source: OWN });
    const paper = await preview({ source: OWN }, 'preview.pdf');
    const again = await world.call('POST', '/api/v1/letter-texts/preview.pdf', {
      key,
      body: { ...FRIENDLY, receivableId: 1 },
      headers: { 'idempotency-key': 'once' },
    });
    expect([paper.status, paper.type]).toEqual([200, 'application/pdf']);
    expect([again.status, again.type]).toEqual([200, 'application/pdf']);
    expect(paper.body).toEqual(expect.stringMatching(/^%PDF/));
    const ours = await preview({ source: null });
    expect([draft.status, draft.body['on']]).toEqual([200, '2026-01-24']);
    expect(draft.body['html']).toContain('sicher nur vergessen');
    expect(ours.body['text']).toContain('im Alltag');
    expect((await preview()).body['text']).toBe(ours.body['text']);
    expect(await all()).toEqual(before);
    await save();
    await world.day('2026-01-24');
    const [mail] = await world.mails();
    const words = (text: unknown) =>
      String(text)
        .replace(/\s+/g, ' ')
        .replace(/r\/\S+/, 'r/…')
        .trim();
    expect(words(mail?.text)).toBe(words(draft.body['text']));
  });

  it('are shown for every level and language, also before its day', async () => {
    for (const language of ['de', 'en', 'it']) {
      for (const name of ['pre_due_notice', 'first_reminder', 'second_reminder', 'final_notice']) {
        const { status, body } = await preview({ name, language });
        expect([name, status, body['detail']]).toEqual([name, 200, undefined]);
        expect(body['on']).toBe(name === 'pre_due_notice' ? '2026-01-05' : '2026-01-20');
      }
    }
    const wrong = await preview({ source: OWN.replace('{{ matter }}', '{{ mater }}') });
    expect(wrong).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('Line 1:') },
    });
    await world.pays('1', 100_00);
    expect(await preview()).toMatchObject({ status: 409 });
    expect((await preview({ receivableId: 99 })).status).toBe(404);
  });

  it('are shown of a correction and of an instalment with the debtor of a receivable, as an example', async () => {
    for (const language of ['de', 'en', 'it']) {
      for (const name of ['instalment_notice', 'instalment_missed', 'correction']) {
        const { status, body } = await preview({ name, language });
        expect([name, status, body['detail']]).toEqual([name, 200, undefined]);
        expect(body['text']).toContain(language === 'en' ? '€100.00' : '100,00 €');
        const paper = await preview({ name, language }, 'preview.pdf');
        expect(paper.body).toEqual(expect.stringMatching(/^%PDF/));
      }
    }
    const { body } = await preview({ name: 'instalment_notice' });
    expect(body['text']).toMatch(/am 8\. Januar 2026 ist die 1\. von 3 Raten fällig.*: 33,33 €/);
    const missed = await preview({ name: 'instalment_missed' });
    expect(missed.body['text']).toContain('war am 2. Januar 2026 fällig');
    const source = `subject: Verzeihung\n---\nUnser Brief vom {{ withdrawn.sentOn | date }} ist hinfällig.{% if withdrawn.chargesCents > 0 %} {{ withdrawn.chargesCents | money }} entfallen.{% endif %}\n\n{% include '_close' %}`;
    const mine = await preview({ name: 'correction', source });
    expect(mine.body['text']).toContain('Unser Brief vom 5. Januar 2026 ist hinfällig.');
    const unsaid = await preview({ name: 'correction', source: source.replace('hinfällig', 'da') });
    expect(unsaid.body['detail']).toContain('that the letter is taken back');
    await world.pays('1', 100_00);
    expect((await preview({ name: 'correction' })).status).toBe(200);
    expect((await preview({ name: 'instalment_notice' })).status).toBe(409);
  });

  it('never reach a debtor once a release makes them faulty: the item says so and waits', async () => {
    await save();
    await world.service.house
      .db('letter_texts')
      .update({ source: OWN.replace('{{ matter }}', '{{ discontinued }}') });
    await world.day('2026-01-24');
    expect(await world.mails()).toEqual([]);
    expect(await rows(world, 'dunning_run_items')).toEqual([
      expect.objectContaining({ outcome: 'skip', reason: 'text_refused' }),
    ]);
    const { body } = await clerk.get('/letter-texts');
    const items = body['items'] as unknown as { own: { problems: object[] } | null }[];
    expect(items.flatMap(({ own }) => own?.problems ?? [])).toEqual([
      expect.objectContaining({ rule: 'unknown_fact', line: 1 }),
    ]);
    await save();
    await world.day('2026-01-25');
    expect(await world.mails()).toHaveLength(1);
  });

  it('are the owner’s to change, and each shop has its own', async () => {
    const clerkKey = await world.key('clerk');
    expect((await put({ ...FRIENDLY, source: OWN }, clerkKey)).status).toBe(403);
    const domain = 'other.myshopify.com';
    const other = await openShop(world.service, world.agency, { domain, at: world.now() });
    const strange = await world.key('owner', other);
    await save();
    const seen = await world.call('GET', '/api/v1/letter-texts', { key: strange });
    const items = seen.body['items'] as unknown as { own: unknown }[];
    expect(items.filter(({ own }) => own !== null)).toEqual([]);
    const body = { ...FRIENDLY, receivableId: 1 };
    const path = '/api/v1/letter-texts/preview';
    expect((await world.call('POST', path, { key: strange, body })).status).toBe(404);
  });

  it('are saved, shown and reset on the command line', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mahnlauf-texts-'));
    const cli = async (...args: string[]) => {
      const said: string[] = [];
      const print = {
        out: (text: string) => said.push(text),
        err: (text: string) => said.push(text),
      };
      const code = await runCli(args, () => world.service, print, publicHolidays);
      return { code, said: said.join('\n') };
    };
    const which = ['--name', 'friendly_reminder', '--language', 'de'];
    const file = join(folder, 'friendly.liquid');
    const pdf = join(folder, 'letter.pdf');
    writeFileSync(file, OWN.replace('[items]', ''));
    const refused = await cli('letter-text-save', ...which, '--file', file);
    expect(refused).toMatchObject({ code: 1, said: expect.stringContaining('the order') });
    writeFileSync(file, OWN);
    const about = [...which, '--receivable', '1', '--file', file, '--pdf', pdf];
    const shown = await cli('letter-text-preview', ...about);
    expect(shown).toMatchObject({ code: 0, said: expect.stringContaining('sicher nur vergessen') });
    expect(existsSync(pdf) && readFileSync(pdf, 'latin1').startsWith('%PDF')).toBe(true);
    expect((await cli('letter-text-save', ...which, '--file', file)).said).toBe(
      'saved as version 1',
    );
    expect((await cli('letter-texts')).said).toMatch(/de friendly_reminder {2}version 1 by cli/);
    expect((await cli('letter-text-reset', ...which)).code).toBe(0);
    expect((await cli('letter-texts')).said).not.toContain('version');
    rmSync(folder, { recursive: true });
  });
});
