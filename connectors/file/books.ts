/**
 * What the connector remembers of its claims: one folder a claim, one file a record, written once
 * and never changed. The same record again is no second one.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type AgencyRecord,
  type CaseRecord,
  type OwnRecord,
  payoutsIn,
} from '../../server/domain/agency-records.ts';
import type { Cents } from '../../server/domain/money.ts';
import type { ClaimPackage, Payout } from '../../server/ports.ts';
import { publishOnce, readOrNull } from './durable.ts';
import { keyOfRecord } from './records.ts';

/** A claim as it was delivered; no name and no address. */
export interface DeliveredClaim {
  ourReference: string;
  claimedCents: Cents;
  delivery: string;
}

export const deliveredClaim = (claim: ClaimPackage, delivery: string): DeliveredClaim => ({
  ourReference: claim.ourReference,
  claimedCents: claim.principalCents + claim.interestCents + claim.dunningCostsCents,
  delivery,
});

export interface Books {
  open(claim: DeliveredClaim): Promise<void>;
  /** Keeps a record of the agency; one of a claim that is not ours is left out. */
  add(record: AgencyRecord): Promise<void>;
  addOwn(ourReference: string, record: OwnRecord): Promise<void>;
  find(ourReference: string): Promise<DeliveredClaim | null>;
  list(ourReference: string): Promise<readonly CaseRecord[]>;
  referenceOf(fileNumber: string): Promise<string | null>;
  /** Every payout of the account, filed or in the files given here. */
  payouts(pending: () => Promise<readonly AgencyRecord[]>): Promise<readonly Payout[]>;
}

const nameOf = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 40);

export function openBooks(root: string): Books {
  const folderOf = (ourReference: string): string =>
    join(root, 'books', 'claims', nameOf(ourReference));
  const fileOf = (fileNumber: string): string =>
    join(root, 'books', 'files', `${nameOf(fileNumber)}.json`);
  const find = async (ourReference: string): Promise<DeliveredClaim | null> => {
    const text = await readOrNull(join(folderOf(ourReference), 'claim.json'));
    return text === null ? null : (JSON.parse(text) as DeliveredClaim);
  };
  const referenceOf = async (fileNumber: string): Promise<string | null> => {
    const text = await readOrNull(fileOf(fileNumber));
    return text === null ? null : (JSON.parse(text) as { ourReference: string }).ourReference;
  };
  const write = async (ourReference: string, record: CaseRecord): Promise<void> => {
    const name = `r-${keyOfRecord(record)}.json`;
    await publishOnce(join(folderOf(ourReference), name), JSON.stringify(record));
  };
  return {
    find,
    referenceOf,
    addOwn: write,
    async open(claim) {
      await publishOnce(join(folderOf(claim.ourReference), 'claim.json'), JSON.stringify(claim));
    },
    async add(record) {
      const { fileNumber } = record;
      if (record.kind === 'payout') {
        const name = `${keyOfRecord(record)}.json`;
        await publishOnce(join(root, 'books', 'payouts', name), JSON.stringify(record));
      }
      const named = record.ourReference ?? (await referenceOf(fileNumber ?? ''));
      if (named === null || (await find(named)) === null) return;
      await write(named, record);
      if (fileNumber === null) return;
      await publishOnce(fileOf(fileNumber), JSON.stringify({ ourReference: named }));
    },
    async payouts(pending) {
      const claims = join(root, 'books', 'payouts');
      await mkdir(claims, { recursive: true, mode: 0o700 });
      const texts = await Promise.all(
        (await readdir(claims))
          .filter((name) => !name.startsWith('.'))
          .map((name) => readOrNull(join(claims, name))),
      );
      const filed = texts
        .filter((text) => text !== null)
        .map((text) => JSON.parse(text) as AgencyRecord);
      const all = new Map([...filed, ...(await pending())].map((one) => [keyOfRecord(one), one]));
      return payoutsIn([...all.values()]);
    },
    async list(ourReference) {
      const folder = folderOf(ourReference);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const names = (await readdir(folder)).filter((name) => name.startsWith('r-'));
      const texts = await Promise.all(names.map((name) => readOrNull(join(folder, name))));
      return texts.filter((text) => text !== null).map((text) => JSON.parse(text) as CaseRecord);
    },
  };
}
