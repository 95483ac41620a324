/**
 * The mediafinanz connector: one account of one merchant, over SOAP. Sandbox and live are two
 * accounts here, told apart by a flag in every call.
 */
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import {
  Conflict,
  InvalidInput,
  OutcomeUnknown,
  PartnerRejected,
} from '../../server/domain/errors.ts';
import type {
  AgencyAbilities,
  AgencyConnector,
  ClaimPackage,
  NextStep,
  NextStepOrder,
} from '../../server/ports.ts';
import { defaultHttpLimits, type HttpLimits } from '../http.ts';
import { aboutTheAccount, soapCalls, type SoapCall, type SoapCalls } from './calls.ts';
import { entriesOf, listAt, textAt, type XmlNode } from './envelope.ts';
import {
  fromAccountingSummary,
  fromClaimStatus,
  fromHistory,
  fromMessageHistory,
  fromNewClaim,
  fromNewMessage,
  fromOptions,
  fromPayoutList,
  fromStatusChange,
  isYes,
  toDirectPayment,
  toMessageText,
  toNewClaim,
  type Outgoing,
} from './messages.ts';
import { toNextStep, toNextStepMessage } from './next-steps.ts';
import { meaningOf } from './statuses.ts';
import type { Trace } from './trace.ts';

interface MediafinanzAccount {
  /** The merchant's client number ("Mandanten-ID"). */
  clientId: string;
  /** Issued to this software. */
  applicationKey: string;
  /** Issued to the merchant for this software. */
  clientKey: string;
  sandbox: boolean;
  endpoint: string;
  version: '201' | '204';
  /** Where the agency lives: its times carry no zone. */
  timeZone: string;
  limits: HttpLimits;
  /** What could not be learnt without the live WSDL; see docs/agency-onboarding.md. */
  dialect: Dialect;
}

interface Dialect {
  /** The WSDL that describes the service; ours unless the merchant names another. */
  wsdlPath: string;
  /** Takes the place of the WSDL's target namespace; null leaves it. */
  namespace: string | null;
  /** Our element name to theirs, both ways. */
  fieldNames: Readonly<Record<string, string>>;
  /** `by_invoice` asks `getClaimStatus` with our reference in the place of the file number. */
  lookup: 'none' | 'by_invoice';
  maxReasonLength: number;
  maxNoteLength: number;
  /**
   * The next steps that this merchant may order, each with the operation that orders it. Null sends
   * the order as a message to the clerk.
   */
  nextSteps: Readonly<Partial<Record<NextStep, string | null>>>;
}

export const shippedWsdlPath = fileURLToPath(new URL('mediafinanz.wsdl', import.meta.url));

const defaultDialect: Dialect = {
  wsdlPath: shippedWsdlPath,
  namespace: null,
  fieldNames: {},
  lookup: 'none',
  maxReasonLength: 250,
  maxNoteLength: 1000,
  nextSteps: {},
};

/** What must be said of an account; the rest has its usual value. */
export type AccountSettings = Pick<
  MediafinanzAccount,
  'clientId' | 'applicationKey' | 'clientKey' | 'sandbox' | 'endpoint'
> &
  Partial<Pick<MediafinanzAccount, 'version' | 'timeZone'>> & {
    limits?: Partial<HttpLimits>;
    dialect?: Partial<Dialect>;
    /** Receives every call, made safe to keep. */
    trace?: Trace;
  };

/** mediafinanz answers a hand-over with the file number. */
interface Mediafinanz extends AgencyConnector {
  submitClaim(claim: ClaimPackage): Promise<{ fileNumber: string }>;
}

/** The connector of one account. Makes no call and opens no file before it is used. */
export function mediafinanz(settings: AccountSettings): Mediafinanz {
  const account = toAccount(settings);
  const { dialect } = account;
  const soap = soapCalls({
    endpoint: account.endpoint,
    wsdlPath: dialect.wsdlPath,
    namespace: dialect.namespace,
    fieldNames: dialect.fieldNames,
    limits: account.limits,
    trace: settings.trace ?? null,
  });
  const auth = toAuth(account);
  return {
    name: 'mediafinanz',
    mode: account.sandbox ? 'sandbox' : 'live',
    abilities: abilitiesOf(account),
    meaningOf,
    ...reads(soap, auth, account),
    ...writes(soap, auth, account),
  };
}

