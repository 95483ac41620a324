/**
 * Numbered deliveries in a folder. A number belongs to whoever links its entry into
 * `books/deliveries`; so two processes never share one, and none is left out. A delivery is written
 * under a hidden name, gets its number, and is then renamed; what died in between is finished by
 * whoever delivers next.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Instruction, toHandoverXml } from '../handover.ts';
import type { OwnRecord } from '../../server/domain/agency-records.ts';
import { decimalFromCents } from '../../server/domain/money.ts';
import type { AgencyMode, ClaimPackage } from '../../server/ports.ts';
import { type Books, type DeliveredClaim, deliveredClaim } from './books.ts';
import { wantBrought } from './carrying.ts';
import { writeCsv } from './csv.ts';
import { codeOf, publishOnce, readOrNull, syncFolder, writeSynced } from './durable.ts';

export interface Delivery {
  mode: AgencyMode;
  claims: readonly ClaimPackage[];
  instructions: readonly Instruction[];
  /** What our books say of the instructions, once they have their number. */
  notes: (delivery: string) => readonly Note[];
  /** One sheet a claim, by file name. */
  sheets: ReadonlyMap<string, Uint8Array>;
  /** Somebody has to bring it to the agency, which does not see the folder. */
  travels: boolean;
}

interface Note {
  ourReference: string;
  record: OwnRecord;
}

interface Entry {
  folder: string;
  claims: readonly DeliveredClaim[];
  notes: readonly Note[];
  travels?: boolean;
}

const NUMBER = /^\d{6,}$/;
const HIDDEN = /^\.(\d{6,})-[0-9a-f-]+$/;

/**
 * Delivers once and gives the number. Throws only when nothing was delivered: a delivery that has
 * its number is finished by the next one, if not by this.
 */
export async function deliver(root: string, books: Books, delivery: Delivery): Promise<string> {
  const outbound = join(root, 'outbound');
  const entries = join(root, 'books', 'deliveries');
  await mkdir(outbound, { recursive: true, mode: 0o700 });
  await mkdir(entries, { recursive: true, mode: 0o700 });
  await finishInterrupted(root, books);
  for (;;) {
    const number = await nextNumber(entries);
    const folder = `.${number}-${randomUUID()}`;
    await writeFolder(join(outbound, folder), number, delivery);
    const claims = delivery.claims.map((claim) => deliveredClaim(claim, number));
    const { travels } = delivery;
    const entry: Entry = { folder, claims, notes: delivery.notes(number), travels };
    if (await publishOnce(join(entries, `${number}.json`), JSON.stringify(entry))) {
      await finish(root, books, number, entry).catch(whenNoFileError);
      await removeAbandoned(root, number).catch(whenNoFileError);
      return number;
    }
    await rm(join(outbound, folder), { recursive: true });
  }
}

function whenNoFileError(error: unknown): void {
  if (codeOf(error) === '') throw error;
}

async function nextNumber(entries: string): Promise<string> {
  const taken = (await readdir(entries)).map((name) => name.replace(/\.json$/, ''));
  const last = taken.filter((name) => NUMBER.test(name)).map(Number);
  return String(last.reduce((most, number) => Math.max(most, number), 0) + 1).padStart(6, '0');
}

/** Finishes deliveries that have their number and whose process died before their name. */
export async function finishInterrupted(root: string, books: Books): Promise<void> {
  const outbound = join(root, 'outbound');
  for (const name of await readdir(outbound)) {
    const number = HIDDEN.exec(name)?.[1];
    if (number === undefined) continue;
    const text = await readOrNull(join(root, 'books', 'deliveries', `${number}.json`));
    if (text === null) continue;
    const entry = JSON.parse(text) as Entry;
    if (entry.folder === name) await finish(root, books, number, entry);
  }
}

