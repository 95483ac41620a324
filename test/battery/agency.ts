/**
 * What every agency connector owes the house, whoever the agency is. A connector passes the whole
 * battery; where it lacks an ability, the battery checks that it says so and stays harmless.
 */
import { isoDate, type IsoDate } from '../../server/domain/calendar.ts';
import {
  Conflict,
  InvalidInput,
  OutcomeUnknown,
  PartnerRejected,
} from '../../server/domain/errors.ts';
import type {
  AgencyConnector,
  AgencyMessage,
  ClaimDebtor,
  ClaimPackage,
  StatusChange,
} from '../../server/ports.ts';

/** One agency of its own for one test, with a connector that has an account there. */
export interface AgencyWorld {
  connector: AgencyConnector;
  /** The same account in the other mode. */
  otherMode: AgencyConnector;
  /** Lets days go by at the agency. */
  passDays(days: number): Promise<void>;
  /** An e-mail address by which the agency recognises the debtor's part in the play. */
  emailOf(part: DebtorPart): string;
  /** How many claims with our reference the agency holds, in the connector's mode. */
  claimsWith(ourReference: string): Promise<number>;
  /** Where acceptance comes later: lets the agency look at what was handed over and answer. */
  answers?(): Promise<void>;
  /** Where the agency calls us: everything it has said, as our books have it, oldest first. */
  heard?(): Promise<{ changes: readonly StatusChange[]; messages: readonly AgencyMessage[] }>;
  /** Whether interest travels in a field of its own, and so is part of what is collected. */
  carriesInterest?: boolean;
  close(): Promise<void>;
}

export type DebtorPart = 'stays_silent' | 'pays_within_30_days' | 'is_refused';

const debtor: ClaimDebtor = {
  debtorNumber: 'K-1',
  kind: 'consumer',
  salutation: 'ms',
  firstName: 'Erika',
  lastName: 'Muster',
  company: null,
  street: 'Musterstraße 1a',
  postcode: '01067',
  city: 'Dresden',
  country: 'DE',
  email: null,
  phone: null,
  bornOn: null,
};

/** A complete claim; a test names only what matters to it. */
export function aClaim(changes: Partial<ClaimPackage> = {}, email?: string): ClaimPackage {
  return {
    ourReference: 'MUSTER-1',
    subject: 'goods',
    description: 'Kaufvertrag über Größen & Maße <Nr. 1>',
    currency: 'EUR',
    principalCents: 12_345,
    interestCents: 87,
    dunningCostsCents: 500,
    contractOn: isoDate('2026-01-02'),
    invoiceNumber: 'RE-1',
    dueOn: isoDate('2026-01-16'),
    defaultFrom: isoDate('2026-02-16'),
    defaultGround: '§ 286 Abs. 3 BGB',
    remindersSentOn: [isoDate('2026-02-17')],
    note: '',
    debtor: { ...debtor, email: email ?? null },
    ...changes,
  };
}

const paidOn: IsoDate = isoDate('2026-03-05');
const noFileNumber = '99999999999';

/** Runs the battery; `makeWorld` starts a fresh agency for each test. */
export function agencyBattery(name: string, makeWorld: () => Promise<AgencyWorld>): void {
  describe(`${name} as an agency`, () => {
    let world: AgencyWorld;
    beforeEach(async () => {
      world = await makeWorld();
    });
    afterEach(() => world.close());
    const handOver: HandOver = async (part, changes = {}) => {
      const claim = aClaim(changes, world.emailOf(part));
      const { fileNumber } = await world.connector.submitClaim(claim);
      return { fileNumber: fileNumber ?? (await laterFileNumber(world, claim.ourReference)) };
    };

    handOverTests(() => world, handOver);
    newsTests(() => world, handOver);
    caseTests(() => world, handOver);
    moneyTests(() => world, handOver);
  });
}

type HandOver = (
  part: DebtorPart,
  changes?: Partial<ClaimPackage>,
) => Promise<{ fileNumber: string }>;

