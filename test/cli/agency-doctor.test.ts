import { runCli } from '../../server/cli.ts';
import { keepAgencyAccount } from '../../server/actions/administer.ts';
import { publicHolidays } from '../../server/holidays.ts';
import { makeWorld, rows, type World } from '../support/world.ts';

describe('doctor and the account at an agency', () => {
  let world: World;
  beforeEach(async () => {
    world = await makeWorld({ checked: false });
  });
  afterEach(() => world.end());

  const doctor = async (): Promise<string> => {
    let out = '';
    const print = { out: (text: string) => void (out = text), err: () => undefined };
    await runCli(['doctor'], () => world.service, print, publicHolidays);
    return out.split('\n').find((line) => line.includes('agency mediafinanz')) ?? '';
  };
  const keep = async (changes: { clientKey?: string; endpoint?: string }): Promise<void> => {
    const { clientId, applicationKey, clientKey } = world.agency.account;
    const { house, sealing } = world.service;
    const keys = { applicationKey, clientKey: changes.clientKey ?? clientKey };
    const account = {
      shopId: world.shopId,
      agency: 'mediafinanz',
      mode: 'sandbox' as const,
      settings: { clientId, endpoint: changes.endpoint ?? world.agency.url },
      sealedCredentials: sealing.seal(JSON.stringify(keys)),
    };
    await keepAgencyAccount(house, account, { actor: 'test', at: world.now() });
  };

  it('checks it with a read that leaves nothing there, and opens its gate', async () => {
    expect(await doctor()).toMatch(/^ok/);
    expect(world.agency.claims()).toEqual([]);
    expect((await rows(world, 'agency_accounts'))[0]?.['checked_at']).not.toBeNull();
    const calls = await rows(world, 'agency_traces');
    expect(calls.map((call) => call['operation'])).toEqual(['getPayoutList']);
  });

  it('explains a refusal in the words of the agency, and keeps the gate shut', async () => {
    await keep({ clientKey: 'a wrong key' });
    expect(await doctor()).toMatch(/^MEND .*refused .*Zugangsdaten sind ungültig/);
    expect((await rows(world, 'agency_accounts'))[0]?.['checked_at']).toBeNull();
    await keep({});
    expect(await doctor()).toMatch(/^ok/);
  });

  it('tells a wrong address from a wrong key', async () => {
    await keep({ endpoint: `${new URL(world.agency.url).origin}/nowhere` });
    expect(await doctor()).toMatch(/^MEND .*HTTP 404; check the endpoint and the credentials/);
  });
});