async function finish(root: string, books: Books, number: string, entry: Entry): Promise<void> {
  const outbound = join(root, 'outbound');
  if (entry.travels === true) await wantBrought(root, number, entry.folder.slice(1));
  for (const claim of entry.claims) await books.open(claim);
  for (const note of entry.notes) await books.addOwn(note.ourReference, note.record);
  try {
    await rename(join(outbound, entry.folder), join(outbound, number));
  } catch (error) {
    // Another process has finished it already.
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  await syncFolder(outbound);
}

const ABANDONED_MS = 3_600_000;

/**
 * Removes what a process that died before it had a number left under a hidden name. Its age is told
 * by the clock of the disk, against the delivery that was just written there.
 */
async function removeAbandoned(root: string, justWritten: string): Promise<void> {
  const outbound = join(root, 'outbound');
  const { mtimeMs: now } = await stat(join(outbound, justWritten));
  for (const name of await readdir(outbound)) {
    const number = HIDDEN.exec(name)?.[1];
    if (number === undefined) continue;
    const { mtimeMs } = await stat(join(outbound, name));
    if (mtimeMs > now - ABANDONED_MS) continue;
    const text = await readOrNull(join(root, 'books', 'deliveries', `${number}.json`));
    const owned = text !== null && (JSON.parse(text) as Entry).folder === name;
    if (!owned) await rm(join(outbound, name), { recursive: true });
  }
}

async function writeFolder(path: string, number: string, delivery: Delivery): Promise<void> {
  await mkdir(path, { mode: 0o700 });
  const { mode, claims, instructions, sheets } = delivery;
  const files = new Map<string, Uint8Array>(sheets);
  files.set('handover.xml', bytes(toHandoverXml({ number, mode, claims, instructions })));
  if (claims.length > 0) files.set('claims.csv', bytes(claimsCsv(claims)));
  if (instructions.length > 0) files.set('instructions.csv', bytes(instructionsCsv(instructions)));
  const sums = [...files].map(
    ([name, content]) => `${createHash('sha256').update(content).digest('hex')}  ${name}\n`,
  );
  for (const [name, content] of files) await writeSynced(join(path, name), content);
  await writeSynced(join(path, 'SHA256SUMS'), sums.join(''));
  await syncFolder(path);
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const CLAIM_COLUMNS = (
  'ourReference,subject,description,currency,principal,interest,dunningCosts,contractOn,' +
  'invoiceNumber,dueOn,defaultFrom,defaultGround,remindersSentOn,note,debtorNumber,debtorKind,' +
  'salutation,firstName,lastName,company,street,postcode,city,country,email,phone,bornOn'
).split(',');

function claimsCsv(claims: readonly ClaimPackage[]): string {
  const rows = claims.map((claim) => {
    const amount = (cents: number): string => decimalFromCents(cents, claim.currency);
    const { debtor } = claim;
    return [
      claim.ourReference,
      claim.subject,
      claim.description,
      claim.currency,
      amount(claim.principalCents),
      amount(claim.interestCents),
      amount(claim.dunningCostsCents),
      claim.contractOn,
      claim.invoiceNumber,
      claim.dueOn,
      claim.defaultFrom,
      claim.defaultGround,
      claim.remindersSentOn.join(' '),
      claim.note,
      debtor.debtorNumber,
      debtor.kind,
      debtor.salutation,
      debtor.firstName,
      debtor.lastName,
      debtor.company,
      debtor.street,
      debtor.postcode,
      debtor.city,
      debtor.country,
      debtor.email,
      debtor.phone,
      debtor.bornOn,
    ];
  });
  return writeCsv([CLAIM_COLUMNS, ...rows]);
}

function instructionsCsv(instructions: readonly Instruction[]): string {
  const rows = instructions.map((wish) => [
    wish.kind,
    wish.fileNumber,
    wish.kind === 'direct_payment' ? wish.paidOn : '',
    wish.kind === 'direct_payment' ? decimalFromCents(wish.amountCents) : '',
    wish.kind === 'message' ? wish.text : '',
  ]);
  return writeCsv([['kind', 'fileNumber', 'paidOn', 'amount', 'text'], ...rows]);
}
