/** The partner service of the sandbox agency: how a merchant gets an account. */
import { AgencyFault, type Operation, type SandboxAccount } from './operations.ts';
import { field, text, yes, type Plain } from './wire.ts';

/** What an integrated software shows here; mediafinanz issues both to the maker of a software. */
export const demoPartner = { applicationId: '77', licenceKey: 'sandbox-partner-key' };

const mandatory = (
  'address firstname lastname company legalForm street postcode city country telephone email ' +
  'estimatedClaims'
).split(' ');

/** The key names the first account: pasted into the portal it would show that account's access. */
export function partnerDesk(
  accounts: readonly SandboxAccount[],
): Readonly<Record<string, Operation>> {
  return {
    generateRegistrationKey(_desk, parts) {
      assertPartner(parts);
      return { wire: text(`SANDBOX-${accounts[0]?.clientId ?? ''}`), handOver: 'taken' };
    },
    registerClient(_desk, parts) {
      assertPartner(parts);
      const missing = mandatory.filter((name) => field(parts, 'clientRegistration', name) === '');
      if (missing.length > 0) {
        throw new AgencyFault('Client', `Es fehlen Angaben: ${missing.join(', ')}`);
      }
      return { wire: yes(true), handOver: 'taken' };
    },
  };
}

function assertPartner(parts: Plain): void {
  const isKnown =
    field(parts, 'auth', 'applicationId') === demoPartner.applicationId &&
    field(parts, 'auth', 'licenceKey') === demoPartner.licenceKey;
  if (!isKnown) throw new AgencyFault('Client', 'Die Zugangsdaten des Partners sind ungültig');
}