/** The file number that comes with the news; a refusal that comes with them is thrown. */
async function laterFileNumber(world: AgencyWorld, ourReference: string): Promise<string> {
  const { connector } = world;
  expect(connector.abilities.acceptance).toBe('later');
  await world.answers?.();
  const fileNumber = await connector.findFileNumber(ourReference);
  if (fileNumber !== null) return fileNumber;
  const refusal = (await changesOf(world)).find((change) => change.ourReference === ourReference);
  expect(connector.meaningOf(refusal?.code ?? '')).toBe('rejected');
  throw new PartnerRejected('the agency refused the claim', [refusal?.details ?? '']);
}

/** News of claims: fetched, or said to us by an agency that calls; there is nothing to fetch then. */
async function changesOf(world: AgencyWorld): Promise<readonly StatusChange[]> {
  const { connector } = world;
  const { items, receipt } = await connector.fetchStatusChanges();
  if (connector.abilities.news !== 'webhook') return items;
  expect([items, receipt]).toEqual([[], null]);
  return (await world.heard?.())?.changes ?? [];
}

async function messagesOf(world: AgencyWorld) {
  const { connector } = world;
  const { items, receipt } = await connector.fetchMessages();
  if (connector.abilities.news !== 'webhook') return { items, receipt };
  expect([items, receipt]).toEqual([[], null]);
  return { items: (await world.heard?.())?.messages ?? [], receipt };
}

function handOverTests(world: () => AgencyWorld, handOver: HandOver): void {
  it('proves its account with a harmless read', async () => {
    await world().connector.checkAccount();
    expect(await world().claimsWith('MUSTER-1')).toBe(0);
  });

  it('answers a hand-over as it says: with the file number, or with a receipt', async () => {
    const { connector } = world();
    const { fileNumber, receipt } = await connector.submitClaim(aClaim());
    if (connector.abilities.acceptance === 'at_once') expect(fileNumber).toMatch(/^\S{3,40}$/);
    else expect([fileNumber, receipt]).toEqual([null, expect.stringMatching(/^.+$/)]);
  });

  it('takes a claim once and gives a file number as text', async () => {
    const { fileNumber } = await handOver('stays_silent');
    expect(fileNumber).toMatch(/^\S{3,40}$/);
    expect(await world().claimsWith('MUSTER-1')).toBe(1);
  });

  it('gives two claims two file numbers', async () => {
    const first = await handOver('stays_silent', { ourReference: 'MUSTER-1' });
    const second = await handOver('stays_silent', { ourReference: 'MUSTER-2' });
    expect(first.fileNumber).not.toBe(second.fileNumber);
  });

  it('takes ten claims at the same time and mixes nothing up', async () => {
    const references = Array.from({ length: 10 }, (_, index) => `MUSTER-${index + 1}`);
    const taken = await Promise.all(
      references.map((ourReference) => handOver('stays_silent', { ourReference })),
    );
    expect(new Set(taken.map(({ fileNumber }) => fileNumber)).size).toBe(10);
    for (const reference of references) expect(await world().claimsWith(reference)).toBe(1);
  });

  it('names the objections when the agency refuses, and nothing is kept there', async () => {
    const refusal = await rejected(handOver('is_refused'));
    expect(refusal).toBeInstanceOf(PartnerRejected);
    expect((refusal as PartnerRejected).reasons.join('')).not.toBe('');
    expect(await world().claimsWith('MUSTER-1')).toBe(0);
  });

  it.each([
    ['a claim over nothing', { principalCents: 0 }],
    ['a claim without our reference', { ourReference: ' ' }],
    ['a claim without a description', { description: '\u0007\n' }],
    ['a debtor without a name', { debtor: { ...debtor, lastName: null } }],
    ['a debtor without a street', { debtor: { ...debtor, street: '' } }],
  ])('refuses %s before anything is sent', async (_what, changes) => {
    expect(await rejected(handOver('stays_silent', changes))).toBeInstanceOf(InvalidInput);
    expect(await world().claimsWith('MUSTER-1')).toBe(0);
  });

  it('finds a claim by our reference, or says that it cannot', async () => {
    const { fileNumber } = await handOver('stays_silent');
    const { connector } = world();
    if (connector.abilities.findByReference) {
      expect(await connector.findFileNumber('MUSTER-1')).toBe(fileNumber);
      expect(await connector.findFileNumber('MUSTER-2')).toBeNull();
    } else {
      expect(await rejected(connector.findFileNumber('MUSTER-1'))).toBeInstanceOf(OutcomeUnknown);
    }
  });

  it('keeps sandbox and live apart', async () => {
    const { fileNumber } = await handOver('stays_silent');
    const { connector, otherMode } = world();
    expect(otherMode.mode).not.toBe(connector.mode);
    expect((await otherMode.fetchStatusChanges()).items).toEqual([]);
    expect((await otherMode.fetchMessages()).items).toEqual([]);
    expect(await rejected(otherMode.getStatus(fileNumber))).toBeInstanceOf(PartnerRejected);
  });
}

