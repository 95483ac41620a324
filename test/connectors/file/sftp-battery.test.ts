import { mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileAgency } from '../../../connectors/file/agency.ts';
import { sftpCarrier } from '../../../connectors/file/sftp.ts';
import { instant } from '../../../server/domain/calendar.ts';
import type { AgencyMode } from '../../../server/ports.ts';
import { agencyBattery, type AgencyWorld } from '../../battery/agency.ts';
import { fileAgencyDesk, fileEmails } from '../../support/file-agency.ts';
import { type SftpServer, startSftpServer } from '../../support/sftp-server.ts';

let server: SftpServer;
let accounts = 0;
beforeAll(async () => {
  server = await startSftpServer();
});
afterAll(() => server.remove());

/** Each call is made by a new connector over a new connection; the desk works on the server. */
async function makeWorld(): Promise<AgencyWorld> {
  accounts += 1;
  const local = mkdtempSync(join(tmpdir(), 'sftp-agency-'));
  const account = { ...server.account, folder: join(server.folder, String(accounts)) };
  mkdirSync(account.folder);
  const desk = fileAgencyDesk(join(account.folder, 'live'), instant('2026-03-01T09:00:00Z'));
  const make = (mode: AgencyMode) =>
    fileAgency({ folder: local, mode, clock: desk, carrier: sftpCarrier(account) });
  const connector = (mode: AgencyMode) =>
    new Proxy(make(mode), { get: (_old, name) => Reflect.get(make(mode), name) as unknown });
  return {
    connector: connector('live'),
    otherMode: connector('sandbox'),
    async passDays(days) {
      desk.passDays(days);
      // What is not fetched over the line is not known here.
      await make('live').findFileNumber('MUSTER-1');
    },
    emailOf: (part) => fileEmails[part],
    claimsWith: async (ourReference) =>
      desk.claims().filter((claim) => claim.ourReference === ourReference).length,
    answers: async () => desk.work(),
    carriesInterest: true,
    close: async () => rmSync(local, { recursive: true }),
  };
}

agencyBattery('an agency by SFTP', makeWorld);
