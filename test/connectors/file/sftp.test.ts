import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileAgency } from '../../../connectors/file/agency.ts';
import type { Carrier } from '../../../connectors/file/carrying.ts';
import { sftpCarrier, type SftpSettings } from '../../../connectors/file/sftp.ts';
import { addSeconds, instant, isoDate } from '../../../server/domain/calendar.ts';
import { PartnerRejected, PartnerUnavailable } from '../../../server/domain/errors.ts';
import { aClaim } from '../../battery/agency.ts';
import { lines } from '../../support/file-agency.ts';
import {
  type SftpServer,
  startRudeSftpServer,
  startSftpServer,
} from '../../support/sftp-server.ts';

const paidOn = isoDate('2026-03-05');
const accepted = lines('accepted,MUSTER-1,AZ-1,2026-03-01T09:00:00Z,,,,,');

async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    return await promise;
  } catch (error) {
    return error;
  }
}

describe('deliveries over SFTP', () => {
  let server: SftpServer;
  let local: string;
  let account: SftpSettings;
  let now = instant('2026-03-01T09:00:00Z');
  let accounts = 0;
  beforeAll(async () => {
    server = await startSftpServer();
  });
  afterAll(() => server.remove());
  beforeEach(() => {
    accounts += 1;
    local = mkdtempSync(join(tmpdir(), 'sftp-'));
    account = { ...server.account, folder: join(server.folder, String(accounts)) };
    mkdirSync(account.folder);
  });
  afterEach(() => rmSync(local, { recursive: true }));

  const agency = (carrier: Carrier = sftpCarrier(account)) =>
    fileAgency({ folder: local, mode: 'live', clock: { now: () => now }, carrier });
  const there = (...path: string[]): string => join(account.folder, 'live', ...path);
  const outbound = (): string[] =>
    existsSync(there('outbound')) ? readdirSync(there('outbound')).toSorted() : [];
  /** The agency accepts the first claim, so that it has a file number. */
  const accept = async (): Promise<void> => {
    await agency().submitClaim(aClaim());
    mkdirSync(there('inbound'), { recursive: true });
    writeFileSync(there('inbound', 'answer.csv'), accepted);
    expect(await agency().findFileNumber('MUSTER-1')).toBe('AZ-1');
  };
  /** A carrier whose connection breaks where a test says. */
  const breaking = (where: 'before' | 'after' | 'readied'): Carrier => ({
    ...sftpCarrier(account),
    async bring(parcel) {
      if (where === 'before') throw new PartnerUnavailable('the line broke');
      const readied = async (): Promise<void> => {
        await parcel.readied();
        throw new PartnerUnavailable('the line broke');
      };
      await sftpCarrier(account).bring(where === 'readied' ? { ...parcel, readied } : parcel);
      throw new PartnerUnavailable('the line broke');
    },
  });

  it('arrive whole under their number, byte for byte as they lie with us', async () => {
    await agency().submitClaim(aClaim());
    expect(outbound()).toEqual(['000001']);
    const names = readdirSync(join(local, 'live', 'outbound', '000001'));
    expect(names).toContain('SHA256SUMS');
    for (const name of names) {
      const ours = readFileSync(join(local, 'live', 'outbound', '000001', name));
      expect(readFileSync(there('outbound', '000001', name)).equals(ours)).toBe(true);
    }
  });

  it.each(['before', 'readied', 'after'] as const)(
    'arrive once when the line breaks (%s the name is given) and they are sent again',
    async (where) => {
      const broken = agency(breaking(where)).submitClaim(aClaim());
      expect(await errorOf(broken)).toBeInstanceOf(PartnerUnavailable);
      expect(outbound().filter((name) => !name.startsWith('.'))).toEqual(
        where === 'after' ? ['000001'] : [],
      );
      const { receipt } = await agency().submitClaim(aClaim());
      expect([receipt, outbound()]).toEqual(['000001', ['000001']]);
    },
  );

  it('do not arrive again when the agency took them away before our answer came', async () => {
    await errorOf(agency(breaking('after')).submitClaim(aClaim()));
    renameSync(there('outbound', '000001'), join(account.folder, 'taken-away'));
    await agency().submitClaim(aClaim());
    expect(outbound()).toEqual([]);
    await agency().submitClaim(aClaim({ ourReference: 'MUSTER-2' }));
    expect(outbound()).toEqual(['000002']);
  });

  it('wait with us while nobody listens, and leave in their order without a gap', async () => {
    await accept();
    await server.stop();
    const claim = agency().submitClaim(aClaim({ ourReference: 'MUSTER-2' }));
    expect(await errorOf(claim)).toBeInstanceOf(PartnerUnavailable);
    // Nothing was written for a payment whose way was shut: reporting it again is safe.
    const wish = { paidOn, amountCents: 500 };
    const payment = agency().reportDirectPayment('AZ-1', wish);
    expect(await errorOf(payment)).toBeInstanceOf(PartnerUnavailable);
    expect(await errorOf(agency().checkAccount())).toBeInstanceOf(PartnerUnavailable);
    await server.start();
    await agency().reportDirectPayment('AZ-1', wish);
    expect(outbound()).toEqual(['000001', '000003']);
    await agency().submitClaim(aClaim({ ourReference: 'MUSTER-2' }));
    expect(outbound()).toEqual(['000001', '000002', '000003']);
  });

  it('report a payment once when the line broke after its number was given', async () => {
    await accept();
    await agency(breaking('before')).reportDirectPayment('AZ-1', { paidOn, amountCents: 500 });
    expect(outbound()).toEqual(['000001']);
    await agency().fetchMessages();
    expect(outbound()).toEqual(['000001', '000002']);
    await agency().fetchMessages();
    const written = readFileSync(there('outbound', '000002', 'instructions.csv'), 'utf8');
    expect(written).toContain('direct_payment,AZ-1,2026-03-05,5.00');
    expect(outbound()).toEqual(['000001', '000002']);
  });

  it('are left to a process that is at it, and taken over when it died', async () => {
    await errorOf(agency(breaking('before')).submitClaim(aClaim()));
    writeFileSync(join(local, 'live', 'books', 'carrying', '000001.sending'), now);
    expect(await errorOf(agency().submitClaim(aClaim()))).toBeInstanceOf(PartnerUnavailable);
    now = addSeconds(now, 899);
    expect(await errorOf(agency().submitClaim(aClaim()))).toBeInstanceOf(PartnerUnavailable);
    expect(outbound()).toEqual([]);
    now = addSeconds(now, 1);
    await agency().submitClaim(aClaim());
    expect(outbound()).toEqual(['000001']);
  });

  it('stay with us when the number is taken there by another account', async () => {
    mkdirSync(there('outbound', '000001'), { recursive: true });
    writeFileSync(there('outbound', '000001', 'SHA256SUMS'), 'of another shop');
    const refused = await errorOf(agency().submitClaim(aClaim()));
    expect(refused).toMatchObject({ about: 'account' });
    expect((refused as Error).message).toContain('a folder of its own');
  });

  it('are not sent a second time to a folder that was seen by the agency before', async () => {
    await fileAgency({ folder: local, mode: 'live', clock: { now: () => now } }).submitClaim(
      aClaim(),
    );
    await agency().fetchMessages();
    expect(outbound()).toEqual([]);
  });

  describe('and files of the agency', () => {
    const put = (name: string, text: string | Uint8Array): void => {
      mkdirSync(there('inbound'), { recursive: true });
      writeFileSync(there('inbound', name), text);
    };
    it('are taken once and put aside there, whatever is still being written stays', async () => {
      await agency().submitClaim(aClaim());
      put('answer.csv', accepted);
      put('next.csv.part', 'half');
      const { items, receipt } = await agency().fetchStatusChanges();
      expect(items).toMatchObject([{ fileNumber: 'AZ-1', code: 'accepted' }]);
      await agency().acknowledge(receipt ?? '');
      put('answer.csv', accepted);
      expect((await agency().fetchStatusChanges()).items).toEqual([]);
      expect(readdirSync(there('inbound'))).toEqual(['next.csv.part']);
      expect(readdirSync(there('taken'))).toEqual([expect.stringMatching(/-answer\.csv$/)]);
    });

    it('that are too long end as broken with us, and are read no further than needed', async () => {
      put('long.csv', Buffer.alloc(20_000_000, 'x'));
      expect((await agency().fetchStatusChanges()).items).toEqual([]);
      const broken = readdirSync(join(local, 'live', 'broken'));
      expect(broken).toHaveLength(2);
      const [reason] = broken.filter((name) => name.endsWith('.reason.txt'));
      expect(readFileSync(join(local, 'live', 'broken', reason ?? ''), 'utf8')).toContain(
        '5000000',
      );
    });
  });

  it.each(['hangs up', 'babbles'] as const)(
    'wait when a server %s while a file of the agency is shut, and the process lives on',
    async (end) => {
      const rude = await startRudeSftpServer(end);
      const carrier = sftpCarrier({ ...account, port: rude.port, hostKey: rude.hostKey });
      const { folder } = account;
      const taken: string[] = [];
      const collected = carrier.collect('live', (name) => Promise.resolve(void taken.push(name)));
      expect(await errorOf(collected)).toBeInstanceOf(PartnerUnavailable);
      expect([taken, readdirSync(folder)]).toEqual([[], []]);
      await rude.close();
    },
  );

  describe('refuse', () => {
    const refusal = async (changes: Partial<SftpSettings>): Promise<PartnerRejected> => {
      const refused = agency(sftpCarrier({ ...account, ...changes })).checkAccount();
      const error = await errorOf(refused);
      expect(error).toBeInstanceOf(PartnerRejected);
      return error as PartnerRejected;
    };

    it('a server with another host key, before our key is shown to it', async () => {
      const hostKey = `SHA256:${'A'.repeat(43)}`;
      const { about, message } = await refusal({ hostKey });
      expect([about, message]).toEqual([
        'account',
        expect.stringContaining(server.account.hostKey),
      ]);
      expect(message).toContain('nothing was sent');
    });

    it('to go on with a key that the server does not know', async () => {
      const { about, message } = await refusal({ privateKey: server.strangeKey });
      expect([about, message]).toEqual(['account', expect.stringContaining('refuses the key')]);
    });

    it('what is no private key, in words', async () => {
      const { message } = await refusal({ privateKey: 'no key at all' });
      expect(message).toMatch(/private ?key/i);
    });

    it('to make the folder that the agency should have made', async () => {
      const missing = sftpCarrier({ ...account, folder: join(account.folder, 'missing') });
      const refused = await errorOf(agency(missing).submitClaim(aClaim()));
      expect(refused).toBeInstanceOf(PartnerUnavailable);
      expect((refused as Error).message).toContain('does not exist');
    });

    it('to wait for ever for a server that says nothing', async () => {
      const silent = { connectMs: 200, totalMs: 400 };
      const { startRawServer } = await import('../../support/raw-server.ts');
      const deaf = await startRawServer({});
      const carrier = sftpCarrier({ ...account, port: deaf.port, limits: silent });
      expect(await errorOf(agency(carrier).checkAccount())).toBeInstanceOf(PartnerUnavailable);
      await deaf.close();
    });
  });
});
