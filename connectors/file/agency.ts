/**
 * An agency without any interface: it gets numbered hand-overs and answers with files. Both lie in a
 * folder that the agency sees itself, or that a carrier brings to it.
 */
import { access, constants, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  accountIn,
  type CaseRecord,
  historyIn,
  isOpenCase,
  meaningOfRecordCode,
  messagesIn,
  type OwnRecord,
  statusIn,
} from '../../server/domain/agency-records.ts';
import {
  Conflict,
  InvalidInput,
  MahnlaufError,
  PartnerRejected,
  PartnerUnavailable,
} from '../../server/domain/errors.ts';
import type {
  AgencyAbilities,
  AgencyConnector,
  AgencyMode,
  ClaimPackage,
  Clock,
  SubmittedClaim,
} from '../../server/ports.ts';
import { checkedClaim, type Instruction } from '../handover.ts';
import { type Books, type DeliveredClaim, openBooks } from './books.ts';
import { atHome, type Carrier, type Carrying, openCarrying } from './carrying.ts';
import { codeOf } from './durable.ts';
import { type Inbound, openInbound } from './inbound.ts';
import { deliver, finishInterrupted } from './outbound.ts';
import { keyOfRecord, toMessage, toStatusChange } from './records.ts';
import { claimSheet } from './sheet.ts';

interface FileAgencySettings {
  /** Must exist: a share that is not mounted is not written past. */
  folder: string;
  mode: AgencyMode;
  clock: Clock;
  /** Null where the agency sees the folder. */
  carrier?: Carrier | null;
}

export interface FileAgency extends AgencyConnector {
  /** Several claims in one numbered delivery; claims that were delivered before are left out. */
  submitClaims(claims: readonly ClaimPackage[]): Promise<readonly SubmittedClaim[]>;
}

const abilities: AgencyAbilities = {
  acceptance: 'later',
  news: 'feed',
  messages: true,
  history: true,
  payouts: true,
  directPayments: true,
  documents: false,
  close: true,
  findByReference: true,
  nextSteps: [],
};

/** Sandbox and live are two folders in the one of the account. */
export function fileAgency(settings: FileAgencySettings): FileAgency {
  const { folder, mode, clock, carrier = null } = settings;
  const root = join(folder, mode);
  const books = openBooks(root);
  const inbound = openInbound(root, books);
  const carrying = carrier === null ? atHome : openCarrying(root, { carrier, mode, clock });
  const house: FileHouse = {
    folder,
    root,
    mode,
    clock,
    books,
    inbound,
    carrying,
    travels: carrier !== null,
  };
  const submitClaims: FileAgency['submitClaims'] = (claims) =>
    reach(house, () => submit(house, claims));
  return {
    name: 'file',
    mode,
    abilities,
    meaningOf: meaningOfRecordCode,
    checkAccount: () =>
      reach(house, async () => {
        await finishInterrupted(root, books);
        await carrying.check();
      }),
    submitClaims,
    async submitClaim(claim) {
      const [submitted] = await submitClaims([claim]);
      if (submitted === undefined) throw new InvalidInput('there is no claim to hand over');
      return submitted;
    },
    ...reads(house),
    ...orders(house),
  };
}

interface FileHouse {
  folder: string;
  root: string;
  mode: AgencyMode;
  clock: Clock;
  books: Books;
  inbound: Inbound;
  carrying: Carrying;
  travels: boolean;
}

type Orders = Pick<
  AgencyConnector,
  'closeClaim' | 'reportDirectPayment' | 'sendMessage' | 'orderNextStep'
>;
type Reads = Omit<
  AgencyConnector,
  keyof Orders | 'name' | 'mode' | 'abilities' | 'meaningOf' | 'checkAccount' | 'submitClaim'
>;

