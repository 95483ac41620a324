import { runCli } from '../../server/cli.ts';
import { publicHolidays } from '../../server/holidays.ts';
import { dunning, policyOf } from '../support/runs.ts';
import { makeWorld, rows, type World } from '../support/world.ts';

describe('dunning runs on the command line', () => {
  let world: World;
  beforeAll(async () => {
    world = await makeWorld({ policy: policyOf(), settings: dunning() });
    for (const id of ['1', '2']) {
      await world.order({ id, number: 1000 + Number(id), email: `debtor-${id}@example.com` });
    }
    world.at('2026-03-21');
  });
  afterAll(() => world.end());

  const cli = async (...args: string[]) => {
    const said: string[] = [];
    const print = {
      out: (text: string) => said.push(text),
      err: (text: string) => said.push(text),
    };
    const code = await runCli(args, () => world.service, print, publicHolidays);
    return { code, said: said.join('\n') };
  };

  it('proposes, shows, edits and commits', async () => {
    expect((await cli('runs')).said).toBe('no run yet');
    expect((await cli('dun', '--propose')).said).toBe(
      '2026-03-21 (proposed 1): 2 selected, 2 reminded, 0 handed over, 0 left out',
    );
    const shown = await cli('runs', '--run', '1', '--outcome', 'remind');
    expect(shown.said).toMatch(/^run 1 of 2026-03-21: proposed\n\s+1 #1001 .*email/);
    const out = await cli('run-edit', '--item', '1', '--take-out', '--reason', 'a friend');
    expect(out).toEqual({ code: 0, said: 'receivable 1: skip' });
    expect((await cli('dun', '--commit', '--run', '1')).said).toBe(
      '2026-03-21: 2 selected, 1 reminded, 0 handed over, 1 left out',
    );
    expect((await cli('runs')).said).toMatch(/^\s+1 2026-03-21 finished\s+1 reminded/);
    await cli('deliver');
    expect(await world.mails()).toHaveLength(1);
  });

  it('takes a reminder back', async () => {
    const done = await cli('withdraw-reminder', '--reminder', '1', '--reason', 'an error');
    expect(done).toEqual({ code: 0, said: '1 withdrawn, a correction follows' });
  });

  it('stops everything and lets it go on', async () => {
    expect((await cli('emergency-stop')).said).toBe('the emergency stop is off');
    const on = await cli('emergency-stop', '--start', '--reason', 'wrong prices');
    expect(on.said).toContain('wrong prices');
    const refused = await cli('dun', '--commit');
    expect(refused).toMatchObject({ code: 1, said: expect.stringContaining('emergency stop') });
    expect((await cli('emergency-stop', '--end', '--reason', 'mended')).said).toContain('off');
    expect((await cli('run-discard', '--run', '2')).said).toContain('discarded');
  });

  it('shows the secret of a webhook once', async () => {
    const made = await cli('reminder-webhook', '--url', 'https://shop.example.com/reminders');
    const [, secret = ''] = /secret: (\S{40,})$/.exec(made.said) ?? [];
    expect(secret).not.toBe('');
    expect(JSON.stringify(await rows(world, 'shops'))).not.toContain(secret);
    expect((await cli('reminder-webhook', '--none')).said).toBe('nothing is posted any more');
  });

  it.each([
    [['run-edit', '--item', 'x', '--put-back'], 'whole number'],
    [['run-edit', '--item', '1'], '--take-out'],
    [['runs', '--run', '1', '--outcome', 'perhaps'], 'remind, hand_over, skip'],
    [['runs', '--run', '4711'], 'does not exist'],
    [['dun', '--preview', '--run', '1'], '--commit only'],
    [['withdraw-reminder', '--reminder', '1'], '--reason'],
  ])('refuses %j and says why', async (args, words) => {
    const { code, said } = await cli(...args);
    expect(code).toBe(1);
    expect(said).toContain(words);
  });
});
