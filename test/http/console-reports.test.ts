import { execFileSync } from 'node:child_process';
import { databases } from '../support/databases.ts';
import { makeWorld, type World } from '../support/world.ts';

/**
 * 100.00 of January paid before its due day; 200.00 of January reminded once, 50.00 of it paid;
 * 300.00 of February never paid. All with terms of 14 days; looked at on 10 March.
 */
describe.each(databases)('the reports on $name', (database) => {
  let world: World;
  let key: string;

  beforeAll(async () => {
    world = await makeWorld({ database, startOn: '2026-01-05' });
    await world.order({ id: '9001', number: 1001, totalCents: 100_00 });
    world.at('2026-01-10');
    await world.order({ id: '9002', number: 1002, totalCents: 200_00 });
    world.at('2026-01-15');
    await world.pays('9001', 100_00);
    await world.day('2026-01-31');
    world.at('2026-01-31', 12);
    await world.job('deliver-outbox');
    world.at('2026-02-02');
    await world.order({ id: '9003', number: 1003, totalCents: 300_00 });
    world.at('2026-02-10');
    await world.pays('9002', 50_00);
    world.at('2026-03-10');
    key = await world.key('owner');
  });
  afterAll(() => world.end());

  const read = async (path: string) => {
    const { status, body } = await world.call('GET', `/api/v1/reports/${path}`, { key });
    expect(status).toBe(200);
    return body as unknown as {
      currency: string;
      columns: { name: string; unit: string; formula: string | null }[];
      rows: Record<string, unknown>[];
    };
  };
  const period = 'from=2026-01-01&to=2026-03-10';

  it('count days of sales by three ways', async () => {
    const { rows, columns } = await read(`dso?${period}`);
    expect(rows).toEqual([
      {
        month: '2026-01',
        receivableCents: 200_00,
        notDueCents: 0,
        salesCents: 300_00,
        simpleDso: 20.7, // 200 / 300 × 31
        countBackDso: 20.7,
        bestPossibleDso: 0,
      },
      expect.objectContaining({ month: '2026-02', receivableCents: 450_00, simpleDso: 44.3 }),
      expect.objectContaining({
        month: '2026-03',
        salesCents: 600_00,
        simpleDso: 51.8, // 450 / 600 × (31 + 28 + 10)
        countBackDso: 53.5, // 10 + 28 + 150 / 300 × 31
      }),
    ]);
    const simple = columns.find(({ name }) => name === 'simpleDso');
    expect(simple).toMatchObject({ unit: 'days', formula: expect.stringContaining('÷') });
  });

  it('see what was not due yet on the last day of the period', async () => {
    const { rows } = await read('dso?from=2026-02-01&to=2026-02-16');
    expect(rows.at(-1)).toMatchObject({ receivableCents: 450_00, notDueCents: 0 });
    const before = await read('dso?from=2026-02-01&to=2026-02-15');
    expect(before.rows.at(-1)).toMatchObject({ receivableCents: 450_00, notDueCents: 300_00 });
    expect((await read('add?from=2026-02-01&to=2026-02-15')).rows.at(-1)).toMatchObject({
      simpleDso: 34.5, // 450 / 600 × 46
      bestPossibleDso: 23, // 300 / 600 × 46
      averageDaysDelinquent: 11.5,
    });
  });

  it('measure how much of what could be collected was', async () => {
    const { rows } = await read(`cei?${period}`);
    expect(rows.at(1)).toEqual({
      month: '2026-02',
      openingCents: 200_00,
      salesCents: 300_00,
      receivableCents: 450_00,
      notDueCents: 0,
      collectionEffectiveness: 10, // (200 + 300 − 450) / (200 + 300)
    });
  });

  it('sort what is open by its age, as of any day', async () => {
    const open = async (query: string) =>
      Object.fromEntries(
        (await read(`ageing?${query}`)).rows.map((row) => [row['bucket'], row['openCents']]),
      );
    expect(await open('to=2026-03-10')).toMatchObject({ '1_30': 300_00, '31_60': 150_00 });
    expect(await open('to=2026-02-09')).toMatchObject({ not_due: 300_00, '1_30': 200_00 });
    expect(await open('to=2026-01-14')).toMatchObject({ not_due: 300_00, '1_30': 0 });
    expect(await open('to=2026-03-10&debtorKind=business')).toMatchObject({ '1_30': 0 });
    expect(await open('to=2026-03-10&country=DE')).toMatchObject({ '1_30': 300_00 });
    expect(await open('to=2026-03-10&currency=USD')).toMatchObject({ '1_30': 0 });
  });

  it('follow each age to the next', async () => {
    const { rows } = await read('roll-rates?from=2026-02-10&to=2026-03-10');
    const byBucket = new Map(rows.map((row) => [row['bucket'], row]));
    expect(byBucket.get('not_due')).toMatchObject({ openCents: 300_00, rollPercent: 100 });
    expect(byBucket.get('1_30')).toMatchObject({ openCents: 150_00, rolledCents: 150_00 });
  });

  it('tell what a level brought', async () => {
    const { rows } = await read(`success-by-level?${period}`);
    expect(rows).toEqual([
      {
        level: 1,
        reminders: 1,
        successes: 0,
        cents: 200_00,
        paidCents: 50_00,
        successPercent: 0,
        recoveredPercent: 25,
      },
    ]);
  });

  it('follow the sales of a month by the days after the due day', async () => {
    const { rows } = await read(`vintage?${period}`);
    expect(rows[0]).toMatchObject({
      month: '2026-01',
      salesCents: 300_00,
      paidBy0Percent: 33.3,
      paidBy30Percent: 50,
    });
    expect(rows[1]).toMatchObject({ month: '2026-02', paidBy30Percent: 0 });
  });

  it('tell how much was paid by its due day', async () => {
    const { rows } = await read(`on-time?${period}`);
    expect(rows).toEqual([
      {
        month: '2026-01',
        count: 2,
        onTimeCount: 1,
        dueCents: 300_00,
        onTimeCents: 100_00,
        onTimePercent: 33.3,
      },
      expect.objectContaining({ month: '2026-02', count: 1, onTimePercent: 0 }),
    ]);
  });

  it('tell what was given up', async () => {
    const path = '/api/v1/receivables/3/write-off';
    const gone = await world.call('POST', path, { key, body: { reason: 'uncollectible' } });
    expect(gone.status).toBe(201);
    const { rows } = await read(`write-offs?${period}`);
    expect(rows.at(-1)).toMatchObject({ month: '2026-03', writtenOffCents: 300_00 });
    const ageing = await read('ageing?to=2026-03-10');
    expect(ageing.rows.find((row) => row['bucket'] === '1_30')).toMatchObject({ openCents: 0 });
  });

  it('are not added up again while nothing happens in the shop, and at once when it does', async () => {
    const { db } = world.service.house;
    let sums = 0;
    const count = ({ sql }: { sql: string }): void => {
      if (sql.includes('ledger_entries')) sums += 1;
    };
    db.on('query', count);
    const all = ['dso', 'cei', 'add'].map((name) => read(`${name}?from=2026-01-02&to=2026-03-10`));
    const [before] = await Promise.all(all);
    expect(sums).toBe(1);
    await world.pays('9002', 10_00, '900278');
    const after = await read('dso?from=2026-01-02&to=2026-03-10');
    expect(sums).toBeGreaterThan(1);
    db.off('query', count);
    const open = (report: typeof before): number =>
      Number(report?.rows.at(-1)?.['receivableCents']);
    expect(open(after)).toBe(open(before) - 10_00);
  });

  it.each(['promises', 'agencies'])('have %s with a definition of each share', async (name) => {
    const { columns } = await read(`${name}?${period}`);
    const shares = columns.filter(({ unit }) => unit === 'percent');
    expect(shares.length).toBeGreaterThan(0);
    for (const share of shares) expect(share.formula).toMatch(/÷/);
  });

  it('come as CSV as well', async () => {
    const answer = await fetch(`${world.url}/api/v1/reports/on-time?${period}&format=csv`, {
      headers: { authorization: `Bearer ${key}` },
    });
    expect(answer.headers.get('content-disposition')).toContain(
      'on-time-2026-01-01-2026-03-10.csv',
    );
    const [header, first] = (await answer.text()).replace('\u{FEFF}', '').split('\r\n');
    expect(header).toBe('month,count,onTimeCount,due EUR,onTime EUR,onTimePercent');
    expect(first).toBe('2026-01,2,1,300.00,100.00,33.3');
  });

  it('print the same figures on the server, in the language of the reader', async () => {
    const answer = await fetch(
      `${world.url}/api/v1/reports/on-time?${period}&format=pdf&language=de`,
      { headers: { authorization: `Bearer ${key}` } },
    );
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect(answer.headers.get('content-disposition')).toContain(
      'on-time-2026-01-01-2026-03-10.pdf',
    );
    const input = Buffer.from(await answer.arrayBuffer());
    const words = execFileSync('pdftotext', ['-layout', '-', '-'], { input, encoding: 'utf8' });
    expect(words).toContain('Pünktlich bezahlt');
    const { rows } = await read(`on-time?${period}`);
    for (const { onTimePercent } of rows) {
      expect(words).toContain(String(onTimePercent).replace('.', ','));
    }
  });

  it('refuse a period that ends before it begins', async () => {
    const path = '/api/v1/reports/dso?from=2026-03-11&to=2026-03-10';
    expect((await world.call('GET', path, { key })).status).toBe(400);
  });
});
