/**
 * The sandbox agency on its own: `npm run sandbox-agency -- [port] [state file]`. Its clock follows
 * the real one; a number typed into it moves the clock so many days ahead.
 */
import { createInterface } from 'node:readline';
import { addSeconds, instant } from '../../server/domain/calendar.ts';
import { demoPartner } from './partner.ts';
import { plots } from './plots.ts';
import { startSandboxAgency } from './server.ts';

const port = Number(process.argv[2] ?? process.env['SANDBOX_AGENCY_PORT'] ?? 8090);
const stateFile = process.argv[3] ?? process.env['SANDBOX_AGENCY_STATE'] ?? null;
const now = (): ReturnType<typeof instant> => instant(new Date().toISOString());

const agency = await startSandboxAgency({ now: now(), port, stateFile });
setInterval(() => agency.advanceTo(now()), 10_000).unref();

createInterface({ input: process.stdin }).on('line', (line) => {
  const days = Number(line.trim());
  if (!Number.isInteger(days) || days <= 0) return;
  agency.advanceTo(addSeconds(agency.now(), days * 86_400));
  console.log(
    `The agency's clock stands at ${agency.now()}; it has ${agency.claims().length} claims`,
  );
});

console.log(`The sandbox agency listens on ${agency.url} (description: ${agency.url}?wsdl)
Partner service: ${agency.partnerUrl}

Use this account, with sandbox on:
  client number     ${agency.account.clientId}
  application key   ${agency.account.applicationKey}
  client key        ${agency.account.clientKey}
  partner           application ${demoPartner.applicationId}, key ${demoPartner.licenceKey}

The word after the + in the debtor's e-mail address chooses what happens to the claim:`);
for (const [word, plot] of Object.entries(plots)) {
  const address = word === '' ? 'muster@example.com' : `muster+${word}@example.com`;
  console.log(`  ${address.padEnd(32)} ${plot.about}`);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void agency.close().then(() => process.exit(0)));
}
