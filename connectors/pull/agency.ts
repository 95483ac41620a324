/**
 * An agency that fetches its claims at our door and says there what became of them. Handing over is
 * laying the package out; what the agency said is in our own books.
 */
import {
  accountIn,
  type CaseRecord,
  historyIn,
  isOpenCase,
  meaningOfRecordCode,
  messagesIn,
  payoutsIn,
  statusIn,
} from '../../server/domain/agency-records.ts';
import { Conflict, InvalidInput, PartnerRejected } from '../../server/domain/errors.ts';
import type { Cents } from '../../server/domain/money.ts';
import type {
  AgencyAbilities,
  AgencyConnector,
  AgencyDesk,
  AgencyMode,
  NewsBatch,
} from '../../server/ports.ts';
import { checkedClaim } from '../handover.ts';

const abilities: AgencyAbilities = {
  acceptance: 'later',
  news: 'webhook',
  messages: true,
  history: true,
  payouts: true,
  directPayments: true,
  documents: false,
  close: true,
  findByReference: true,
  nextSteps: [],
};

/** The agency calls us: there is nothing to fetch. */
const nothing = <T>(): Promise<NewsBatch<T>> =>
  Promise.resolve({ receipt: null, items: [], raw: '' });

/** The connector of an account whose agency calls at our door. */
export function pullAgency(settings: { mode: AgencyMode; desk: AgencyDesk }): AgencyConnector {
  const { mode, desk } = settings;
  const find = async (
    fileNumber: string,
  ): Promise<{ claimedCents: Cents; records: readonly CaseRecord[] }> => {
    const found = await desk.find(fileNumber);
    if (found !== null) return found;
    throw new PartnerRejected(`the agency never named the file number ${fileNumber}`);
  };
  return {
    name: 'pull',
    mode,
    abilities,
    meaningOf: meaningOfRecordCode,
    /** The account is a key that we made; there is nobody to ask. */
    checkAccount: () => Promise.resolve(),
    async submitClaim(claim) {
      const { ourReference } = checkedClaim(claim);
      return { fileNumber: await desk.findFileNumber(ourReference), receipt: 'the agency door' };
    },
    findFileNumber: (ourReference) => desk.findFileNumber(ourReference),
    getStatus: async (fileNumber) => statusIn((await find(fileNumber)).records),
    fetchStatusChanges: nothing,
    fetchMessages: nothing,
    acknowledge: () => Promise.resolve(),
    async getAccount(fileNumber) {
      const { claimedCents, records } = await find(fileNumber);
      return accountIn(claimedCents, records);
    },
    getHistory: async (fileNumber) => historyIn((await find(fileNumber)).records),
    getMessages: async (fileNumber) => messagesIn((await find(fileNumber)).records),
    async sendMessage(fileNumber, text) {
      if (text.trim() === '') throw new InvalidInput('an empty message cannot be sent');
      await find(fileNumber);
    },
    getOptions: async (fileNumber) =>
      isOpenCase((await find(fileNumber)).records) ? ['close'] : [],
    async closeClaim(fileNumber) {
      const { records } = await find(fileNumber);
      if (isOpenCase(records)) return;
      const { code } = statusIn(records);
      throw new PartnerRejected(`claim ${fileNumber} is ${code} and cannot be recalled`);
    },
    async reportDirectPayment(fileNumber, { amountCents }) {
      if (amountCents <= 0) {
        throw new InvalidInput('a direct payment of nothing or less cannot be reported');
      }
      await find(fileNumber);
    },
    getPayouts: async () => payoutsIn(await desk.listMoney()),
    orderNextStep: (_fileNumber, { step }) =>
      Promise.reject(new Conflict(`the step "${step}" cannot be ordered here; write a message`)),
  };
}
