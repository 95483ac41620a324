/** What an agency writes back: records in CSV or XML, all with the same fields. Pure. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { instant, isoDate } from '../../server/domain/calendar.ts';
import {
  type AgencyRecord,
  isMoneyOnly,
  statusOfRecord,
} from '../../server/domain/agency-records.ts';
import { centsFromDecimal } from '../../server/domain/money.ts';
import type { AgencyMessage, StatusChange } from '../../server/ports.ts';
import { readXml, UnreadableXml } from '../xml.ts';
import { readCsv } from './csv.ts';

const parsed = <T>(read: (text: string) => T) =>
  z.string().transform((text, ctx): T => {
    try {
      return read(text);
    } catch {
      ctx.addIssue({ code: 'custom', message: 'cannot be read' });
      return z.NEVER;
    }
  });

const key = z.string().min(1).max(40);
const at = parsed(instant);
const day = parsed(isoDate);
const amount = parsed((text) => centsFromDecimal(text));
const words = z.string().min(1).max(10_000);
const none = z.null();
const unused = { code: none, number: none, on: none, amount: none };
const noBooks = { total: none, paid: none, outstanding: none };
const about = { ourReference: key.nullable(), fileNumber: key.nullable(), at };
const money = { code: none, text: z.string().max(500).nullable(), number: key, on: day, amount };

const AnyRecord = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('accepted'),
    ...about,
    ourReference: key,
    fileNumber: z.string().regex(/^[0-9A-Za-z][0-9A-Za-z/.-]{0,39}$/),
    text: z.string().max(500).nullable(),
    ...unused,
    ...noBooks,
  }),
  z.strictObject({
    kind: z.literal('rejected'),
    ...about,
    ourReference: key,
    text: words,
    ...unused,
    ...noBooks,
  }),
  z.strictObject({
    kind: z.literal('status'),
    ...about,
    text: words,
    ...unused,
    code: z.string().regex(/^[\w.-]{1,20}$/),
    ...noBooks,
  }),
  z.strictObject({ kind: z.literal('message'), ...about, text: words, ...unused, ...noBooks }),
  z.strictObject({ kind: z.literal('payment'), ...about, ...money, ...noBooks }),
  z.strictObject({ kind: z.literal('payout'), ...about, ...money, ...noBooks }),
  z.strictObject({
    kind: z.literal('account'),
    ...about,
    text: z.string().max(500).nullable(),
    ...unused,
    total: amount,
    paid: amount,
    outstanding: amount,
  }),
]);

const FIELDS =
  'kind,ourReference,fileNumber,at,code,text,number,on,amount,total,paid,outstanding'.split(',');

const MAX_RECORDS = 20_000;

/** The file cannot be used; the message names line and field, and no content. */
export class BrokenFile extends Error {
  override readonly name = 'BrokenFile';
}

/** Every record of a file, or `BrokenFile`: half a file is never taken. */
export function readRecords(name: string, content: Uint8Array): readonly AgencyRecord[] {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    throw new BrokenFile('the file is not UTF-8');
  }
  const rows = name.toLowerCase().endsWith('.xml') ? fromXml(text) : fromCsv(text);
  if (rows.length > MAX_RECORDS) throw new BrokenFile(`more than ${MAX_RECORDS} records`);
  return rows.map((row, index) => toRecord(row, index + 1));
}

type Row = ReadonlyMap<string, string>;

function fromXml(text: string): readonly Row[] {
  try {
    const root = readXml(text);
    if (root.name !== 'news') throw new BrokenFile('the root element is not <news>');
    return root.children.map((child) => {
      if (child.name !== 'record') throw new BrokenFile('there is an element beside <record>');
      return new Map(child.children.map((field) => [field.name, field.text]));
    });
  } catch (error) {
    if (error instanceof UnreadableXml) throw new BrokenFile(error.message);
    throw error;
  }
}

function fromCsv(text: string): readonly Row[] {
  let rows: readonly (readonly string[])[];
  try {
    rows = readCsv(text);
  } catch (error) {
    throw new BrokenFile((error as Error).message);
  }
  const [head, ...body] = rows;
  if (head === undefined) throw new BrokenFile('the file is empty');
  return body.map((cells, index) => {
    if (cells.length !== head.length) {
      throw new BrokenFile(`record ${index + 1}: ${cells.length} cells, not ${head.length}`);
    }
    return new Map(head.map((field, column) => [field.trim(), (cells[column] ?? '').trim()]));
  });
}

function toRecord(row: Row, place: number): AgencyRecord {
  const strange = [...row.keys()].find((field) => !FIELDS.includes(field));
  if (strange !== undefined) {
    throw new BrokenFile(`record ${place}: no field is called "${strange.slice(0, 40)}"`);
  }
  const fields = FIELDS.map((field) => {
    const value = row.get(field) ?? '';
    return [field, value === '' ? null : value] as const;
  });
  const read = AnyRecord.safeParse(Object.fromEntries(fields));
  if (!read.success) {
    const problems = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new BrokenFile(`record ${place}: ${problems.join('; ')}`);
  }
  const { ourReference, fileNumber } = read.data;
  if (ourReference === null && fileNumber === null) {
    throw new BrokenFile(`record ${place}: it names neither ourReference nor fileNumber`);
  }
  return toAgencyRecord(read.data);
}

function toAgencyRecord(row: z.output<typeof AnyRecord>): AgencyRecord {
  const { ourReference, fileNumber, at: occurredAt } = row;
  const said = { ourReference, fileNumber, at: occurredAt };
  switch (row.kind) {
    case 'accepted':
      return { ...said, kind: row.kind, fileNumber: row.fileNumber, text: row.text };
    case 'rejected':
    case 'message':
      return { ...said, kind: row.kind, text: row.text };
    case 'status':
      return { ...said, kind: row.kind, code: row.code, text: row.text };
    case 'payment':
    case 'payout': {
      const { kind, number, on, amount: amountCents, text } = row;
      return { ...said, kind, number, on, amountCents, text };
    }
    case 'account': {
      const { kind, total: totalCents, paid: paidCents, outstanding, text } = row;
      return { ...said, kind, totalCents, paidCents, outstandingCents: outstanding, text };
    }
  }
}

/** The same record has the same key, in whichever file it comes. */
export const keyOfRecord = (record: object): string =>
  createHash('sha256').update(JSON.stringify(record)).digest('hex').slice(0, 40);

/** The record as a change of status; null for one that is none. */
export function toStatusChange(record: AgencyRecord): StatusChange | null {
  const said = statusOfRecord(record);
  if (said === null) return null;
  return {
    fileNumber: record.fileNumber ?? '',
    ourReference: record.ourReference,
    ...said,
    occurredAt: record.at,
    closingReason: null,
    closingNote: null,
    ...(isMoneyOnly(record) ? { moneyOnly: true } : {}),
  };
}

export const toMessage = (record: AgencyRecord): AgencyMessage | null =>
  record.kind === 'message'
    ? {
        fileNumber: record.fileNumber ?? '',
        ourReference: record.ourReference,
        text: record.text,
        occurredAt: record.at,
      }
    : null;