function reads(house: FileHouse): Reads {
  const { inbound, carrying } = house;
  return {
    findFileNumber: (ourReference) =>
      reach(house, async () => {
        await carrying.collect();
        return fileNumberOf(house, ourReference);
      }),
    fetchStatusChanges: () =>
      reach(house, async () => {
        await carrying.collect();
        return inbound.fetch('status', toStatusChange);
      }),
    fetchMessages: () =>
      reach(house, async () => {
        await carrying.collect();
        const batch = await inbound.fetch('message', toMessage);
        // Only once everything is read: what cannot leave holds up no news.
        if (batch.items.length === 0) await carrying.bringWaiting();
        return batch;
      }),
    acknowledge: (receipt) => reach(house, () => inbound.acknowledge(receipt)),
    getStatus: async (fileNumber) => statusIn((await view(house, fileNumber)).records),
    async getAccount(fileNumber) {
      const { claim, records } = await view(house, fileNumber);
      return accountIn(claim.claimedCents, records);
    },
    getHistory: async (fileNumber) => historyIn((await view(house, fileNumber)).records),
    getMessages: async (fileNumber) => messagesIn((await view(house, fileNumber)).records),
    async getOptions(fileNumber) {
      return isOpenCase((await view(house, fileNumber)).records) ? ['close'] : [];
    },
    getPayouts: () => reach(house, () => house.books.payouts(() => inbound.pending())),
  };
}

function orders(house: FileHouse): Orders {
  const { clock, carrying } = house;
  return {
    /** A recall that may have been lost on its way leaves again under its own number. */
    async closeClaim(fileNumber) {
      const { records } = await view(house, fileNumber);
      if (!isOpenCase(records)) {
        const { code, details } = statusIn(records);
        if (code === 'withdrawn' && details !== null && (await carrying.isHeld(details))) {
          return reach(house, () => carrying.bring(details, { again: true }));
        }
        throw new PartnerRejected(`claim ${fileNumber} is ${code} and cannot be recalled`);
      }
      await instruct(house, { kind: 'recall', fileNumber }, (delivery) => ({
        kind: 'recall',
        at: clock.now(),
        delivery,
      }));
    },
    async reportDirectPayment(fileNumber, payment) {
      if (payment.amountCents <= 0) {
        throw new InvalidInput('a direct payment of nothing or less cannot be reported');
      }
      const { paidOn, amountCents } = payment;
      const wish = { kind: 'direct_payment', fileNumber, paidOn, amountCents } as const;
      await instruct(house, wish, (delivery) => ({
        kind: 'direct_payment',
        at: clock.now(),
        delivery,
        paidOn,
        amountCents,
      }));
    },
    async sendMessage(fileNumber, text) {
      const words = text.normalize('NFC').replaceAll('\r\n', '\n').trim();
      if (words === '') throw new InvalidInput('an empty message cannot be sent');
      await instruct(house, { kind: 'message', fileNumber, text: words }, (delivery) => ({
        kind: 'sent_message',
        at: clock.now(),
        delivery,
        text: words,
      }));
    },
    orderNextStep: (_fileNumber, { step }) =>
      Promise.reject(new Conflict(`the step "${step}" cannot be ordered by file; write a message`)),
  };
}

async function submit(
  house: FileHouse,
  wishes: readonly ClaimPackage[],
): Promise<readonly SubmittedClaim[]> {
  const { root, mode, clock, books, travels } = house;
  const claims = wishes.map(checkedClaim);
  await mkdir(join(root, 'outbound'), { recursive: true, mode: 0o700 });
  await finishInterrupted(root, books);
  const known = await Promise.all(claims.map(({ ourReference }) => books.find(ourReference)));
  const fresh = claims.filter((_claim, index) => known[index] === null);
  if (fresh.length > 0) {
    const sheets = new Map<string, Uint8Array>();
    for (const [index, claim] of fresh.entries()) {
      const name = claim.ourReference.replace(/[^\w.-]/g, '_').slice(0, 60);
      sheets.set(`${index + 1}-${name}.pdf`, await claimSheet(claim, { mode, at: clock.now() }));
    }
    await deliver(root, books, {
      mode,
      claims: fresh,
      instructions: [],
      notes: () => [],
      sheets,
      travels,
    });
  }
  for (const [index, { ourReference }] of claims.entries()) {
    const delivery = (await books.find(ourReference))?.delivery ?? '';
    // Handed in once more, a claim that is held leaves again: somebody has decided that.
    await house.carrying.bring(delivery, { again: known[index] !== null });
  }
  return Promise.all(
    claims.map(async ({ ourReference }) => ({
      fileNumber: await fileNumberOf(house, ourReference),
      receipt: (await books.find(ourReference))?.delivery ?? '',
    })),
  );
}

