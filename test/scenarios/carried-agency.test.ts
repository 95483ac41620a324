/** The whole service with an agency to which deliveries have to be brought. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accountWasChecked, keepAgencyAccount } from '../../server/actions/administer.ts';
import { toAccount } from '../../server/agency-input.ts';
import { ShopFile } from '../../server/cli/shop-file.ts';
import { OutcomeUnknown } from '../../server/domain/errors.ts';
import { listAgencyAccounts } from '../../server/storage/queues.ts';
import { DAYS_TO_HANDOVER } from '../support/agencies.ts';
import { fileAgencyDesk, lines } from '../support/file-agency.ts';
import { makeKeys, openerOf } from '../support/mailed.ts';
import { startSftpServer } from '../support/sftp-server.ts';
import { creditor, DOMAIN, makeWorld, rows, type World } from '../support/world.ts';

describe('an agency to which deliveries are brought', () => {
  let world: World;
  let folder: string;
  beforeEach(async () => {
    world = await makeWorld();
    folder = mkdtempSync(join(tmpdir(), 'carried-'));
  });
  afterEach(async () => {
    await world.end();
    rmSync(folder, { recursive: true });
  });

  /** The account as the file of `shop-install` describes it. */
  const install = async (transport: object): Promise<void> => {
    const agency = { kind: 'file', folder, transport };
    const read = ShopFile.parse({ domain: DOMAIN, settings: { creditor }, agency }).agency;
    if (read === undefined) throw new Error('the file names no agency');
    const { secrets, ...account } = toAccount(read);
    const { house, sealing } = world.service;
    const acting = { actor: 'test', at: world.now() };
    await house.db('agency_accounts').delete();
    const sealedCredentials = sealing.seal(JSON.stringify(secrets));
    const kept = { shopId: world.shopId, mode: 'sandbox' as const, ...account, sealedCredentials };
    await keepAgencyAccount(house, kept, acting);
    const [stored] = await listAgencyAccounts(house.db);
    if (stored === undefined) throw new Error('the account was not kept');
    expect(JSON.stringify(stored.settings)).not.toContain('PRIVATE');
    await world.service.outside.agencyOf(stored).checkAccount();
    await accountWasChecked(house, stored.id, acting);
  };
  const handOver = async (): Promise<void> => {
    await world.order({ id: '5001' });
    for (const on of DAYS_TO_HANDOVER) await world.day(on);
  };
  const claim = async () => (await rows(world, 'claims'))[0] ?? {};
  const reference = async (): Promise<string> => String((await claim())['our_reference']);
  const accepted = async (): Promise<string> =>
    lines(`accepted,${await reference()},AZ-1,${world.now()},,,,,`);

  it('by SFTP has the claim, answers with a file, and hears of a payment', async () => {
    const server = await startSftpServer();
    const { limits: _limits, ...account } = server.account;
    await install({ kind: 'sftp', ...account });
    await handOver();
    expect((await claim())['state']).toBe('submitted');
    const there = join(server.folder, 'sandbox');
    expect(readdirSync(join(there, 'outbound'))).toEqual(['000001']);
    fileAgencyDesk(there, world.now()).write('answer.csv', await accepted());
    await world.job('poll-agencies');
    expect(await claim()).toMatchObject({ state: 'accepted', file_number: 'AZ-1' });
    await world.pays('5001', 30_00);
    await world.job('deliver-outbox');
    expect(readdirSync(join(there, 'outbound'))).toEqual(['000001', '000002']);
    await server.remove();
  });

  it('by mail whose answer was lost waits for news of the claim, and no second mail leaves', async () => {
    const keys = await makeKeys('agency@example.com');
    await install({ kind: 'mail', to: 'agency@example.com', encryptionKey: keys.publicKey });
    const { email } = world.service.outside;
    if (email === null) throw new Error('the world has a mail server');
    const send = email.send.bind(email);
    email.send = async (message) => {
      const answer = await send(message);
      if (message.to !== 'agency@example.com') return answer;
      throw new OutcomeUnknown('the answer was lost');
    };
    await handOver();
    expect((await claim())['state']).toBe('unconfirmed');
    for (let n = 0; n < 3; n += 1) {
      await world.job('deliver-outbox');
      await world.job('poll-agencies');
    }
    const mails = world.sink.messages.filter((raw) => raw.includes('Mahnlauf delivery'));
    expect(mails).toHaveLength(1);
    const opener = openerOf(keys.privateKey);
    await opener.open(mails[0] ?? '', join(folder, 'opened'));
    opener.remove();
    expect(readdirSync(join(folder, 'opened'))).toContain('handover.xml');
    mkdirSync(join(folder, 'sandbox', 'inbound'), { recursive: true });
    fileAgencyDesk(join(folder, 'sandbox'), world.now()).write('answer.csv', await accepted());
    await world.job('poll-agencies');
    expect(await claim()).toMatchObject({ state: 'accepted', file_number: 'AZ-1' });
  });
});
