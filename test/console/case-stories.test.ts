/** What a clerk does on the page of a case, in a real browser, against the real service. */
import type { Browser } from 'playwright-core';
import { printed } from '../../connectors/paper.ts';
import { rows } from '../support/world.ts';
import { openBrowser, visit, type Visit } from './support/browser.ts';
import { makeStage, type Stage, USERS } from './support/stage.ts';

let stage: Stage;
let browser: Browser;
let open: Visit[] = [];

const enter = async (wish: Parameters<typeof visit>[2] = { as: USERS.clerk }): Promise<Visit> => {
  const here = await visit(browser, stage.world.url, wish);
  open.push(here);
  return here;
};

const caseOf = async (orderName: string): Promise<string> => {
  const [row] = await rows(stage.world, 'receivables', { order_name: orderName });
  return `/receivables/${Number(row?.['id'])}`;
};

beforeAll(async () => {
  stage = await makeStage();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await stage?.end();
});
afterEach(async () => {
  const complaints = open.flatMap((one) => one.complaints);
  await Promise.all(open.map((one) => one.end()));
  open = [];
  expect(complaints).toEqual([]);
});

it('moves the end of a hold, and says whose end ends a hold that belongs to something', async () => {
  const { page, go } = await enter();
  await go(await caseOf('#1008'));
  await page.getByRole('button', { name: 'Put on hold' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Put on hold' }).click();
  await page.getByText('until somebody releases it').first().waitFor();
  await page.getByRole('button', { name: 'Change the end' }).click();
  await page.getByRole('dialog').getByLabel('Last day').fill('2026-07-15');
  await page.getByRole('dialog').getByRole('button', { name: 'Change the end' }).click();
  await page.getByText('until 15 Jul 2026').first().waitFor();
  await page.getByText('Hold made longer').waitFor();
  await page.getByRole('button', { name: 'Take a promise down' }).click();
  await page.getByRole('dialog').getByLabel('Pays on').fill('2026-06-12');
  await page.getByRole('dialog').getByRole('button', { name: 'Take a promise down' }).click();
  await page.getByText('It ends with the promise.').waitFor();
  expect(await page.getByRole('button', { name: 'Release' }).count()).toBe(1);
});

interface GivenFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

const pdfOf = async (words: string, userPassword?: string): Promise<GivenFile> => ({
  name: 'invoice.pdf',
  mimeType: 'application/pdf',
  buffer: Buffer.from(
    await printed({
      content: [words],
      defaultStyle: { font: 'Roboto' },
      ...(userPassword === undefined ? {} : { userPassword }),
    }),
  ),
});

it('keeps the invoice as a PDF by keyboard or by dropping it, and refuses what is none', async () => {
  const { page, go } = await enter();
  await go(await caseOf('#1014'));
  await page.getByText('No invoice has been given as a PDF.').waitFor();
  const refused: Readonly<Record<string, Buffer>> = {
    'This file is no PDF.': Buffer.from('<html>an invoice</html>'),
    'This file is larger than 5 MB.': Buffer.concat([
      Buffer.from('%PDF-'),
      Buffer.alloc(5_300_000),
    ]),
    'This PDF is encrypted': (await pdfOf('Rechnung', 'secret')).buffer,
  };
  for (const [words, buffer] of Object.entries(refused)) {
    const file = { name: 'invoice.pdf', mimeType: 'application/pdf', buffer };
    await page.locator('.drop input[type=file]').setInputFiles(file);
    await page.getByRole('alert').getByText(words).waitFor();
  }
  expect(await rows(stage.world, 'invoice_documents')).toEqual([]);
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Choose a PDF' }).press('Enter'),
  ]);
  await chooser.setFiles(await pdfOf('Rechnung 17'));
  await page.getByText('The invoice is kept.').waitFor();
  await page.getByRole('button', { name: 'PDF: Invoice' }).click();
  await page.locator('iframe.letter').waitFor();
  await page.getByRole('button', { name: 'Close' }).click();
  const [first] = await rows(stage.world, 'documents');
  const { buffer } = await pdfOf('Rechnung 17, berichtigt');
  const dropped = await page.evaluateHandle((base64) => {
    const data = new DataTransfer();
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    data.items.add(new File([bytes], 'invoice.pdf', { type: 'application/pdf' }));
    return data;
  }, buffer.toString('base64'));
  const taken = page.waitForResponse((answer) => answer.request().method() === 'PUT');
  await page.locator('.drop').dispatchEvent('drop', { dataTransfer: dropped });
  expect((await taken).status()).toBe(200);
  const [second] = await rows(stage.world, 'documents');
  expect(second?.['sha256']).not.toBe(first?.['sha256']);
  const reader = await enter({ as: USERS.read_only });
  await reader.go(await caseOf('#1014'));
  await reader.page.getByRole('button', { name: 'PDF: Invoice' }).waitFor();
  expect(await reader.page.getByRole('button', { name: 'Replace' }).count()).toBe(0);
});

it('defers the answer to an objection', async () => {
  const { page, go } = await enter();
  await go(await caseOf('#1010'));
  await page.getByRole('button', { name: 'Take an objection down' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('What the debtor says').fill('one parcel is missing');
  await dialog.getByRole('button', { name: 'Take an objection down' }).click();
  await page.getByText(/answer by/).waitFor();
  await page.getByRole('button', { name: 'Defer' }).click();
  await dialog.getByLabel('Answer by').fill('2026-07-20');
  await dialog.getByRole('button', { name: 'Defer' }).click();
  await page.getByText('answer by 20 Jul 2026').waitFor();
});

it('names a colleague in a note, who finds it among his work until he has seen to it', async () => {
  const { page, go } = await enter();
  await go(await caseOf('#1006'));
  await page.getByLabel('New note').fill('please look at the credit note @Olg');
  await page.getByRole('button', { name: '@Olga Owner' }).click();
  await page.getByRole('button', { name: 'Add note' }).click();
  await page.getByText('told to Olga Owner').waitFor();
  expect(await page.locator('strong.mention').textContent()).toBe('@owner');
  const owner = await enter({ as: USERS.owner });
  await owner.page.getByRole('heading', { name: 'A colleague asks you' }).waitFor();
  await owner.page.getByText('please look at the credit note').waitFor();
  await owner.page.getByRole('button', { name: 'Done #1006' }).click();
  await owner.page
    .getByRole('heading', { name: 'A colleague asks you' })
    .waitFor({ state: 'detached' });
});

it.each([
  ['de', /Der Schuldner ist nicht in Verzug|In Verzug (seit|erst ab) \d\d\.\d\d\.2026/],
  ['it', /Il debitore non è in mora|In mora (dal|solo dal) \d\d\/\d\d\/2026/],
] as const)(
  'tells the gates of a hand-over in "%s", with no English left',
  async (language, ground) => {
    const { page, go } = await enter({ as: USERS.owner, language });
    await go(await caseOf('#1012'));
    await page.locator('.gates').first().waitFor();
    await page.getByRole('button', { expanded: false }).first().click();
    await page.locator('.gates').getByText(ground).first().waitFor();
    await go('/');
    await page.locator('.doings li').first().waitFor();
    expect(await page.locator('.gates [lang=en], .doings [lang=en]').allTextContents()).toEqual([]);
  },
);
