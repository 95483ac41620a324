import { createHash } from 'node:crypto';
import { execFile, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { mediafinanzPartner } from '../../../connectors/mediafinanz/partner.ts';
import { mediafinanz, shippedWsdlPath } from '../../../connectors/mediafinanz/soap.ts';
import { startSandboxAgency } from '../../../connectors/sandbox/server.ts';
import { instant, isoDate } from '../../../server/domain/calendar.ts';
import { PartnerRejected } from '../../../server/domain/errors.ts';
import { aClaim } from '../../battery/agency.ts';

const script = (name: string): string =>
  fileURLToPath(new URL(`../../support/php/${name}`, import.meta.url));
const hasPhp = spawnSync('php', ['-r', 'exit(extension_loaded("soap") ? 0 : 1);']).status === 0;

if (!hasPhp && process.env['CI'] !== 'true') {
  console.warn('NOT TESTED: php with its soap extension is missing (apt install php-cli php-soap)');
}

const account = { clientId: '10001', applicationKey: 'application-key', clientKey: 'client-key' };

/** An agency on PHP's SoapServer that has nothing of ours but the WSDL. */
async function startPhpAgency() {
  const folder = mkdtempSync(join(tmpdir(), 'php-agency-'));
  const kept = join(folder, 'kept.json');
  const port = await freePort();
  const php = spawn('php', ['-S', `127.0.0.1:${port}`, script('agency.php')], {
    env: {
      ...process.env,
      WSDL: shippedWsdlPath,
      PARTNER_WSDL: shippedWsdlPath.replace('mediafinanz.wsdl', 'mediafinanz-partner.wsdl'),
      KEPT: kept,
      CLIENT_ID: account.clientId,
      APPLICATION_KEY: account.applicationKey,
      CLIENT_KEY: account.clientKey,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await new Promise<void>((resolve, reject) => {
    php.once('error', reject);
    php.once('exit', (code) => reject(new Error(`php ended with ${code}`)));
    php.stderr.on('data', (words: Buffer) => /started/.test(words.toString()) && resolve());
  });
  php.removeAllListeners('exit');
  return {
    url: `http://127.0.0.1:${port}/encashment`,
    partnerUrl: `http://127.0.0.1:${port}/partner`,
    calls: (): readonly [string, unknown[]][] =>
      (JSON.parse(readFileSync(kept, 'utf8')) as { calls: [string, unknown[]][] }).calls,
    close: () =>
      new Promise<void>((resolve) => {
        php.once('exit', () => {
          rmSync(folder, { recursive: true });
          resolve();
        });
        php.kill();
      }),
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

it('has php with its soap extension wherever every test must run', () => {
  expect(hasPhp || process.env['CI'] !== 'true').toBe(true);
});

(hasPhp ? describe : describe.skip)('a SOAP server that is not ours, in PHP', () => {
  let agency: Awaited<ReturnType<typeof startPhpAgency>>;
  beforeAll(async () => {
    agency = await startPhpAgency();
  });
  afterAll(() => agency.close());
  const connector = (changes = {}) =>
    mediafinanz({ ...account, endpoint: agency.url, sandbox: true, ...changes });
  const inCity = (city: string) => aClaim({ debtor: { ...aClaim().debtor, city } });
  const fileNumber = '98765432109';

  it('takes a claim with every letter and every cent', async () => {
    expect(await connector().submitClaim(aClaim())).toEqual({ fileNumber });
    expect(agency.calls().at(-1)).toEqual([
      'newClaim',
      [
        true,
        expect.objectContaining({
          invoice: 'MUSTER-1',
          type: 1,
          reason: 'Kaufvertrag über Größen & Maße <Nr. 1>',
          originalValue: '123.45',
          overdueFees: '5.00',
          dateOfLastReminder: '2026-02-17',
        }),
        expect.objectContaining({ address: 'f', lastname: 'Muster', street: 'Musterstraße 1a' }),
      ],
    ]);
  });

  it('knows live from sandbox', async () => {
    await connector({ sandbox: false }).submitClaim(aClaim());
    expect(agency.calls().at(-1)?.[1][0]).toBe(false);
  });

  it.each([
    ['Nirgendwo', ['Die Anschrift ist ungültig.']],
    ['Niemandsland', ['Die Anschrift ist ungültig.', 'Der Ort fehlt.']],
  ])('refuses a debtor in %s with its reasons', async (city, reasons) => {
    await expect(connector().submitClaim(inCity(city))).rejects.toMatchObject({ reasons });
  });

  it('answers wrong credentials with a fault', async () => {
    const wrong = connector({ clientKey: 'wrong' }).checkAccount();
    await expect(wrong).rejects.toBeInstanceOf(PartnerRejected);
    await connector().checkAccount();
  });

  it('feeds none, one and many changes, each acknowledged', async () => {
    const lengths: number[] = [];
    for (let round = 0; round < 4; round += 1) {
      const { items, receipt } = await connector().fetchStatusChanges();
      lengths.push(items.length);
      await connector().acknowledge(receipt ?? '');
      if (round === 2) {
        const times = items.map((change) => change.occurredAt);
        expect(times).toEqual(['2026-07-01T08:00:00.000Z', '2026-11-21T09:00:00.000Z']);
      }
    }
    expect(lengths).toEqual([0, 1, 2, 3]);
  });

  it('answers every other question', async () => {
    const agent = connector({ dialect: { nextSteps: { factoring: null } } });
    expect((await agent.fetchMessages()).items).toEqual([
      {
        fileNumber,
        ourReference: 'MUSTER-1',
        text: 'Zeile 1\nZeile 2',
        occurredAt: '2026-11-21T09:00:00.000Z',
      },
    ]);
    expect(await agent.getStatus(fileNumber)).toEqual({
      code: '10202',
      text: 'In Bearbeitung',
      details: 'Größe & Maß',
    });
    expect(await agent.getAccount(fileNumber)).toMatchObject({
      totalDebtsCents: 18_169,
      paidCents: 10_010,
      payouts: [{ on: '2026-03-13', totalCents: 10_010, payoutNumber: 'AB-1' }],
    });
    expect(await agent.getHistory(fileNumber)).toHaveLength(1);
    expect(await agent.getMessages(fileNumber)).toEqual([]);
    expect(await agent.getOptions(fileNumber)).toEqual(['close']);
    expect(await agent.getPayouts()).toEqual([]);
    await agent.closeClaim(fileNumber);
    expect(await agent.orderNextStep(fileNumber, { step: 'factoring' })).toEqual({
      sentAs: 'message',
    });
    await agent.sendMessage(fileNumber, 'Größe\nMaß');
    expect(agency.calls().at(-1)).toEqual(['sendMessage', [{ fileNumber }, 'Größe\nMaß']]);
  });

  it('says no to a direct payment, and the no arrives', async () => {
    const payment = { paidOn: isoDate('2026-03-05'), amountCents: 1_005 };
    const report = connector().reportDirectPayment(fileNumber, payment);
    await expect(report).rejects.toBeInstanceOf(PartnerRejected);
    expect(agency.calls().at(-1)).toEqual([
      'bookDirectPayment',
      [{ fileNumber }, { dateOfPayment: '2026-03-05', paidAmount: '10.05' }],
    ]);
  });

  it('makes accounts', async () => {
    const partner = mediafinanzPartner({
      applicationId: '77',
      serviceKey: 'key',
      sandbox: false,
      endpoint: agency.partnerUrl,
    });
    expect(await partner.generateRegistrationKey()).toBe('KEY-77');
    await partner.registerClient({
      salutation: 'ms',
      firstName: 'Erika',
      lastName: 'Muster',
      company: 'Muster GmbH',
      legalForm: 'GmbH',
      street: 'Musterweg 1',
      postcode: '10115',
      city: 'Berlin',
      country: 'DE',
      phone: '+49 30 000000',
      email: 'office@example.com',
      homepage: null,
      estimatedClaims: 25,
      voucher: null,
      bankAccount: {
        owner: 'Muster GmbH',
        iban: 'DE89370400440532013000',
        bic: null,
        bankName: null,
      },
    });
    expect(agency.calls().at(-1)?.[1][0]).toMatchObject({ estimatedClaims: 25, city: 'Berlin' });
  });
});

(hasPhp ? describe : describe.skip)('a SOAP client that is not ours, in PHP', () => {
  it('reads the sandbox agency by its WSDL and uses every operation', async () => {
    const agency = await startSandboxAgency({ now: instant('2026-03-01T09:00:00Z') });
    const { clientId, applicationKey, clientKey } = agency.account;
    const licence = createHash('md5')
      .update(applicationKey + clientKey)
      .digest('hex');
    const { stdout } = await promisify(execFile)('php', [
      script('client.php'),
      `${agency.url}?wsdl`,
      clientId,
      licence,
      'muster@example.com',
    ]);
    const taken = agency.claims();
    await agency.close();
    const fileNumber = taken[0]?.fileNumber;
    expect(taken).toHaveLength(1);
    expect(taken[0]?.claim).toMatchObject({ reason: 'Größe & Maß <1>', originalValue: '123.45' });
    expect(JSON.parse(stdout)).toMatchObject({
      newClaim: { fileNumber },
      refused: { errorList: ['Die Forderungsart ist ungültig.'] },
      status: { statusCode: 10201, statusText: 'Neue Forderung' },
      changes: { changes: [{ fileNumber, statusCode: 10201, time: '2026-03-01T10:00:00' }] },
      messages: { messages: [{ fileNumber, invoiceNumber: 'PHP-1' }] },
      committed: true,
      nothing: { changes: [] },
      account: { totalDebts: '184.07', paid: '0.00', outstanding: '184.07', payoutHistory: [] },
      history: [{ time: '2026-03-01T10:00:00', subject: 'Neue Forderung' }],
      sent: true,
      talk: [{ sender: 'Sachbearbeitung' }, { sender: 'Auftraggeber', text: 'Zeile 1\nZeile 2' }],
      paid: true,
      closed: true,
      closedAgain: false,
      payouts: [],
      fault: [expect.stringMatching(/Client$/), expect.stringContaining('Zugangsdaten')],
    });
    expect(JSON.parse(stdout)).toHaveProperty('options.0', 'close');
  });
});
