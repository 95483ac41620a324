import { mediafinanz } from '../../../connectors/mediafinanz/soap.ts';
import type { TraceEntry } from '../../../connectors/mediafinanz/trace.ts';
import { type SandboxAgency, startSandboxAgency } from '../../../connectors/sandbox/server.ts';
import { instant } from '../../../server/domain/calendar.ts';
import { PartnerRejected } from '../../../server/domain/errors.ts';

describe('a refusal of the agency', () => {
  let agency: SandboxAgency;
  beforeAll(async () => {
    agency = await startSandboxAgency({ now: instant('2026-05-11T06:00:00.000Z') });
  });
  afterAll(() => agency.close());

  const refusalOf = async (
    change: { clientKey?: string; endpoint?: string },
    work: (account: ReturnType<typeof mediafinanz>) => Promise<unknown>,
  ): Promise<PartnerRejected> => {
    const settings = { ...agency.account, endpoint: agency.url, sandbox: true, ...change };
    const error: unknown = await work(mediafinanz(settings)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PartnerRejected);
    return error as PartnerRejected;
  };

  it('is about the account when the key is wrong', async () => {
    const error = await refusalOf({ clientKey: 'wrong' }, (account) => account.checkAccount());
    expect(error.about).toBe('account');
  });

  it('is about the account when the address leads nowhere', async () => {
    const endpoint = agency.url.replace('/encashment', '/nowhere');
    const error = await refusalOf({ endpoint }, (account) => account.checkAccount());
    expect(error.about).toBe('account');
  });

  it('is about the message when the agency does not know the file', async () => {
    const error = await refusalOf({}, (account) => account.getStatus('26999999999'));
    expect(error.about).toBe('message');
  });

  it('leaves a trace that says which claim was asked for', async () => {
    const seen: TraceEntry[] = [];
    const settings = { ...agency.account, endpoint: agency.url, sandbox: true };
    const account = mediafinanz({ ...settings, trace: (entry) => seen.push(entry) });
    await account.checkAccount();
    await account.getStatus('26999999999').catch(() => null);
    expect(seen.map(({ operation, about }) => [operation, about])).toEqual([
      ['getPayoutList', null],
      ['getClaimStatus', '26999999999'],
    ]);
  });
});
