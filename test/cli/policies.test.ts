import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '../../server/cli.ts';
import { presetPolicy } from '../../server/domain/dunning.ts';
import { publicHolidays } from '../../server/holidays.ts';
import { makeWorld, rows, type World } from '../support/world.ts';

describe('dunning policies on the command line', () => {
  const directory = mkdtempSync(join(tmpdir(), 'mahnlauf-policies-'));
  const file = join(directory, 'policy.json');
  let world: World;
  beforeAll(async () => {
    world = await makeWorld();
  });
  afterAll(async () => {
    await world.end();
    rmSync(directory, { recursive: true });
  });

  const cli = async (...args: string[]) => {
    const said: string[] = [];
    const print = {
      out: (text: string) => said.push(text),
      err: (text: string) => said.push(text),
    };
    const open = () => world.service;
    const code = await runCli(args, open, print, publicHolidays);
    return { code, said: said.join('\n') };
  };
  const write = (wish: unknown) => {
    writeFileSync(file, JSON.stringify(wish));
    return file;
  };

  it('lists them, checks and saves one from a file, and retires it', async () => {
    expect((await cli('policies')).said).toMatch(
      /^policy 1, version 1, for shop: friendly_reminder after 5, .*final_notice after 12 days$/,
    );
    const levels = presetPolicy.levels.map((level, index) =>
      index === 3 ? { ...level, feeCents: { consumer: 5_00, business: 0 } } : level,
    );
    const policy = { ...presetPolicy, levels };
    write({ scope: 'debtor_kind', scopeKey: 'consumer', policy });
    const checked = await cli('policy-check', '--file', file);
    expect(checked).toMatchObject({ code: 0, said: expect.stringContaining('BGH VIII ZR 95/18') });
    expect(await rows(world, 'dunning_policies')).toHaveLength(1);
    const saved = await cli('policy-save', '--file', file);
    expect(saved.said).toMatch(/^saved as policy 2, version 2, for debtor_kind consumer: /);
    expect(saved.said).toContain('levels[3].feeCents.consumer');
    expect((await cli('policies')).said.split('\n')).toHaveLength(2);
    expect((await cli('policy-retire', '--id', '2')).said).toContain('retired policy 2');
    expect((await cli('policies')).said.split('\n')).toHaveLength(1);
  });

  it('says that nothing speaks against the preset one', async () => {
    write({ policy: presetPolicy });
    expect(await cli('policy-check', '--file', file)).toEqual({
      code: 0,
      said: 'nothing speaks against it',
    });
  });

  it.each([
    ['no file', ['policy-save'], '--file is missing'],
    ['a policy that is none', ['policy-check', '--file', 'bad'], 'policy'],
    ['no id', ['policy-retire'], '--id'],
    ["the shop's own policy", ['policy-retire', '--id', '1'], 'save another one'],
  ])('refuses %s', async (_what, args, words) => {
    const read = args.map((arg) => (arg === 'bad' ? write({ policy: { levels: [] } }) : arg));
    expect(await cli(...read)).toMatchObject({ code: 1, said: expect.stringContaining(words) });
  });
});
