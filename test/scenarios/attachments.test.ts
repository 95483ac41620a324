import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LetterAttachment, ReminderChannel } from '../../server/domain/dunning.ts';
import { eraseDebtor, readDebtorFile } from '../../server/storage/privacy.ts';
import { inTransaction, sha256 } from '../../server/storage/database.ts';
import { instant } from '../../server/domain/calendar.ts';
import { printed } from '../../connectors/paper.ts';
import { databases } from '../support/databases.ts';
import { type Clerk, clerkOf, dunning, expectConserved, policyOf } from '../support/runs.ts';
import { makeWorld, openShop, rows, type World } from '../support/world.ts';

/** Orders of 2026-03-02 over 100 EUR, due 2026-03-16; the friendly reminder comes on 2026-03-21. */
describe.each(databases)('what goes with a letter, on $name', (database) => {
  let world: World;
  let clerk: Clerk;
  let key: string;
  let folder: string;
  const begin = async (
    attachments: readonly LetterAttachment[],
    channels: readonly ReminderChannel[] = ['email'],
  ) => {
    folder = mkdtempSync(join(tmpdir(), 'mahnlauf-attachments-'));
    world = await makeWorld({
      database,
      policy: policyOf({ channels, attachments }),
      settings: dunning(),
      letterFolder: folder,
    });
    clerk = await clerkOf(world);
    key = await world.key('clerk');
    await world.order({ id: '1' });
  };
  afterEach(async () => {
    await expectConserved(world);
    await world.end();
    rmSync(folder, { recursive: true, force: true });
  });

  const invoice = (words: string): Promise<Uint8Array> =>
    printed({ content: [words], defaultStyle: { font: 'Roboto' } });
  const locked = (words: string): Promise<Uint8Array> =>
    printed({ content: [words], defaultStyle: { font: 'Roboto' }, userPassword: 'secret' });
  const door = (id: number) => `${world.url}/api/v1/receivables/${id}/invoice-document`;
  const put = (pdf: Uint8Array, more: { id?: number; key?: string; type?: string } = {}) =>
    fetch(door(more.id ?? 1), {
      method: 'PUT',
      headers: {
        authorization: `Bearer ${more.key ?? key}`,
        'content-type': more.type ?? 'application/pdf',
      },
      body: Buffer.from(pdf),
    });
  const get = async (path: string, as = key) => {
    const answer = await fetch(`${world.url}/api/v1${path}`, {
      headers: { authorization: `Bearer ${as}` },
    });
    return { status: answer.status, bytes: Buffer.from(await answer.arrayBuffer()) };
  };
  const wordsOf = (pdf: Uint8Array): string => {
    const file = join(folder, '.read.pdf');
    writeFileSync(file, pdf);
    return execFileSync('pdftotext', ['-layout', file, '-']).toString();
  };
  const mailed = async () =>
    (await world.mails()).map(({ attachments }) =>
      attachments.map(({ filename, mimeType, content }) => ({
        filename,
        mimeType,
        pdf: new Uint8Array(content as ArrayBuffer),
      })),
    );
  const attachedTo = async (runId: number) => {
    const item = await clerk.item(runId, '#1001');
    const { body } = await clerk.get(`/dunning-run-items/${item.id}/attachments`);
    return { id: item.id, items: body['items'] as unknown as Record<string, unknown>[] };
  };

  it('an e-mail brings the statement of account and the invoice, byte by byte as they were frozen', async () => {
    await begin(['statement', 'invoice']);
    await world.pays('1', 40_00);
    const pdf = await invoice('Rechnung 2026-17');
    expect((await put(pdf)).status).toBe(200);
    const runId = await clerk.propose('2026-03-21');
    expect(await rows(world, 'documents')).toHaveLength(1);
    const asked = await attachedTo(runId);
    await clerk.post(`/dunning-runs/${runId}/commit`);
    await world.job('daily-dunning');
    const frozen = await attachedTo(runId);
    expect(frozen).toEqual(asked);
    // Whoever replaces the invoice now changes no letter that waits.
    await put(await invoice('Rechnung 2026-17, berichtigt'));
    await world.job('deliver-outbox');
    const [[statement, kept] = []] = await mailed();
    const [mail] = await world.mails();
    expect(mail?.text).toContain('\nAnlagen:\nKontoauszug\nRechnung #1001\n\n-- \n');
    expect(mail?.html).toContain('<p>Anlagen:<br>Kontoauszug<br>Rechnung #1001</p>');
    expect(statement).toMatchObject({ filename: 'Kontoauszug.pdf', mimeType: 'application/pdf' });
    expect(wordsOf(statement?.pdf ?? new Uint8Array())).toMatch(
      /Kontoauszug[^]*Rechnungsbetrag #1001\s+100,00 €[^]*Zahlung #1001\s+-40,00 €\s+60,00 €/,
    );
    expect(kept?.filename).toMatch(/^Rechnung-\w+\.pdf$/);
    expect(wordsOf(kept?.pdf ?? new Uint8Array())).toContain('Rechnung 2026-17');
    expect(frozen.items.map((one) => one['sha256'])).toEqual(
      [statement, kept].map((one) => sha256(one?.pdf ?? '')),
    );
    expect(frozen.items[1]?.['sha256']).toBe(sha256(pdf));
    const shown = await get(`/dunning-run-items/${frozen.id}/attachment.pdf?number=2`);
    expect(shown.bytes.equals(pdf)).toBe(true);
    const none = await get(`/dunning-run-items/${frozen.id}/attachment.pdf?number=3`);
    expect(none.status).toBe(404);
  });

  it('a letter lies in the print folder with its attachments beside it, in the order of the envelope', async () => {
    await begin(['statement', 'invoice'], ['letter']);
    await put(await invoice('Rechnung 2026-17'));
    await world.day('2026-03-21');
    const names = readdirSync(folder).filter((name) => !name.startsWith('.'));
    const [letter = '', first = '', second = ''] = names.toSorted();
    expect(names).toHaveLength(3);
    expect([first, second]).toEqual([1, 2].map((n) => letter.replace('.pdf', `_${n}.pdf`)));
    const read = (name: string) => wordsOf(readFileSync(join(folder, name)));
    expect(read(letter)).toMatch(/Freundliche Grüße\n.*\n+Anlagen:\nKontoauszug\nRechnung #1001\n/);
    expect(read(letter)).not.toContain('Kontoauszug zu diesem Schreiben');
    expect(read(first)).toContain('Kontoauszug zu diesem Schreiben');
    expect(read(second)).toContain('Rechnung 2026-17');
  });

  it('one statement holds all items of a debtor, and the letter leaves without an invoice nobody gave us', async () => {
    await begin(['statement', 'invoice']);
    await world.order({ id: '2', number: 1002, debtorNumber: '471' });
    await put(await invoice('Rechnung 2026-17'));
    const runId = await clerk.propose('2026-03-21');
    const items = await clerk.items(runId);
    expect(items.map((one) => (one as unknown as { warning: string | null }).warning)).toEqual([
      null,
      'no_invoice_document',
    ]);
    await clerk.post(`/dunning-runs/${runId}/commit`);
    await world.day('2026-03-21');
    const mails = await mailed();
    expect(mails.map((all) => all.length)).toEqual([2]);
    const statement = wordsOf(mails[0]?.[0]?.pdf ?? new Uint8Array());
    expect(statement).toMatch(/#1001[^]*#1002[^]*200,00 €/);
    const [mail] = await world.mails();
    expect(mail?.text).toMatch(/\nAnlagen:\nKontoauszug\nRechnung #1001\n\n/);
  });

  it('nothing is attached and nothing kept where the level does not say so', async () => {
    await begin([]);
    await put(await invoice('Rechnung 2026-17'));
    await world.day('2026-03-21');
    expect(await mailed()).toEqual([[]]);
    expect((await world.mails())[0]?.text).not.toContain('Anlage');
    expect(await rows(world, 'notice_attachments')).toEqual([]);
    expect(await rows(world, 'documents')).toHaveLength(1);
  });

  it('an invoice is replaced, and the one before it is gone when no letter had it', async () => {
    await begin(['invoice']);
    const second = await invoice('Rechnung 2026-17, berichtigt');
    await put(await invoice('Rechnung 2026-17'));
    await put(second);
    await put(second);
    expect(await rows(world, 'documents')).toHaveLength(1);
    expect((await get('/receivables/1/invoice-document')).bytes.equals(second)).toBe(true);
  });

  it('takes a PDF of at most 5 MB from a clerk of the shop, and nothing else', async () => {
    await begin([]);
    const pdf = await invoice('Rechnung 2026-17');
    expect((await get('/receivables/1/invoice-document')).status).toBe(404);
    expect((await put(Buffer.from('<html>no PDF</html>'))).status).toBe(400);
    expect((await put(await locked('Rechnung 2026-17'))).status).toBe(400);
    expect((await put(pdf, { type: 'text/plain' })).status).toBe(400);
    expect((await put(Buffer.concat([pdf, Buffer.alloc(5_300_000)]))).status).toBe(413);
    expect((await put(pdf, { key: await world.key('read_only') })).status).toBe(403);
    expect((await put(pdf, { key: 'nobody' })).status).toBe(401);
    expect((await put(pdf, { id: 77 })).status).toBe(404);
    expect(await rows(world, 'documents')).toEqual([]);
  });

  it('another shop can neither give nor read the invoice, nor what went with a letter', async () => {
    await begin(['invoice']);
    const pdf = await invoice('Rechnung 2026-17');
    await put(pdf);
    await world.day('2026-03-21');
    const elsewhere = { domain: 'other.myshopify.com', at: world.now() };
    const otherId = await openShop(world.service, world.agency, elsewhere);
    const other = await world.key('owner', otherId);
    expect((await put(await invoice('Fremde'), { key: other })).status).toBe(404);
    expect((await get('/receivables/1/invoice-document', other)).status).toBe(404);
    const [item] = await rows(world, 'dunning_run_items');
    const path = `/dunning-run-items/${Number(item?.['id'])}`;
    expect((await get(`${path}/attachments`, other)).status).toBe(404);
    expect((await get(`${path}/attachment.pdf`, other)).status).toBe(404);
    expect((await get(`${path}/attachment.pdf`)).bytes.equals(pdf)).toBe(true);
  });

  it('a debtor gets his documents with his data; erased, he leaves only what is another one’s too', async () => {
    await begin(['statement', 'invoice']);
    await world.order({ id: '2', number: 1002, email: 'other@example.com' });
    const shared = await invoice('Sammelrechnung');
    await put(shared);
    await put(shared, { id: 2 });
    await world.day('2026-03-21');
    const { db } = world.service.house;
    const [first, second] = await rows(world, 'receivables');
    const debtors = [first, second].map((one) => Number(one?.['debtor_id']));
    const file = await readDebtorFile(db, debtors.slice(0, 1));
    expect(file['documents']?.map(({ sha256: hash }) => hash)).toContain(sha256(shared));
    expect(file['documents']?.map(({ content }) => String(content).slice(0, 6))).toEqual([
      'JVBERi',
      'JVBERi',
    ]);
    const erase = (id = 0) =>
      inTransaction(db, (trx) => eraseDebtor(trx, id, instant('2026-04-01T08:00:00.000Z')));
    await erase(debtors[0]);
    expect((await get('/receivables/1/invoice-document')).status).toBe(404);
    expect((await get('/receivables/2/invoice-document')).bytes.equals(shared)).toBe(true);
    await erase(debtors[1]);
    expect(await rows(world, 'documents')).toEqual([]);
    expect(await rows(world, 'notice_attachments')).toEqual([]);
  });
});
