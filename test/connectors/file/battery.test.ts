import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileAgency } from '../../../connectors/file/agency.ts';
import { instant } from '../../../server/domain/calendar.ts';
import type { AgencyMode } from '../../../server/ports.ts';
import { agencyBattery, type AgencyWorld } from '../../battery/agency.ts';
import { fileAgencyDesk, fileEmails } from '../../support/file-agency.ts';

/** Each call is made by a new connector: nothing may live in memory only. */
async function makeWorld(): Promise<AgencyWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'file-agency-'));
  const desk = fileAgencyDesk(join(folder, 'live'), instant('2026-03-01T09:00:00Z'));
  const connector = (mode: AgencyMode) =>
    new Proxy(fileAgency({ folder, mode, clock: desk }), {
      get: (_old, name) => Reflect.get(fileAgency({ folder, mode, clock: desk }), name) as unknown,
    });
  return {
    connector: connector('live'),
    otherMode: connector('sandbox'),
    passDays: async (days) => desk.passDays(days),
    emailOf: (part) => fileEmails[part],
    claimsWith: async (ourReference) =>
      desk.claims().filter((claim) => claim.ourReference === ourReference).length,
    answers: async () => desk.work(),
    carriesInterest: true,
    close: async () => rmSync(folder, { recursive: true }),
  };
}

agencyBattery('an agency by file', makeWorld);
