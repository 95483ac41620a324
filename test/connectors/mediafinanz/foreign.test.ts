/**
 * SOAP stacks that are neither ours nor PHP's: a server on Perl's SOAP::Lite answers the connector,
 * and Python's Zeep calls the sandbox agency.
 */
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { mediafinanz } from '../../../connectors/mediafinanz/soap.ts';
import { startSandboxAgency } from '../../../connectors/sandbox/server.ts';
import { instant } from '../../../server/domain/calendar.ts';
import { PartnerRejected } from '../../../server/domain/errors.ts';
import { aClaim } from '../../battery/agency.ts';
import { hasZeep, PYTHON, zeepClient } from '../../support/foreign.ts';

const server = fileURLToPath(new URL('../../support/perl/agency.pl', import.meta.url));
const hasPerl = spawnSync('/usr/bin/perl', ['-MSOAP::Transport::HTTP', '-e', '1']).status === 0;
const mustRun = process.env['CI'] === 'true';

if (!hasPerl || !hasZeep) {
  console.warn(
    'NOT TESTED: install libsoap-lite-perl and python3-zeep for all foreign SOAP stacks',
  );
}

it('every foreign stack is there wherever every test must run', () => {
  expect((hasPerl && hasZeep) || !mustRun).toBe(true);
});

(hasPerl ? describe : describe.skip)('a SOAP server that is not ours, in Perl', () => {
  let child: ChildProcess;
  let endpoint: string;
  beforeAll(async () => {
    child = spawn('/usr/bin/perl', [server], { stdio: ['ignore', 'pipe', 'inherit'] });
    endpoint = await new Promise((resolve) =>
      child.stdout?.once('data', (line: Buffer) => resolve(line.toString().trim())),
    );
  });
  afterAll(() => child.kill());
  const agency = (clientId = '10001') =>
    mediafinanz({ clientId, applicationKey: 'a', clientKey: 'b', sandbox: true, endpoint });

  it('takes a claim, tells how it goes, and gives it back', async () => {
    const { fileNumber } = await agency().submitClaim(aClaim());
    expect(fileNumber).toBe('04711');
    const number = fileNumber ?? '';
    expect(await agency().getStatus(number)).toEqual({
      code: '10202',
      text: 'In Bearbeitung',
      details: 'Kaufvertrag über Größen & Maße <Nr. 1> / Muster',
    });
    const { items, receipt } = await agency().fetchStatusChanges();
    expect(items).toMatchObject([
      { fileNumber: '04711', code: '10201', occurredAt: '2026-03-01T09:00:00.000Z' },
    ]);
    await agency().acknowledge(receipt ?? '');
    expect(await agency().getAccount(number)).toMatchObject({
      totalDebtsCents: 18_169,
      paidCents: 10_010,
      outstandingCents: 8_159,
      payouts: [{ on: '2026-03-13', totalCents: 10_010, payoutNumber: 'AB-1' }],
    });
    await agency().closeClaim(number);
  });

  it('refuses a claim with its reasons, and what it does not know with a fault', async () => {
    const debtor = { ...aClaim().debtor, city: 'Nirgendwo' };
    await expect(agency().submitClaim(aClaim({ debtor }))).rejects.toMatchObject({
      reasons: ['Der Schuldner hat keinen Ort', 'Größe & Maß'],
    });
    await expect(agency().closeClaim('09999')).rejects.toBeInstanceOf(PartnerRejected);
  });

  it('accepts its account and refuses another', async () => {
    await agency().checkAccount();
    await expect(agency('1').checkAccount()).rejects.toMatchObject({ about: 'account' });
  });
});

(hasZeep ? describe : describe.skip)('a SOAP client that is not ours, in Python', () => {
  it('reads the sandbox agency by its WSDL', async () => {
    const sandbox = await startSandboxAgency({ now: instant('2026-03-01T09:00:00Z') });
    const { clientId, applicationKey, clientKey } = sandbox.account;
    const licence = createHash('md5')
      .update(applicationKey + clientKey)
      .digest('hex');
    const wsdl = `${sandbox.url}?wsdl`;
    const args = [zeepClient, 'sandbox', wsdl, clientId, licence, 'muster@example.com'];
    const { stdout } = await promisify(execFile)(PYTHON, args);
    const taken = sandbox.claims();
    await sandbox.close();
    expect(taken).toMatchObject([
      { directCents: 10_05, claim: { reason: 'Größe & Maß <1>', originalValue: '123.45' } },
    ]);
    const fileNumber = taken[0]?.fileNumber;
    expect(JSON.parse(stdout)).toMatchObject({
      newClaim: { fileNumber, errorList: null },
      refused: { fileNumber: null, errorList: ['Die Forderungsart ist ungültig.'] },
      status: { statusCode: 10201, statusText: 'Neue Forderung' },
      changes: { changes: [{ fileNumber, statusCode: 10201, time: '2026-03-01T10:00:00' }] },
      account: { totalDebts: '184.07', outstanding: '184.07', payoutHistory: [] },
      paid: true,
      sent: true,
      closed: true,
      fault: [expect.stringMatching(/Client$/), expect.stringContaining('Zugangsdaten')],
    });
  });
});