async function instruct(
  house: FileHouse,
  wish: Instruction,
  toRecord: (delivery: string) => OwnRecord,
): Promise<void> {
  const { root, mode, books, carrying, travels } = house;
  const { claim } = await view(house, wish.fileNumber);
  await reach(house, async () => {
    // Asked before there is a number: from then on a failure is no reason to write it once more.
    await carrying.check();
    const { ourReference } = claim;
    const notes = (number: string) => [{ ourReference, record: toRecord(number) }];
    const number = await deliver(root, books, {
      mode,
      claims: [],
      instructions: [wish],
      notes,
      sheets: new Map(),
      travels,
    });
    await carrying.bring(number, { again: false }).catch(unlessItWaits);
  });
}

/** What has its number and surely did not leave is brought with the next news. */
function unlessItWaits(error: unknown): void {
  const waits =
    error instanceof MahnlaufError
      ? error.retry === 'later' || (error instanceof PartnerRejected && error.about === 'account')
      : codeOf(error) !== '';
  if (!waits) throw error;
}

async function fileNumberOf(house: FileHouse, ourReference: string): Promise<string | null> {
  const records = await recordsOf(house, ourReference, null);
  const accepted = records.find((record) => record.kind === 'accepted');
  return accepted?.fileNumber ?? null;
}

/** Everything known of a claim: what is filed, and what lies in files not acknowledged yet. */
async function recordsOf(
  { books, inbound }: FileHouse,
  ourReference: string,
  fileNumber: string | null,
): Promise<readonly CaseRecord[]> {
  const filed = await books.list(ourReference);
  const keys = new Set(filed.map(keyOfRecord));
  const news = (await inbound.pending()).filter(
    (record) =>
      !keys.has(keyOfRecord(record)) &&
      (record.ourReference === ourReference ||
        (fileNumber !== null && record.fileNumber === fileNumber)),
  );
  return [...filed, ...news];
}

function view(
  house: FileHouse,
  fileNumber: string,
): Promise<{ claim: DeliveredClaim; records: readonly CaseRecord[] }> {
  return reach(house, async () => {
    const { books, inbound } = house;
    const named =
      (await books.referenceOf(fileNumber)) ??
      (await inbound.pending()).find(
        (record) => record.kind === 'accepted' && record.fileNumber === fileNumber,
      )?.ourReference ??
      null;
    const claim = named === null ? null : await books.find(named);
    if (claim === null) {
      throw new PartnerRejected(`no file of the agency ever named the file number ${fileNumber}`);
    }
    return { claim, records: await recordsOf(house, claim.ourReference, fileNumber) };
  });
}

/** A disk that fails took nothing for good: what was begun is finished by the next try. */
async function reach<T>(house: FileHouse, work: () => Promise<T>): Promise<T> {
  try {
    await access(house.folder, constants.W_OK);
    await mkdir(join(house.root, 'outbound'), { recursive: true, mode: 0o700 });
    return await work();
  } catch (error) {
    if (error instanceof MahnlaufError || codeOf(error) === '') throw error;
    throw new PartnerUnavailable(
      `the folder of the agency cannot be used (${codeOf(error)}); check it, its rights and space`,
      { cause: error },
    );
  }
}
