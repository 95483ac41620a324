import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { presetPolicy } from '../../server/domain/dunning.ts';
import { privacyBody, uninstalledBody } from '../../server/demo/shopify-deliveries.ts';
import { databases } from '../support/databases.ts';
import { DOMAIN, makeWorld, rows, type World } from '../support/world.ts';

const channels = ['letter'] as const;
const policy = {
  ...presetPolicy,
  levels: presetPolicy.levels.map((level) => ({ ...level, channels })),
};

describe.each(databases)('a letter in the print folder, on $name', (database) => {
  let world: World;
  let folder: string;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mahnlauf-letters-'));
    world = await makeWorld({ database, policy, letterFolder: folder });
    for (const id of ['9001', '9002']) await world.order({ id, debtorNumber: `47${id}` });
    await world.day('2026-03-21');
  });
  afterEach(async () => {
    await world.end();
    rmSync(folder, { recursive: true, force: true });
  });

  const letters = () => readdirSync(folder).length;
  const redact = async (topic: 'customers/redact' | 'shop/redact') => {
    const person = { debtorNumber: '479001', orderIds: ['9001'] };
    const facts = { topic, shopDomain: DOMAIN };
    const body = privacyBody(topic === 'shop/redact' ? facts : { ...facts, ...person });
    await world.webhook(topic, body);
    await world.job('apply-inbox');
    await world.job('settle-privacy');
  };
  const leave = async () => {
    await world.webhook('app/uninstalled', uninstalledBody(DOMAIN));
    await world.job('apply-inbox');
    await redact('shop/redact');
  };

  it('stays as long as the law keeps it, and goes with its debtor, and no other letter goes', async () => {
    const messages = await rows(world, 'outbox', { kind: 'reminder.letter' });
    const names = messages.map(
      ({ message_key: key }) => `1-${String(key).replaceAll(':', '-')}.pdf`,
    );
    expect(readdirSync(folder).toSorted()).toEqual(names.toSorted());
    expect(names).toHaveLength(2);
    await world.pays('9001', 100_00);
    await redact('customers/redact');
    expect(letters()).toBe(2);
    expect(await rows(world, 'privacy_requests')).toMatchObject([
      { state: 'restricted', erase_after_on: '2034-12-31' },
    ]);
    world.at('2035-01-01', 12);
    await world.job('settle-privacy');
    const other = messages.findIndex((row) => row['receivable_id'] === 2);
    expect(readdirSync(folder)).toEqual([names[other]]);
    expect(await rows(world, 'letters_to_erase')).toEqual([]);
  });

  it('goes with its shop', async () => {
    await leave();
    expect(await rows(world, 'shops')).toEqual([]);
    expect(letters()).toBe(0);
  });

  it('that somebody took away already stops none of the others', async () => {
    const [first = ''] = readdirSync(folder);
    rmSync(join(folder, first));
    await leave();
    expect(letters()).toBe(0);
    expect(await rows(world, 'letters_to_erase')).toEqual([]);
  });

  it('waits for its folder when that is away, and is not forgotten', async () => {
    rmSync(folder, { recursive: true });
    const { outside } = world.service;
    const { letters: printer } = outside;
    outside.letters = null;
    await leave();
    expect(await rows(world, 'letters_to_erase')).toHaveLength(2);
    outside.letters = printer;
    await world.job('settle-privacy');
    expect(await rows(world, 'letters_to_erase')).toEqual([]);
  });
});
