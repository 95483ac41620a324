import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '../../server/cli.ts';
import { toAccount } from '../../server/agency-input.ts';
import { ShopFile } from '../../server/cli/shop-file.ts';
import { useAgency } from '../support/agencies.ts';
import { publicHolidays } from '../../server/holidays.ts';
import { creditor, DOMAIN, makeWorld } from '../support/world.ts';
import { listAgencyAccounts } from '../../server/storage/queues.ts';

const file = (agency: unknown) =>
  ShopFile.safeParse({ domain: 'example.myshopify.com', settings: { creditor }, agency });
const access = {
  clientId: '10001',
  endpoint: 'https://example.com/soap',
  applicationKey: 'a',
  clientKey: 'b',
};

describe('the agency in the file of shop-install', () => {
  it.each([
    ['without a kind means mediafinanz', access, 'mediafinanz'],
    [
      'may be mediafinanz with its settings',
      { kind: 'mediafinanz', ...access, version: '201' },
      'mediafinanz',
    ],
    ['may take files', { kind: 'file', folder: '/srv/agency' }, 'file'],
    ['may fetch its claims', { kind: 'pull' }, 'pull'],
  ])('%s', (_what, agency, kind) => {
    const read = file(agency);
    expect(read.data?.agency?.kind).toBe(kind);
  });

  it.each([
    ['a kind nobody knows', { kind: 'fax' }, 'agency.kind'],
    ['half a path', { kind: 'file', folder: 'agency' }, 'agency.folder'],
    ['keys for an agency that needs none', { kind: 'pull', clientKey: 'x' }, 'agency'],
  ])('with %s is refused by its field', (_what, agency, field) => {
    const paths = file(agency).error?.issues.map(({ path }) => path.join('.'));
    expect(paths).toEqual([field]);
  });

  it('keeps keys apart from what is stored in the open', () => {
    const agency = file({ ...access, version: '201' }).data?.agency;
    expect(agency && toAccount(agency)).toEqual({
      agency: 'mediafinanz',
      settings: { clientId: '10001', endpoint: 'https://example.com/soap', version: '201' },
      secrets: { applicationKey: 'a', clientKey: 'b' },
    });
  });

  it('makes a key for an agency that pulls, which opens its door and nothing of the shop', async () => {
    const world = await makeWorld();
    const folder = mkdtempSync(join(tmpdir(), 'shop-file-'));
    try {
      const path = join(folder, 'shop.json');
      const shop = { domain: DOMAIN, settings: { creditor }, agency: { kind: 'pull' } };
      writeFileSync(path, JSON.stringify(shop));
      let out = '';
      const print = { out: (text: string) => void (out = text), err: () => undefined };
      const args = ['shop-install', '--file', path, '--json'];
      expect(await runCli(args, () => world.service, print, publicHolidays)).toBe(0);
      const { agencyKey: key } = JSON.parse(out) as { agencyKey: string };
      expect((await world.call('GET', '/agency/v1/claims', { key })).status).toBe(200);
      expect((await world.call('GET', '/api/v1/claims', { key })).status).toBe(403);
    } finally {
      await world.end();
      rmSync(folder, { recursive: true });
    }
  });

  it.each([
    ['file', { folder: '/srv/agency' }, 'later', 'feed'],
    ['pull', {}, 'later', 'webhook'],
  ] as const)('builds the connector of the kind %s', async (kind, settings, acceptance, news) => {
    const world = await makeWorld();
    try {
      await useAgency(world, kind, settings);
      const [account] = await listAgencyAccounts(world.service.house.db);
      const agency = account && world.service.outside.agencyOf(account);
      expect([agency?.name, agency?.abilities.acceptance, agency?.abilities.news]).toEqual([
        kind,
        acceptance,
        news,
      ]);
    } finally {
      await world.end();
    }
  });
});
