import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import {
  SMTP_DEFAULTS,
  smtpChannel,
  type SmtpChannel,
} from '../../../connectors/channels/email.ts';
import { fileAgency } from '../../../connectors/file/agency.ts';
import { mailCarrier, type MailSettings } from '../../../connectors/file/mail.ts';
import { fileAgencyOf } from '../../../connectors/file/settings.ts';
import { type MailSink, startMailSink } from '../../../server/demo/mail-sink.ts';
import { addSeconds, instant, isoDate } from '../../../server/domain/calendar.ts';
import {
  InvalidInput,
  OutcomeUnknown,
  PartnerRejected,
  PartnerUnavailable,
} from '../../../server/domain/errors.ts';
import type { AgencyMode, EmailChannel } from '../../../server/ports.ts';
import { aClaim, agencyBattery, type AgencyWorld } from '../../battery/agency.ts';
import { fileAgencyDesk, fileEmails, lines } from '../../support/file-agency.ts';
import { type Keys, makeKeys, openerOf } from '../../support/mailed.ts';

let agencyKeys: Keys;
let ourKeys: Keys;
let sink: MailSink;
let email: SmtpChannel;
beforeAll(async () => {
  agencyKeys = await makeKeys('agency@example.com');
  ourKeys = await makeKeys('service@example.com');
});
beforeEach(async () => {
  sink = await startMailSink();
  email = smtpChannel({
    ...SMTP_DEFAULTS,
    host: '127.0.0.1',
    port: sink.port,
    tls: 'none',
    user: null,
    password: null,
    from: 'Example Shop GmbH <service@example.com>',
  });
});
afterEach(async () => {
  email.close();
  await sink.close();
});

const settings = (changes: Partial<MailSettings> = {}): MailSettings => ({
  email,
  to: 'agency@example.com',
  encryptionKey: agencyKeys.publicKey,
  signingKey: ourKeys.privateKey,
  ...changes,
});

async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    return await promise;
  } catch (error) {
    return error;
  }
}

/** The agency opens its mail into a folder of its own and lays its answers into ours. */
async function makeWorld(): Promise<AgencyWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'mail-agency-'));
  const office = join(folder, 'office');
  const opener = openerOf(agencyKeys.privateKey, [ourKeys.publicKey]);
  mkdirSync(join(folder, 'live', 'inbound'), { recursive: true });
  mkdirSync(office);
  symlinkSync(join(folder, 'live', 'inbound'), join(office, 'inbound'));
  const desk = fileAgencyDesk(office, instant('2026-03-01T09:00:00Z'));
  const make = (mode: AgencyMode) =>
    fileAgency({ folder, mode, clock: desk, carrier: mailCarrier(settings()) });
  const connector = (mode: AgencyMode) =>
    new Proxy(make(mode), { get: (_old, name) => Reflect.get(make(mode), name) as unknown });
  let opened = 0;
  return {
    connector: connector('live'),
    otherMode: connector('sandbox'),
    passDays: async (days) => desk.passDays(days),
    emailOf: (part) => fileEmails[part],
    claimsWith: async (ourReference) =>
      desk.claims().filter((claim) => claim.ourReference === ourReference).length,
    async answers() {
      const mails = sink.messages.slice(opened);
      opened += mails.length;
      for (const raw of mails) {
        const number = /^Subject: Mahnlauf delivery (\d+)/m.exec(raw)?.[1] ?? '';
        await opener.open(raw, join(office, 'outbound', number));
      }
      desk.work();
    },
    carriesInterest: true,
    async close() {
      opener.remove();
      rmSync(folder, { recursive: true });
    },
  };
}

agencyBattery('an agency by encrypted mail', makeWorld);

