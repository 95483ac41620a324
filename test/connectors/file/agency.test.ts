import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fileAgency } from '../../../connectors/file/agency.ts';
import { readFileSettings } from '../../../connectors/file/settings.ts';
import { instant, isoDate } from '../../../server/domain/calendar.ts';
import { InvalidInput, PartnerUnavailable } from '../../../server/domain/errors.ts';
import type { ClaimPackage } from '../../../server/ports.ts';
import { aClaim } from '../../battery/agency.ts';
import { type FileAgencyDesk, fileAgencyDesk, lines } from '../../support/file-agency.ts';

const xsd = fileURLToPath(new URL('../../../connectors/file/handover.xsd', import.meta.url));
const legal: NonNullable<ClaimPackage['legal']> = {
  creditor: {
    name: 'Example Shop GmbH',
    street: 'Beispielweg 1',
    postcode: '10115',
    city: 'Berlin',
    country: 'DE',
  },
  interestUntilOn: isoDate('2026-03-01'),
  interest: [
    {
      fromOn: isoDate('2026-02-16'),
      toOn: isoDate('2026-03-01'),
      principalCents: 12_345,
      rateMillionths: 62_700,
      ground: '§ 288 Abs. 1 BGB',
      interestCents: 87,
    },
  ],
  costs: [
    { on: isoDate('2026-02-17'), amountCents: 750 },
    { on: isoDate('2026-02-20'), amountCents: -250 },
  ],
  deductsInputTax: true,
  addressFrom: 'order',
  debtorKindFrom: 'order',
  reminders: [
    {
      sentOn: isoDate('2026-02-17'),
      template: 'first_reminder',
      deadlineOn: isoDate('2026-03-03'),
    },
  ],
  disputes: [
    { raisedOn: isoDate('2026-02-18'), answeredOn: isoDate('2026-02-19'), words: 'zu spät' },
  ],
  documents: ['invoice RE-1'],
};