function newsTests(world: () => AgencyWorld, handOver: HandOver): void {
  it('repeats its news until they are acknowledged, and then never again', async () => {
    const { fileNumber } = await handOver('pays_within_30_days');
    await world().passDays(30);
    const { connector } = world();
    if (connector.abilities.news === 'webhook') {
      const said = await changesOf(world());
      expect(said.map((change) => change.fileNumber)).toContain(fileNumber);
      expect(await changesOf(world())).toEqual(said);
      return;
    }
    const first = await connector.fetchStatusChanges();
    const again = await connector.fetchStatusChanges();
    expect(again.items).toEqual(first.items);
    expect(first.items.map((change) => change.fileNumber)).toContain(fileNumber);
    expect(first.raw).not.toBe('');
    if (again.receipt !== null) await connector.acknowledge(again.receipt);
    expect((await connector.fetchStatusChanges()).items).toEqual([]);
  });

  it('does not lose what happens between fetching and acknowledging', async () => {
    const early = await handOver('stays_silent', { ourReference: 'MUSTER-1' });
    const { connector } = world();
    const { receipt } = await connector.fetchStatusChanges();
    const late = await handOver('stays_silent', { ourReference: 'MUSTER-2' });
    if (receipt !== null) await connector.acknowledge(receipt);
    const later = (await changesOf(world())).map((change) => change.fileNumber);
    // An agency that calls us was heard before: nothing of it comes a second time.
    const before = connector.abilities.news === 'webhook' ? [early.fileNumber] : [];
    expect(later).toEqual([...before, late.fileNumber]);
  });

  it('tells what a debtor did, in the order it happened, with a time in UTC', async () => {
    await handOver('pays_within_30_days');
    await world().passDays(30);
    const { connector } = world();
    const items = await changesOf(world());
    const times = items.map((change) => change.occurredAt ?? '');
    expect(times).toEqual([...times].sort());
    expect(times.every((at) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(at))).toBe(true);
    expect(connector.meaningOf(items.at(-1)?.code ?? '')).toBe('closed_paid');
    expect(connector.meaningOf('no such code')).toBe('unmapped');
  });

  it('quotes our reference in its first message, so that a lost answer can be found', async () => {
    const { fileNumber } = await handOver('stays_silent');
    const { connector } = world();
    const { items, receipt } = await messagesOf(world());
    if (!connector.abilities.messages) {
      expect(items).toEqual([]);
      return;
    }
    expect(items).toContainEqual(expect.objectContaining({ fileNumber, ourReference: 'MUSTER-1' }));
    if (receipt !== null) await connector.acknowledge(receipt);
    expect((await connector.fetchMessages()).items).toEqual([]);
  });
}

