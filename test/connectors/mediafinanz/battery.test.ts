import { mediafinanz, type AccountSettings } from '../../../connectors/mediafinanz/soap.ts';
import { startSandboxAgency } from '../../../connectors/sandbox/server.ts';
import { addSeconds, instant } from '../../../server/domain/calendar.ts';
import { agencyBattery, type AgencyWorld, type DebtorPart } from '../../battery/agency.ts';

const emails: Readonly<Record<DebtorPart, string>> = {
  stays_silent: 'muster@example.com',
  pays_within_30_days: 'muster+pays@example.com',
  is_refused: 'muster+refused@example.com',
};

/** The connector under test over a real socket to a sandbox agency of its own. */
const world = (changes: Partial<AccountSettings>) => async (): Promise<AgencyWorld> => {
  const agency = await startSandboxAgency({ now: instant('2026-03-01T09:00:00Z') });
  const account = { ...agency.account, endpoint: agency.url, ...changes };
  const sandbox = changes.sandbox ?? true;
  const book = `${agency.account.clientId}/${sandbox ? 'sandbox' : 'live'}`;
  return {
    connector: mediafinanz({ ...account, sandbox }),
    otherMode: mediafinanz({ ...account, sandbox: !sandbox }),
    passDays: async (days) => agency.advanceTo(addSeconds(agency.now(), days * 86_400)),
    emailOf: (part) => emails[part],
    claimsWith: async (ourReference) =>
      agency.claims().filter((claim) => claim.invoice === ourReference && claim.book === book)
        .length,
    close: () => agency.close(),
  };
};

agencyBattery('mediafinanz 2.0.4 in the sandbox', world({}));
agencyBattery(
  'mediafinanz 2.0.4 live, asked by our reference, with next steps',
  world({
    sandbox: false,
    dialect: { lookup: 'by_invoice', nextSteps: { factoring: null, lawyer: null } },
  }),
);
agencyBattery('mediafinanz 2.0.1 in the sandbox', world({ version: '201' }));
