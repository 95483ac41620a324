import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { meaningOf, statusCodes } from '../../../connectors/mediafinanz/statuses.ts';
import { mediafinanz, type AccountSettings } from '../../../connectors/mediafinanz/soap.ts';
import type { OrderedFault } from '../../../connectors/sandbox/faults.ts';
import { plotOf, plots } from '../../../connectors/sandbox/plots.ts';
import {
  startSandboxAgency,
  type SandboxAgency,
  type SandboxSettings,
} from '../../../connectors/sandbox/server.ts';
import { addSeconds, instant } from '../../../server/domain/calendar.ts';
import {
  OutcomeUnknown,
  PartnerRejected,
  PartnerUnavailable,
} from '../../../server/domain/errors.ts';
import { aClaim } from '../../battery/agency.ts';

const now = instant('2026-03-01T09:00:00Z');
const open: SandboxAgency[] = [];
afterEach(async () => {
  for (const agency of open.splice(0)) await agency.close();
});

async function start(settings: Partial<SandboxSettings> = {}) {
  const agency = await startSandboxAgency({ now, ...settings });
  open.push(agency);
  const connector = (changes: Partial<AccountSettings> = {}) =>
    mediafinanz({ ...agency.account, endpoint: agency.url, sandbox: true, ...changes });
  const passDays = (days: number) => agency.advanceTo(addSeconds(agency.now(), days * 86_400));
  return { agency, connector, passDays };
}

const claimOf = (plot: string, ourReference = 'MUSTER-1') =>
  aClaim({ ourReference }, `muster+${plot}@example.com`);

describe('the plots of the sandbox agency', () => {
  it.each([
    ['muster+pays@example.com', 'pays'],
    ['muster+PAYS@example.com', 'pays'],
    ['muster@example.com', ''],
    ['muster+toString@example.com', ''],
    ['', ''],
  ])('the address %j chooses %j', (email, plot) => {
    expect(plotOf(email)).toBe(plot);
  });

  it.each([
    ['pays', ['10201', '10202', '10233', '10209'], 'closed_paid'],
    ['partly', ['10201', '10202', '10233', '10208'], 'closed_partly'],
    ['disputes', ['10201', '10202', '10223', '10203'], 'closed_unpaid'],
    ['moved', ['10201', '10202', '10225', '10203'], 'closed_unpaid'],
    ['insolvent', ['10201', '10202', '10222'], 'closed_unpaid'],
    ['court', ['10201', '10202', '11309', '10233', '10209'], 'closed_paid'],
    ['unmapped', ['10201', '10202', '10299'], 'unmapped'],
    ['', ['10201', '10202'], 'in_progress'],
  ])('"%s" tells its whole story in 120 days', async (plot, codes, end) => {
    const { connector, passDays } = await start();
    await connector().submitClaim(claimOf(plot));
    passDays(120);
    const { items } = await connector().fetchStatusChanges();
    expect(items.map((change) => change.code)).toEqual(codes);
    expect(meaningOf(items.at(-1)?.code ?? '')).toBe(end);
  });

  it('pays on day 9 and not on day 8', async () => {
    const { connector, passDays } = await start();
    const { fileNumber } = await connector().submitClaim(claimOf('pays'));
    passDays(8);
    expect((await connector().getAccount(fileNumber)).paidCents).toBe(0);
    passDays(1);
    expect((await connector().getAccount(fileNumber)).paidCents).toBe(18_407);
  });

  it('pays three instalments that add up to the whole debt, each paid out', async () => {
    const { connector, passDays } = await start();
    const { fileNumber } = await connector().submitClaim(claimOf('instalments'));
    const outstanding: number[] = [];
    for (const days of [10, 30, 30, 2]) {
      passDays(days);
      outstanding.push((await connector().getAccount(fileNumber)).outstandingCents);
    }
    expect(outstanding).toEqual([12_149, 6_075, 0, 0]);
    const { payouts, payoutsCents } = await connector().getAccount(fileNumber);
    expect(payoutsCents).toBe(12_845);
    expect(payouts.map((payout) => payout.totalCents)).toEqual([6_258, 6_074, 513]);
    expect(new Set(payouts.map((payout) => payout.payoutNumber)).size).toBe(3);
  });

  it('drops the connection after it has taken the claim; the first message tells the number', async () => {
    const { agency, connector } = await start();
    const lost = connector().submitClaim(claimOf('drops'));
    await expect(lost).rejects.toBeInstanceOf(OutcomeUnknown);
    expect(agency.claims()).toHaveLength(1);
    const { items } = await connector().fetchMessages();
    expect(items.find((message) => message.ourReference === 'MUSTER-1')?.fileNumber).toBe(
      agency.claims()[0]?.fileNumber,
    );
  });

  it('answers late: unknown for the impatient, a number for the patient, taken for both', async () => {
    const { agency, connector } = await start({ lateMs: 1_000 });
    const impatient = connector({ limits: { firstByteMs: 500 } });
    await expect(impatient.submitClaim(claimOf('late'))).rejects.toBeInstanceOf(OutcomeUnknown);
    await connector().submitClaim(claimOf('late', 'MUSTER-2'));
    expect(agency.claims().map((claim) => claim.invoice)).toEqual(['MUSTER-1', 'MUSTER-2']);
  });

  it('keeps a doubled hand-over twice, so that a test can count it', async () => {
    const { agency, connector } = await start();
    await connector().submitClaim(claimOf(''));
    await connector().submitClaim(claimOf(''));
    expect(agency.claims().map((claim) => claim.invoice)).toEqual(['MUSTER-1', 'MUSTER-1']);
  });

  it('uses only status codes of the table, but for the plot that is there to break it', () => {
    const known = new Set(statusCodes.map((status) => status.code));
    const used = Object.values(plots).flatMap((plot) => plot.steps.map((step) => step.code));
    expect([...new Set(used)].filter((code) => !known.has(code))).toEqual(['10299']);
  });
});

