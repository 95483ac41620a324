import { goldenCases, playGolden, readGolden } from './golden.ts';

/** Every operation that a source names (facts on the SOAP interface, 1.5 and 1.4). */
const operations = [
  'newClaim',
  'getClaimStatus',
  'getClaimStatusChanges',
  'getNewMessages',
  'commitTransaction',
  'getClaimAccountingSummary',
  'getClaimHistory',
  'getMessageHistory',
  'sendMessage',
  'getClaimOptions',
  'closeClaim',
  'bookDirectPayment',
  'getPayoutList',
  'generateRegistrationKey',
  'registerClient',
];

describe('what goes over the wire to mediafinanz and what is read from it', () => {
  it.each(operations)('keeps recorded bytes for %s', (operation) => {
    expect(goldenCases().filter((name) => name.startsWith(`${operation}__`))).not.toEqual([]);
  });

  it.each(goldenCases())('%s: the request and the result are as recorded', async (name) => {
    const played = await playGolden(name);
    expect(played.request ?? '').toBe(readGolden(name, 'request.xml').trimEnd());
    expect(played.output).toEqual(JSON.parse(readGolden(name, 'output.json')));
    if (played.request !== null) {
      expect(played.soapAction).toMatch(new RegExp(`#${name.split('__')[0]}"$`));
    }
  });
});