type Reads = Omit<AgencyConnector, keyof Writes | 'name' | 'mode' | 'abilities' | 'meaningOf'>;
type Writes = Pick<
  Mediafinanz,
  'submitClaim' | 'sendMessage' | 'closeClaim' | 'reportDirectPayment' | 'orderNextStep'
>;

function reads(soap: SoapCalls, auth: Outgoing, account: MediafinanzAccount): Reads {
  const { timeZone } = account;
  const isNew = account.version === '204';
  const ask = <T>(operation: string, parts: Outgoing, read: SoapCall<T>['read']): Promise<T> =>
    soap.call({ operation, parts: { auth, ...parts }, repeatable: true, read });
  const batch =
    <T>(list: string, toItem: (entry: XmlNode) => T) =>
    (result: XmlNode, raw: string) => ({
      receipt: textAt(result, 'transactionId') ?? null,
      items: listAt(result, list).map(toItem),
      raw,
    });
  return {
    /** A read that needs no claim. Without an acknowledgement the feed of 2.0.1 stays as it is. */
    checkAccount: () =>
      ask(
        isNew ? 'getPayoutList' : 'getClaimStatusChanges',
        {},
        (result) => void entriesOf(result),
      ),
    findFileNumber: (ourReference) => findFileNumber(ask, account, ourReference),
    getStatus: async (fileNumber) => ask('getClaimStatus', identifier(fileNumber), fromClaimStatus),
    fetchStatusChanges: () =>
      ask('getClaimStatusChanges', {}, batch('changes', fromStatusChange(timeZone))),
    fetchMessages: async () =>
      isNew
        ? ask('getNewMessages', {}, batch('messages', fromNewMessage(timeZone)))
        : { receipt: null, items: [], raw: '' },
    acknowledge: (receipt) =>
      ask('commitTransaction', { transactionId: receipt }, (result) =>
        assertYes(
          result,
          `mediafinanz did not end the transaction ${receipt}; fetch the news again`,
        ),
      ),
    getAccount: async (fileNumber) =>
      ask('getClaimAccountingSummary', identifier(fileNumber), fromAccountingSummary(timeZone)),
    getHistory: async (fileNumber) =>
      isNew ? ask('getClaimHistory', identifier(fileNumber), fromHistory(timeZone)) : [],
    getMessages: async (fileNumber) =>
      isNew ? ask('getMessageHistory', identifier(fileNumber), fromMessageHistory(timeZone)) : [],
    getOptions: async (fileNumber) =>
      isNew ? ask('getClaimOptions', identifier(fileNumber), fromOptions) : ['close'],
    getPayouts: async () => (isNew ? ask('getPayoutList', {}, fromPayoutList(timeZone)) : []),
  };
}

function writes(soap: SoapCalls, auth: Outgoing, account: MediafinanzAccount): Writes {
  const order = <T>(operation: string, parts: Outgoing, read: SoapCall<T>['read']): Promise<T> =>
    soap.call({ operation, parts: { auth, ...parts }, repeatable: false, read });
  const sendMessage = async (fileNumber: string, text: string): Promise<void> => {
    if (account.version === '201') {
      throw new Conflict('version 2.0.1 of mediafinanz takes no messages; write in its portal');
    }
    const parts = { ...identifier(fileNumber), text: toMessageText(text) };
    await order('sendMessage', parts, (result) =>
      assertYes(result, `mediafinanz did not take the message for claim ${fileNumber}`),
    );
  };
  return {
    /** A refusal is an answer here, not a fault: `fromNewClaim` makes it PartnerRejected. */
    submitClaim: async (claim) =>
      order('newClaim', toNewClaim(claim, account.dialect), (result) =>
        fromNewClaim(result, claim.ourReference),
      ),
    sendMessage,
    closeClaim: async (fileNumber) =>
      order('closeClaim', identifier(fileNumber), (result) =>
        assertYes(result, `mediafinanz did not close claim ${fileNumber}; look at its status`),
      ),
    reportDirectPayment: async (fileNumber, payment) =>
      order(
        'bookDirectPayment',
        { ...identifier(fileNumber), directPayment: toDirectPayment(payment) },
        (result) =>
          assertYes(result, `mediafinanz did not book the direct payment on claim ${fileNumber}`),
      ),
    async orderNextStep(fileNumber, wish) {
      const operation = operationFor(account, wish);
      if (operation === null) {
        await sendMessage(fileNumber, toNextStepMessage(wish));
        return { sentAs: 'message' };
      }
      const parts = { ...identifier(fileNumber), ...toNextStep(wish) };
      await order(operation, parts, (result) =>
        assertYes(result, `mediafinanz did not take the order for claim ${fileNumber}`),
      );
      return { sentAs: 'order' };
    },
  };
}