describe('an agency by file', () => {
  let folder: string;
  let desk: FileAgencyDesk;
  const root = () => join(folder, 'live');
  const agency = () => fileAgency({ folder, mode: 'live', clock: desk });
  const outbound = () => readdirSync(join(root(), 'outbound')).toSorted();
  const delivered = (number: string, name: string) =>
    readFileSync(join(root(), 'outbound', number, name), 'utf8');
  const accept = (reference: string, fileNumber: string) =>
    `accepted,${reference},${fileNumber},2026-03-01T09:00:00Z,,,,,`;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'file-agency-'));
    desk = fileAgencyDesk(root(), instant('2026-03-01T09:00:00Z'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  describe('sends', () => {
    it('and clears away what a crash left an hour ago without a number, and nothing younger', async () => {
      await agency().submitClaim(aClaim());
      const orphan = (name: string, minutesAgo: number): void => {
        const path = join(root(), 'outbound', name);
        mkdirSync(path);
        writeFileSync(join(path, 'handover.xml'), '<half');
        const at = Date.now() / 1000 - minutesAgo * 60;
        utimesSync(path, at, at);
      };
      orphan('.000002-aaaa', 62);
      orphan('.000002-bbbb', 58);
      orphan('.000001-cccc', 62);
      await agency().submitClaim(aClaim({ ourReference: 'MUSTER-2' }));
      expect(outbound()).toEqual(['.000002-bbbb', '000001', '000002']);
    });

    it('a delivery that the schema accepts, with sums that a common tool confirms', async () => {
      await agency().submitClaim(aClaim({ legal }));
      const path = join(root(), 'outbound', '000001');
      execFileSync('xmllint', ['--noout', '--schema', xsd, join(path, 'handover.xml')], {
        stdio: 'pipe',
      });
      const sums = execFileSync('sha256sum', ['-c', 'SHA256SUMS'], { cwd: path }).toString();
      expect(sums).toBe('1-MUSTER-1.pdf: OK\nhandover.xml: OK\nclaims.csv: OK\n');
      expect(delivered('000001', 'handover.xml')).toContain(
        '<description>Kaufvertrag über Größen &amp; Maße &lt;Nr. 1&gt;</description>',
      );
    });

    it('a sheet on paper that says the same', async () => {
      await agency().submitClaim(aClaim({ legal }));
      const pdf = join(root(), 'outbound', '000001', '1-MUSTER-1.pdf');
      const text = execFileSync('pdftotext', ['-layout', pdf, '-']).toString();
      for (const words of [
        'Forderung MUSTER-1',
        '123,45 EUR',
        '16.02.2026',
        'Musterstraße 1a',
        '6,27 % aus 123,45 EUR vom 16.02.2026 bis 01.03.2026: 0,87 EUR',
        'Example Shop GmbH',
      ]) {
        expect(text).toContain(words);
      }
      expect(text).not.toContain('TEST');
    });

    it('a table that no sheet can mistake for a formula', async () => {
      const claim = aClaim();
      const note = '=HYPERLINK("http://example.com")';
      const debtor = { ...claim.debtor, phone: '+49 30 1', lastName: 'Muster, "Erika"' };
      await agency().submitClaim({ ...claim, note, debtor });
      const [head, row, end] = delivered('000001', 'claims.csv').split('\r\n');
      expect(head?.split(',').slice(0, 5).join()).toBe(
        'ourReference,subject,description,currency,principal',
      );
      expect(row).toContain(`"'=HYPERLINK(""http://example.com"")"`);
      expect(row).toContain(`'+49 30 1`);
      expect(row).toContain('"Muster, ""Erika"""');
      expect(end).toBe('');
    });

    it('several claims in one delivery, and none of them twice', async () => {
      const claims = ['A/1', 'A_1', 'B'].map((ourReference) => aClaim({ ourReference }));
      const receipts = (await agency().submitClaims(claims)).map(({ receipt }) => receipt);
      expect(receipts).toEqual(['000001', '000001', '000001']);
      const more = [...claims, aClaim({ ourReference: 'C' })];
      expect((await agency().submitClaims(more)).map(({ receipt }) => receipt)).toEqual([
        '000001',
        '000001',
        '000001',
        '000002',
      ]);
      expect(delivered('000002', 'claims.csv').split('\r\n')).toHaveLength(3);
      expect(outbound()).toEqual(['000001', '000002']);
    });

    it('numbers without a gap, also when the agency has taken the folders away', async () => {
      await agency().submitClaim(aClaim({ ourReference: 'A' }));
      renameSync(join(root(), 'outbound', '000001'), join(folder, 'taken'));
      await agency().submitClaim(aClaim({ ourReference: 'B' }));
      expect(outbound()).toEqual(['000002']);
    });

    it('what a dead process left behind with its number, before anything else', async () => {
      await agency().submitClaim(aClaim({ ourReference: 'A' }));
      const entry = join(root(), 'books', 'deliveries', '000001.json');
      const { folder: hidden } = JSON.parse(readFileSync(entry, 'utf8')) as { folder: string };
      renameSync(join(root(), 'outbound', '000001'), join(root(), 'outbound', hidden));
      rmSync(join(root(), 'books', 'claims'), { recursive: true });
      expect(await agency().submitClaim(aClaim({ ourReference: 'A' }))).toEqual({
        fileNumber: null,
        receipt: '000001',
      });
      expect(outbound()).toEqual(['000001']);
    });

    it('nothing that died before it had a number, and gives the number to the next', async () => {
      mkdirSync(join(root(), 'outbound', '.000001-0abc'), { recursive: true });
      await agency().submitClaim(aClaim());
      expect(outbound()).toEqual(['.000001-0abc', '000001']);
    });

    it('a recall, a payment and a message as numbered instructions', async () => {
      await agency().submitClaim(aClaim());
      desk.work();
      const paidOn = isoDate('2026-03-05');
      await agency().reportDirectPayment('AZ-1000', { paidOn, amountCents: 1_001 });
      await agency().sendMessage('AZ-1000', '-1\nzweite Zeile');
      await agency().closeClaim('AZ-1000');
      for (const number of ['000002', '000003', '000004']) {
        const xml = join(root(), 'outbound', number, 'handover.xml');
        execFileSync('xmllint', ['--noout', '--schema', xsd, xml], { stdio: 'pipe' });
      }
      expect(delivered('000002', 'instructions.csv').split('\r\n')[1]).toBe(
        'direct_payment,AZ-1000,2026-03-05,10.01,',
      );
      expect(delivered('000003', 'instructions.csv')).toContain(`"'-1\nzweite Zeile"`);
      expect(delivered('000004', 'handover.xml')).toContain('<recall>');
    });
  });

  describe('reads', () => {
    beforeEach(() =>
      agency()
        .submitClaim(aClaim())
        .then(() => undefined),
    );
    const status = async () => (await agency().fetchStatusChanges()).items;

    it('XML like CSV', async () => {
      desk.write(
        'a.xml',
        '<?xml version="1.0"?><n:news xmlns:n="urn:x"><n:record><n:kind>accepted</n:kind>' +
          '<n:ourReference>MUSTER-1</n:ourReference><n:fileNumber>AZ/1</n:fileNumber>' +
          '<n:at>2026-03-01T10:00:00+01:00</n:at><n:text><![CDATA[Größe & Maß]]></n:text>' +
          '</n:record></n:news>',
      );
      expect(await status()).toEqual([
        expect.objectContaining({
          fileNumber: 'AZ/1',
          ourReference: 'MUSTER-1',
          code: 'accepted',
          text: 'Größe & Maß',
          occurredAt: '2026-03-01T09:00:00.000Z',
        }),
      ]);
    });

    it.each([
      ['a document type', 'x.xml', '<!DOCTYPE news [<!ENTITY a "b">]><news/>'],
      ['an entity of its own', 'x.xml', '<news><record><kind>&boom;</kind></record></news>'],
      ['10,000 levels', 'x.xml', '<a>'.repeat(10_000) + '</a>'.repeat(10_000)],
      ['half a document', 'x.xml', '<news><record>'],
      ['another root', 'x.xml', '<html></html>'],
      ['nothing', 'x.csv', ''],
      ['a field nobody knows', 'x.csv', 'kind,iban\r\naccepted,1'],
      ['a row that is too short', 'x.csv', lines('accepted,MUSTER-1')],
      ['a quote out of place', 'x.csv', lines('accepted,"MUSTER-1"x,AZ,,,,,,')],
      [
        'a day that does not exist',
        'x.csv',
        lines('payment,,AZ,2026-03-01T09:00:00Z,,,Z,2026-02-30,1.00'),
      ],
      [
        'an amount with a comma',
        'x.csv',
        lines('payment,,AZ,2026-03-01T09:00:00Z,,,Z,2026-02-28,"1,00"'),
      ],
      ['no time', 'x.csv', lines('status,,AZ,,court,Mahnbescheid,,,')],
      ['no claim', 'x.csv', lines('status,,,2026-03-01T09:00:00Z,court,Mahnbescheid,,,')],
      ['Latin-1', 'x.csv', Buffer.from(lines('status,,AZ,,x,Größe,,,'), 'latin1')],
      ['another kind of file', 'x.pdf', '%PDF'],
    ])(
      'puts a file with %s aside, with the reason beside it, and goes on',
      async (_what, name, content) => {
        desk.write(name, content);
        desk.write('z.csv', lines(accept('MUSTER-1', 'AZ-1')));
        expect((await status()).map(({ fileNumber }) => fileNumber)).toEqual(['AZ-1']);
        expect(readdirSync(join(root(), 'broken')).toSorted()).toEqual([
          name,
          `${name}.reason.txt`,
        ]);
        expect(readdirSync(join(root(), 'inbound'))).toEqual(['z.csv']);
      },
    );

    it('no file larger than 5 MB, and no link out of the folder', async () => {
      const secret = join(folder, 'secret.csv');
      writeFileSync(secret, lines(accept('MUSTER-1', 'AZ-1')));
      mkdirSync(join(root(), 'inbound'), { recursive: true });
      symlinkSync(secret, join(root(), 'inbound', 'link.csv'));
      desk.write('big.csv', 'x'.repeat(5_000_001));
      expect(await status()).toEqual([]);
      expect(readdirSync(join(root(), 'broken')).filter((name) => name.endsWith('.csv'))).toEqual([
        'big.csv',
        'link.csv',
      ]);
    });

    it('a file that is still being uploaded only when it has its name', async () => {
      mkdirSync(join(root(), 'inbound'), { recursive: true });
      const part = join(root(), 'inbound', 'a.csv.part');
      writeFileSync(part, lines(accept('MUSTER-1', 'AZ-1')));
      expect(await status()).toEqual([]);
      renameSync(part, part.replace('.part', ''));
      expect(await status()).toHaveLength(1);
    });

    it('moves a file to done only when its statuses and its messages are both stored', async () => {
      desk.work();
      const changes = await agency().fetchStatusChanges();
      await agency().acknowledge(changes.receipt ?? '');
      expect(existsSync(join(root(), 'done'))).toBe(false);
      const messages = await agency().fetchMessages();
      expect(messages.items).toHaveLength(1);
      await agency().acknowledge(messages.receipt ?? '');
      expect(readdirSync(join(root(), 'inbound'))).toEqual([]);
      expect(readdirSync(join(root(), 'done'))).toHaveLength(1);
      expect((await agency().getStatus('AZ-1000')).code).toBe('accepted');
    });

    it('the same payment sent in two files as one payment', async () => {
      const paid = `payment,,AZ-1,2026-03-02T09:00:00Z,,,Z-1,2026-03-02,10.00`;
      for (const name of ['1.csv', '2.csv']) {
        desk.write(name, lines(accept('MUSTER-1', 'AZ-1'), paid));
        const { receipt } = await agency().fetchStatusChanges();
        if (receipt !== null) await agency().acknowledge(receipt);
      }
      expect(await agency().getAccount('AZ-1')).toMatchObject({
        totalDebtsCents: 12_932,
        paidCents: 1_000,
        outstandingCents: 11_932,
      });
      expect(readdirSync(join(root(), 'inbound'))).toEqual([]);
    });

    it("believes the agency's own books of a claim, and adds what came later", async () => {
      const head = 'kind,fileNumber,ourReference,at,total,paid,outstanding,number,on,amount';
      desk.write(
        'a.csv',
        [
          head,
          'accepted,AZ-1,MUSTER-1,2026-03-01T09:00:00Z,,,,,,',
          'payment,AZ-1,,2026-03-02T09:00:00Z,,,,Z-1,2026-03-02,10.00',
          'account,AZ-1,,2026-03-03T09:00:00Z,200.00,10.00,190.00,,,',
          'payment,AZ-1,,2026-03-04T09:00:00Z,,,,Z-2,2026-03-04,5.00',
        ].join('\n'),
      );
      expect(await agency().getAccount('AZ-1')).toMatchObject({
        totalDebtsCents: 20_000,
        paidCents: 1_500,
        outstandingCents: 18_500,
      });
    });
  });

  it('is out of reach while its folder is not there, and nothing is made in its place', async () => {
    const missing = join(folder, 'not-mounted');
    const away = fileAgency({ folder: missing, mode: 'live', clock: desk });
    await expect(away.submitClaim(aClaim())).rejects.toBeInstanceOf(PartnerUnavailable);
    await expect(away.checkAccount()).rejects.toBeInstanceOf(PartnerUnavailable);
    expect(existsSync(missing)).toBe(false);
  });

  it('wants the whole path of its folder', () => {
    expect(readFileSettings({ folder: '/srv/agency' })).toEqual({ folder: '/srv/agency' });
    expect(() => readFileSettings({ folder: 'agency' })).toThrow(InvalidInput);
    expect(() => readFileSettings({ folder: '/a', key: 'x' })).toThrow(InvalidInput);
  });
});