describe('the clock and the memory of the sandbox agency', () => {
  it('moves forward only', async () => {
    const { agency } = await start();
    agency.advanceTo(instant('2026-02-01T00:00:00Z'));
    expect(agency.now()).toBe(now);
  });

  it('plays in the order of time, whichever claim came first', async () => {
    const { connector, passDays } = await start();
    const early = await connector().submitClaim(claimOf('pays', 'MUSTER-1'));
    passDays(8);
    const late = await connector().submitClaim(claimOf('insolvent', 'MUSTER-2'));
    passDays(30);
    const { items } = await connector().fetchStatusChanges();
    expect(items.slice(2).map(({ fileNumber, code }) => [fileNumber, code])).toEqual([
      [late.fileNumber, '10201'],
      [early.fileNumber, '10233'],
      [late.fileNumber, '10202'],
      [early.fileNumber, '10209'],
      [late.fileNumber, '10222'],
    ]);
  });

  it('gives a long feed in batches, each ended by its own acknowledgement', async () => {
    const { connector } = await start({ batchSize: 2 });
    for (const reference of ['MUSTER-1', 'MUSTER-2', 'MUSTER-3']) {
      await connector().submitClaim(claimOf('', reference));
    }
    const sizes: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      const { items, receipt } = await connector().fetchStatusChanges();
      sizes.push(items.length);
      await connector().acknowledge(receipt ?? '');
    }
    expect(sizes).toEqual([2, 1, 0]);
  });

  it('ends no transaction of the other mode', async () => {
    const { connector } = await start();
    await connector().submitClaim(claimOf(''));
    const { receipt } = await connector().fetchStatusChanges();
    const live = connector({ sandbox: false });
    await expect(live.acknowledge(receipt ?? '')).rejects.toBeInstanceOf(PartnerRejected);
    expect((await connector().fetchStatusChanges()).items).toHaveLength(1);
  });

  it('remembers claims, feeds and its clock in a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
    const stateFile = join(folder, 'state.json');
    const first = await start({ stateFile });
    const { fileNumber } = await first.connector().submitClaim(claimOf('pays'));
    first.passDays(5);
    await first.agency.close();
    const second = await start({ stateFile });
    second.passDays(5);
    const { items } = await second.connector().fetchStatusChanges();
    expect(items.map((change) => [change.fileNumber, change.code])).toEqual([
      [fileNumber, '10201'],
      [fileNumber, '10202'],
      [fileNumber, '10233'],
    ]);
    rmSync(folder, { recursive: true });
  });

  it('describes itself at ?wsdl with its own address', async () => {
    const { agency } = await start();
    const wsdl = await (await fetch(`${agency.url}?wsdl`)).text();
    expect(wsdl).toContain(`<soap:address location="${agency.url}"/>`);
    expect(wsdl).toContain('<operation name="newClaim">');
    expect((await fetch(new URL('/elsewhere', agency.url))).status).toBe(404);
  });
});

describe('faults ordered for one call', () => {
  const once = (fault: OrderedFault): NonNullable<SandboxSettings['orderFault']> => {
    const left = [fault];
    return (operation) => (operation === 'newClaim' ? left.pop() : undefined);
  };

  it.each<[string, OrderedFault, number]>([
    ['drops before the work', { before: 'drop' }, 0],
    ['answers 500 before the work', { before: 'http_500' }, 0],
    ['shows a web page', { before: 'html' }, 0],
    ['answers with a technical fault', { before: 'server_fault' }, 0],
    ['drops after the work', { after: 'drop' }, 1],
    ['sends half of its answer', { after: 'half' }, 1],
    ['trickles', { after: 'trickle' }, 1],
    ['answers 500 after the work', { after: 'http_500' }, 1],
  ])('%s: the outcome is unknown, and the next call works', async (_what, fault, kept) => {
    const { agency, connector } = await start({ orderFault: once(fault) });
    const impatient = connector({ limits: { firstByteMs: 1_000, totalMs: 1_000 } });
    await expect(impatient.submitClaim(claimOf(''))).rejects.toBeInstanceOf(OutcomeUnknown);
    expect(agency.claims()).toHaveLength(kept);
    await connector().submitClaim(claimOf('', 'MUSTER-2'));
    expect(agency.claims()).toHaveLength(kept + 1);
  });

  it('holds an answer until the test lets it go', async () => {
    let letGo = (): void => undefined;
    const hold = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const { agency, connector } = await start({ orderFault: once({ hold }) });
    const handOver = connector().submitClaim(claimOf(''));
    while (agency.claims().length === 0) await connector().checkAccount();
    letGo();
    expect(await handOver).toEqual({ fileNumber: agency.claims()[0]?.fileNumber });
  });

  it('is unavailable for reads as well, and says so', async () => {
    const { connector } = await start({ orderFault: () => ({ before: 'drop' }) });
    await expect(connector().checkAccount()).rejects.toBeInstanceOf(PartnerUnavailable);
  });
});