/** The operation of a next step, null for a message. Throws when the account has it switched off. */
function operationFor(account: MediafinanzAccount, { step }: NextStepOrder): string | null {
  if (!nextStepsOf(account).includes(step)) {
    throw new Conflict(`the step "${step}" is switched off for this mediafinanz account`);
  }
  return account.dialect.nextSteps[step] ?? null;
}

/** What is switched on; version 2.0.1 has no messages, and so needs an operation. */
function nextStepsOf({ version, dialect }: MediafinanzAccount): readonly NextStep[] {
  const steps = Object.entries(dialect.nextSteps) as [NextStep, string | null][];
  return steps
    .filter(([, operation]) => version === '204' || operation !== null)
    .map(([step]) => step);
}

type Ask = <T>(operation: string, parts: Outgoing, read: SoapCall<T>['read']) => Promise<T>;

/** Null only for a plain no. Where the agency cannot be asked, the outcome stays unknown. */
async function findFileNumber(
  ask: Ask,
  account: MediafinanzAccount,
  ourReference: string,
): Promise<string | null> {
  if (account.dialect.lookup === 'none') {
    throw new OutcomeUnknown(
      `mediafinanz cannot be asked for ${ourReference}; look for it in the messages and the portal`,
    );
  }
  try {
    return await ask('getClaimStatus', { claimIdentifier: { invoice: ourReference } }, (result) => {
      const fileNumber = textAt(result, 'fileNumber');
      if (fileNumber !== undefined) return fileNumber;
      throw new OutcomeUnknown(
        `mediafinanz knows ${ourReference}, but tells no file number; look for it in the portal`,
      );
    });
  } catch (error) {
    if (error instanceof PartnerRejected && isUnknownClaim(error)) return null;
    throw error;
  }
}

/** The agency speaks of the claim it does not know, not of the account. */
const isUnknownClaim = (error: PartnerRejected): boolean =>
  error.reasons.some(
    (reason) =>
      /unbekannt|nicht (gefunden|vorhanden)|unknown|not found/i.test(reason) &&
      !aboutTheAccount.test(reason),
  );

function identifier(fileNumber: string): Outgoing {
  if (fileNumber.trim() === '') throw new InvalidInput('the file number is missing');
  return { claimIdentifier: { fileNumber } };
}

function assertYes(result: XmlNode, otherwise: string): void {
  if (!isYes(result)) throw new PartnerRejected(otherwise);
}

/** The licence key is the hash of both keys, in this order, without anything between them. */
function toAuth(account: MediafinanzAccount): Outgoing {
  const licenceKey = createHash('md5')
    .update(account.applicationKey + account.clientKey, 'utf8')
    .digest('hex');
  return { clientId: account.clientId, licenceKey, sandbox: account.sandbox };
}

/** Of version 2.0.1 no use of messages, history, options or the list of payouts is known. */
function abilitiesOf(account: MediafinanzAccount): AgencyAbilities {
  const isNew = account.version === '204';
  return {
    acceptance: 'at_once',
    news: 'feed',
    messages: isNew,
    history: isNew,
    payouts: isNew,
    directPayments: true,
    documents: false,
    close: true,
    findByReference: account.dialect.lookup !== 'none',
    nextSteps: nextStepsOf(account),
  };
}

function toAccount(settings: AccountSettings): MediafinanzAccount {
  assertEndpoint(settings);
  return {
    clientId: settings.clientId,
    applicationKey: settings.applicationKey,
    clientKey: settings.clientKey,
    sandbox: settings.sandbox,
    endpoint: settings.endpoint,
    version: settings.version ?? '204',
    timeZone: settings.timeZone ?? 'Europe/Berlin',
    limits: { ...defaultHttpLimits, ...settings.limits },
    dialect: { ...defaultDialect, ...settings.dialect },
  };
}

/** Live data travels encrypted; only a server on this machine may do without. */
function assertEndpoint({ endpoint, sandbox }: AccountSettings): void {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new InvalidInput(`"${endpoint}" is no address of a SOAP service`);
  }
  const isHere = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  if (!sandbox && !isHere && url.protocol !== 'https:') {
    throw new InvalidInput(`"${endpoint}" is not encrypted; a live account needs https`);
  }
}