describe('deliveries by encrypted mail', () => {
  let folder: string;
  let now = instant('2026-03-01T09:00:00Z');
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mail-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const agency = (changes: Partial<MailSettings> = {}) =>
    fileAgency({
      folder,
      mode: 'live',
      clock: { now: () => now },
      carrier: mailCarrier(settings(changes)),
    });
  /** A mail server that takes the message and whose answer is lost. */
  const mute = (): EmailChannel => ({
    ...email,
    async send(message) {
      await email.send(message);
      throw new OutcomeUnknown('the answer was lost');
    },
  });
  const numbers = (): string[] =>
    sink.messages.map((raw) => /^Subject: Mahnlauf delivery (\d+)/m.exec(raw)?.[1] ?? '');
  const accept = async (): Promise<void> => {
    await agency().submitClaim(aClaim());
    fileAgencyDesk(join(folder, 'live'), now).write(
      'a.csv',
      lines('accepted,MUSTER-1,AZ-1,2026-03-01T09:00:00Z,,,,,'),
    );
  };

  it('open with GnuPG to the very bytes that lie with us, signed, and their sums agree', async () => {
    await agency().submitClaim(aClaim());
    const [raw = ''] = sink.messages;
    const opener = openerOf(agencyKeys.privateKey, [ourKeys.publicKey]);
    const into = join(folder, 'opened');
    const said = await opener.open(raw, into);
    opener.remove();
    const ours = join(folder, 'live', 'outbound', '000001');
    expect(readdirSync(into).toSorted()).toEqual(readdirSync(ours).toSorted());
    for (const name of readdirSync(ours)) {
      expect(readFileSync(join(into, name)).equals(readFileSync(join(ours, name)))).toBe(true);
    }
    execFileSync('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: into, stdio: 'pipe' });
    expect(said.match(/GOODSIG/g)).toHaveLength(readdirSync(ours).length);
  });

  it('show nobody on the way a name, an address, a reference in words or an amount', async () => {
    await agency().submitClaim(aClaim({}, 'erika@example.com'));
    const [raw = ''] = sink.messages;
    const { text, subject, attachments } = await PostalMime.parse(raw);
    const seen = [
      raw,
      text,
      subject,
      ...attachments.map(({ content }) => Buffer.from(content as ArrayBuffer).toString('latin1')),
    ].join();
    for (const secret of ['Erika', 'Dresden', 'erika@', '123.45', 'Kaufvertrag']) {
      expect(seen).not.toContain(secret);
    }
    expect(attachments.every(({ filename }) => filename?.endsWith('.pgp') === true)).toBe(true);
  });

  it('wait while the mail server is away, and then leave once', async () => {
    const away: EmailChannel = {
      send: () => Promise.reject(new PartnerUnavailable('nobody listens')),
      check: () => Promise.reject(new PartnerUnavailable('nobody listens')),
    };
    const claim = agency({ email: away }).submitClaim(aClaim());
    expect(await errorOf(claim)).toBeInstanceOf(PartnerUnavailable);
    await agency().fetchMessages();
    const { receipt } = await agency().submitClaim(aClaim());
    expect([receipt, numbers()]).toEqual(['000001', ['000001']]);
  });

  it('never leave again by themselves when the answer was lost', async () => {
    const lost = agency({ email: mute() }).submitClaim(aClaim());
    expect(await errorOf(lost)).toBeInstanceOf(OutcomeUnknown);
    await agency().fetchMessages();
    await agency().submitClaim(aClaim({ ourReference: 'MUSTER-2' }));
    expect(numbers()).toEqual(['000001', '000002']);
  });

  it('leave again under their number when a person hands the claim in once more', async () => {
    await errorOf(agency({ email: mute() }).submitClaim(aClaim()));
    await agency().submitClaim(aClaim());
    await agency().submitClaim(aClaim());
    expect(numbers()).toEqual(['000001', '000001']);
    const ids = sink.messages.map((raw) => /^Message-ID: (.*)$/im.exec(raw)?.[1]);
    expect(new Set(ids).size).toBe(1);
  });

  it('are held when their sender died on the way, and not before its time is over', async () => {
    const away: EmailChannel = {
      ...email,
      send: () => Promise.reject(new PartnerUnavailable('x')),
    };
    await errorOf(agency({ email: away }).submitClaim(aClaim()));
    const carrying = join(folder, 'live', 'books', 'carrying');
    const { writeFileSync } = await import('node:fs');
    writeFileSync(join(carrying, '000001.sending'), now);
    now = addSeconds(now, 899);
    expect(await errorOf(agency().fetchMessages())).toBeInstanceOf(PartnerUnavailable);
    now = addSeconds(now, 1);
    expect(await errorOf(agency().fetchMessages())).toBeInstanceOf(OutcomeUnknown);
    expect((await agency().fetchMessages()).items).toEqual([]);
    expect(numbers()).toEqual([]);
    await agency().submitClaim(aClaim());
    expect(numbers()).toEqual(['000001']);
  });

  it('say that nobody knows when the answer to a payment was lost, and do not repeat it', async () => {
    await accept();
    const payment = { paidOn: isoDate('2026-03-05'), amountCents: 500 };
    const lost = agency({ email: mute() }).reportDirectPayment('AZ-1', payment);
    expect(await errorOf(lost)).toBeInstanceOf(OutcomeUnknown);
    await agency().fetchMessages();
    expect(numbers()).toEqual(['000001', '000002']);
  });

  it('take a claim back again under the same number when the answer was lost', async () => {
    await accept();
    expect(await errorOf(agency({ email: mute() }).closeClaim('AZ-1'))).toBeInstanceOf(
      OutcomeUnknown,
    );
    await agency().closeClaim('AZ-1');
    expect(await errorOf(agency().closeClaim('AZ-1'))).toBeInstanceOf(PartnerRejected);
    expect(numbers()).toEqual(['000001', '000002', '000002']);
  });

  it('stay with us when the mail server refuses them for good', async () => {
    const strict: EmailChannel = {
      ...email,
      send: () => Promise.reject(new PartnerRejected('550 too large')),
    };
    const refused = agency({ email: strict }).submitClaim(aClaim());
    expect(await errorOf(refused)).toBeInstanceOf(PartnerRejected);
    await agency().fetchMessages();
    expect(numbers()).toEqual([]);
  });

  it.each([
    ['that has ended', async () => makeKeys('agency@example.com', { seconds: 3600 })],
    ['that is private', async () => ({ publicKey: agencyKeys.privateKey })],
    ['that is none', async () => ({ publicKey: 'BEGIN PGP PUBLIC KEY BLOCK' })],
  ])('are not made with a key of the agency %s', async (_what, key) => {
    const { publicKey: encryptionKey } = await key();
    const refused = await errorOf(agency({ encryptionKey }).checkAccount());
    expect(refused).toMatchObject({ code: 'partner_rejected', about: 'account' });
    const claim = await errorOf(agency({ encryptionKey }).submitClaim(aClaim()));
    expect(claim).toMatchObject({ about: 'account' });
    expect(sink.messages).toEqual([]);
  });

  it('are made from what is stored of an account, or say what is missing', async () => {
    const transport = {
      kind: 'mail',
      to: 'agency@example.com',
      encryptionKey: agencyKeys.publicKey,
    };
    const stored = { settings: { folder, transport }, secrets: {} };
    const clock = { now: () => now };
    await fileAgencyOf(stored, { mode: 'live', clock, email }).submitClaim(aClaim());
    expect(numbers()).toEqual(['000001']);
    expect(() => fileAgencyOf(stored, { mode: 'live', clock, email: null })).toThrow(InvalidInput);
  });
});
