/**
 * Files from the agency. A file is read as often as its news are not acknowledged, counts once by
 * its content, and moves to `done/` when all of it is stored. A broken one moves to `broken/` with
 * the reason beside it and holds up no other.
 */
import { createHash } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgencyRecord } from '../../server/domain/agency-records.ts';
import type { NewsBatch } from '../../server/ports.ts';
import type { Books } from './books.ts';
import { codeOf, publishOnce, readOrNull, syncFolder } from './durable.ts';
import { BrokenFile, keyOfRecord, readRecords } from './records.ts';

type Part = 'status' | 'message';

interface NewsFile {
  name: string;
  hash: string;
  raw: string;
  records: readonly AgencyRecord[];
}

export interface Inbound {
  /** What the agency says in files that are not filed yet. */
  pending(): Promise<readonly AgencyRecord[]>;
  fetch<T>(part: Part, toItem: (record: AgencyRecord) => T | null): Promise<NewsBatch<T>>;
  acknowledge(receipt: string): Promise<void>;
}

export const MAX_BYTES = 5_000_000;
/** Of one batch: it is kept in one row. */
const MAX_BATCH_BYTES = 8_000_000;

const partOf = (record: AgencyRecord): Part => (record.kind === 'message' ? 'message' : 'status');

export function openInbound(root: string, books: Books): Inbound {
  const inbound = join(root, 'inbound');
  const readMark = (hash: string, part: Part): string =>
    join(root, 'books', 'read', `${hash}-${part}`);
  const receiptPath = (receipt: string): string => join(root, 'books', 'receipts', receipt);

  const isRead = async (file: NewsFile, part: Part): Promise<boolean> =>
    !file.records.some((record) => partOf(record) === part) ||
    (await readOrNull(readMark(file.hash, part))) !== null;

  const fileIfRead = async (file: NewsFile): Promise<boolean> => {
    if (!(await isRead(file, 'status')) || !(await isRead(file, 'message'))) return false;
    for (const record of file.records) await books.add(record);
    await move(root, file.name, 'done', `${file.hash.slice(0, 12)}-${file.name}`);
    return true;
  };

  return {
    async pending() {
      return (await scan(root, inbound)).flatMap((file) => file.records);
    },
    async fetch(part, toItem) {
      const taken: NewsFile[] = [];
      let size = 0;
      for (const file of await scan(root, inbound)) {
        if (await fileIfRead(file)) continue;
        if (await isRead(file, part)) continue;
        size += file.raw.length;
        if (taken.length > 0 && size > MAX_BATCH_BYTES) break;
        taken.push(file);
      }
      if (taken.length === 0) return { receipt: null, items: [], raw: '' };
      const files = taken.map(({ name, hash }) => ({ name, hash }));
      const receipt = `${part}-${keyOfRecord(files)}`;
      await publishOnce(receiptPath(receipt), JSON.stringify({ part, files }));
      const records = taken.flatMap((file) => file.records);
      const items = records
        .toSorted((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)))
        .map(toItem)
        .filter((item) => item !== null);
      return { receipt, items, raw: taken.map(({ name, raw }) => `${name}\n${raw}`).join('\n') };
    },
    async acknowledge(receipt) {
      const text = await readOrNull(receiptPath(receipt));
      if (text === null) return;
      const { part, files } = JSON.parse(text) as { part: Part; files: { hash: string }[] };
      for (const { hash } of files) await publishOnce(readMark(hash, part), '');
      const known = new Set(files.map(({ hash }) => hash));
      for (const file of await scan(root, inbound)) {
        if (known.has(file.hash)) await fileIfRead(file);
      }
      await unlink(receiptPath(receipt));
    },
  };
}

/** Every file that can be read; the others are put aside. */
async function scan(root: string, inbound: string): Promise<readonly NewsFile[]> {
  await mkdir(inbound, { recursive: true, mode: 0o700 });
  const files: NewsFile[] = [];
  for (const name of (await readdir(inbound)).toSorted()) {
    if (name.startsWith('.') || /\.(part|tmp|filepart)$/i.test(name)) continue;
    try {
      files.push(await read(inbound, name));
    } catch (error) {
      if (codeOf(error) === 'ENOENT') continue;
      if (!(error instanceof BrokenFile)) throw error;
      await putAside(root, name, error.message);
    }
  }
  return files;
}

async function read(inbound: string, name: string): Promise<NewsFile> {
  const path = join(inbound, name);
  const found = await lstat(path);
  if (!found.isFile()) throw new BrokenFile('this is no plain file');
  if (!/\.(csv|xml)$/i.test(name)) throw new BrokenFile('the name ends in neither .csv nor .xml');
  if (found.size > MAX_BYTES) throw new BrokenFile(`the file has more than ${MAX_BYTES} bytes`);
  const content = await readFile(path);
  const records = readRecords(name, content);
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 40);
  return { name, hash, raw: content.toString('utf8'), records };
}

/** A name that is taken in `broken/` stays: another file of the same name gets a number. */
async function putAside(root: string, name: string, reason: string): Promise<void> {
  for (let turn = 1; ; turn += 1) {
    const kept = turn === 1 ? name : `${turn}-${name}`;
    if (await publishOnce(join(root, 'broken', `${kept}.reason.txt`), `${reason}\n`)) {
      await move(root, name, 'broken', kept);
      return;
    }
  }
}

async function move(root: string, name: string, to: 'done' | 'broken', as: string): Promise<void> {
  await mkdir(join(root, to), { recursive: true, mode: 0o700 });
  try {
    await rename(join(root, 'inbound', name), join(root, to, as));
  } catch (error) {
    // Another process has moved it already.
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  await syncFolder(join(root, to));
}