function caseTests(world: () => AgencyWorld, handOver: HandOver): void {
  it('tells the status of one claim and refuses an unknown file number', async () => {
    const { fileNumber } = await handOver('stays_silent');
    const { connector } = world();
    const status = await connector.getStatus(fileNumber);
    expect(connector.meaningOf(status.code)).toBe('new');
    expect(status.text).not.toBe('');
    expect(await rejected(connector.getStatus(noFileNumber))).toBeInstanceOf(PartnerRejected);
  });

  it('takes a claim back once; then it is withdrawn and cannot be closed again', async () => {
    const { fileNumber } = await handOver('stays_silent');
    const { connector } = world();
    if (!connector.abilities.close) {
      expect(await connector.getOptions(fileNumber)).not.toContain('close');
      return;
    }
    expect(await connector.getOptions(fileNumber)).toContain('close');
    await connector.closeClaim(fileNumber);
    expect(connector.meaningOf((await connector.getStatus(fileNumber)).code)).toBe('withdrawn');
    expect(await rejected(connector.closeClaim(fileNumber))).toBeInstanceOf(PartnerRejected);
  });

  it('carries messages both ways with every letter intact', async () => {
    const { fileNumber } = await handOver('stays_silent');
    const { connector } = world();
    const text = 'Größe „M“ & mehr\nzweite Zeile ✓';
    if (!connector.abilities.messages) {
      expect(await rejected(connector.sendMessage(fileNumber, text))).toBeInstanceOf(Conflict);
      expect(await connector.getMessages(fileNumber)).toEqual([]);
      return;
    }
    await connector.sendMessage(fileNumber, text);
    expect((await connector.getMessages(fileNumber)).at(-1)?.text).toBe(text);
  });

  it('tells the history of a claim, or has none', async () => {
    const { fileNumber } = await handOver('stays_silent');
    const { connector } = world();
    const history = await connector.getHistory(fileNumber);
    expect(history.length > 0).toBe(connector.abilities.history);
  });

  it('takes the next steps it offers and refuses the others', async () => {
    const { fileNumber } = await handOver('stays_silent');
    const { connector } = world();
    const order = connector.orderNextStep(fileNumber, { step: 'factoring' });
    if (connector.abilities.nextSteps.includes('factoring')) {
      expect(['order', 'message']).toContain((await order).sentAs);
    } else {
      expect(await rejected(order)).toBeInstanceOf(Conflict);
    }
  });
}

function moneyTests(world: () => AgencyWorld, handOver: HandOver): void {
  it('keeps the account of a claim to the cent', async () => {
    const { fileNumber } = await handOver('stays_silent');
    const account = await world().connector.getAccount(fileNumber);
    expect(account.totalDebtsCents).toBeGreaterThanOrEqual(12_845);
    expect(account).toMatchObject({ paidCents: 0, payoutsCents: 0, payouts: [] });
    expect(account.outstandingCents).toBe(account.totalDebtsCents);
  });

  it('takes a direct payment off what is outstanding, to the cent', async () => {
    const { fileNumber } = await handOver('stays_silent');
    const { connector } = world();
    const before = await connector.getAccount(fileNumber);
    if (!connector.abilities.directPayments) {
      const refused = connector.reportDirectPayment(fileNumber, { paidOn, amountCents: 1_001 });
      expect(await rejected(refused)).toBeInstanceOf(Conflict);
      return;
    }
    await connector.reportDirectPayment(fileNumber, { paidOn, amountCents: 1_001 });
    const after = await connector.getAccount(fileNumber);
    expect(before.outstandingCents - after.outstandingCents).toBe(1_001);
    const nothing = connector.reportDirectPayment(fileNumber, { paidOn, amountCents: 0 });
    expect(await rejected(nothing)).toBeInstanceOf(InvalidInput);
  });

  it('pays out what the debtor paid, with the number of the settlement', async () => {
    const { fileNumber } = await handOver('pays_within_30_days');
    await world().passDays(30);
    const { connector } = world();
    const account = await connector.getAccount(fileNumber);
    expect(account.paidCents).toBe(account.totalDebtsCents);
    expect(account.outstandingCents).toBe(0);
    const sum = account.payouts.reduce((total, payout) => total + payout.totalCents, 0);
    expect(sum).toBe(account.payoutsCents);
    expect(sum).toBe(12_845 + (world().carriesInterest === true ? 87 : 0));
    expect(account.payouts.every((payout) => payout.payoutNumber !== '')).toBe(true);
    const all = await connector.getPayouts();
    expect(all).toEqual(connector.abilities.payouts ? account.payouts : []);
  });
}

/** The error of a promise that is expected to fail. */
async function rejected(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('this should have been refused');
}
