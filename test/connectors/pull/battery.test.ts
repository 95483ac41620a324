import { agencyBattery, type AgencyWorld } from '../../battery/agency.ts';
import { fileEmails } from '../../support/file-agency.ts';
import { pullAgencyOf } from '../../support/pull-agency.ts';
import { makeWorld } from '../../support/world.ts';

/** The whole service with its door; what it keeps is tested on every database with the door. */
async function makeAgency(): Promise<AgencyWorld> {
  const world = await makeWorld();
  const agency = await pullAgencyOf(world);
  return {
    connector: agency.connector,
    otherMode: agency.otherMode,
    passDays: (days) => agency.passDays(days),
    emailOf: (part) => fileEmails[part],
    claimsWith: async (ourReference) =>
      agency.claims().filter((claim) => claim.ourReference === ourReference).length,
    answers: () => agency.work(),
    heard: () => agency.heard(),
    carriesInterest: true,
    close: () => world.end(),
  };
}

agencyBattery('an agency that fetches its claims', makeAgency);
