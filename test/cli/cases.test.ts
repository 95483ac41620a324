import { runCli } from '../../server/cli.ts';
import { publicHolidays } from '../../server/holidays.ts';
import { makeWorld, type World } from '../support/world.ts';

describe('the commands of a case', () => {
  let world: World;
  beforeAll(async () => {
    world = await makeWorld({});
    for (const id of ['5001', '5002', '5003']) {
      await world.order({ id, number: Number(id), debtorNumber: id });
    }
  });
  afterAll(() => world.end());

  /** Runs a command as a person types it, and gives what it printed. */
  async function run(line: string): Promise<{ code: number; out: string; err: string }> {
    const printed = { out: '', err: '' };
    const args = (line.match(/"[^"]*"|\S+/g) ?? []).map((part) => part.replaceAll('"', ''));
    const print = {
      out: (text: string) => void (printed.out += text),
      err: (text: string) => void (printed.err += text),
    };
    const code = await runCli(args, () => world.service, print, publicHolidays);
    return { code, ...printed };
  }
  const json = async (line: string) => {
    const { code, out, err } = await run(`${line} --json`);
    expect([line, code, err]).toEqual([line, 0, '']);
    return JSON.parse(out) as Record<string, unknown> & { items: Record<string, unknown>[] };
  };

  it('take an objection down, answer it and decide it', async () => {
    const made = await json('dispute --receivable 1 --reason defect --text "Kaputt." --cents 4000');
    expect(made).toEqual({ disputeId: 1, answerByOn: '2026-03-16', warning: null });
    expect((await run('worklist')).out).toContain('2026-03-16  dispute 1');
    expect(await json('dispute-answer --id 1 --text "Ersatz kommt."')).toMatchObject({
      state: 'answered',
    });
    const decided = await json('dispute-decide --id 1 --outcome upheld --remedy write_off');
    expect(decided).toMatchObject({ state: 'upheld', upheldCents: 4000 });
    expect((await json('disputes --receivable 1')).items).toHaveLength(1);
    expect((await json('disputes --receivable 2')).items).toEqual([]);
    expect((await run('worklist')).out).toBe('nothing waits for a person');
  });

  it('take a promise down and back', async () => {
    expect(await json('promise --receivable 1 --on 2026-03-20')).toMatchObject({
      amountCents: 6000,
      untilOn: '2026-03-23',
    });
    expect((await json('blocks --receivable 1')).items).toHaveLength(1);
    await json('promise-withdraw --id 1');
    expect((await json('blocks --receivable 1')).items).toEqual([]);
    expect((await json('blocks --receivable 1 --history')).items).toHaveLength(2);
    expect((await json('promises')).items).toEqual([
      expect.objectContaining({ state: 'withdrawn' }),
    ]);
  });

  it('draft, offer, accept and withdraw a plan', async () => {
    const drafted = await json('plan --receivable 2 --first 2026-04-01 --count 2 --every month');
    expect(drafted).toMatchObject({ planId: 1, totalCents: 10_000 });
    await json('plan-offer --id 1');
    await json('plan-accept --id 1 --acknowledges');
    expect((await json('plans')).items).toEqual([
      expect.objectContaining({ state: 'accepted', acknowledges: true }),
    ]);
    expect((await json('plan-withdraw --id 1'))['state']).toBe('withdrawn');
  });

  it('hold a person, a receivable, and let them go', async () => {
    const line = 'special-state --debtor 3 --kind insolvency --court "AG Muster" --file "1 IN 1"';
    expect(await json(line)).toEqual({ stateId: 1, heldReceivableIds: [3] });
    await json('special-state --receivable 2 --kind open_return --until 2026-03-10');
    expect((await json('special-states')).items).toHaveLength(2);
    await json('special-state-end --id 1');
    expect((await run('special-state-end --id 1')).err).toContain('not in force');
    await json('block --receivable 3 --reason complaint --until 2026-03-05');
    const [block] = (await json('blocks --receivable 3')).items;
    await json(`block-extend --id ${String(block?.['id'])} --until 2026-03-09`);
    await json(`unblock --id ${String(block?.['id'])}`);
  });

  it('write tasks, show them and do them', async () => {
    await json('task-add --receivable 1 --kind telephone --note "Anrufen"');
    expect((await run('worklist --kind telephone')).out).toContain('Anrufen');
    await json('task-done --id 2');
    expect((await json('tasks --receivable 1')).items).toEqual([]);
  });

  it('give a link for the debtor', async () => {
    expect(String((await json('respond-link --receivable 1'))['url'])).toContain('/r/test.');
  });

  it.each([
    ['promise --receivable 1', '--on is missing'],
    ['promise --receivable x --on 2026-03-20', '--receivable x is not a whole number'],
    ['dispute --receivable 1 --reason mood --text T', '--reason mood is none of'],
    ['worklist --kind mood', '--kind mood is none of'],
    ['task-done --id 4711', 'task 4711 does not wait'],
  ])('say what is missing in: %s', async (line, words) => {
    const { code, err } = await run(line);
    expect(code).toBe(1);
    expect(err).toContain(words);
  });
});
