/** The result file of a bulk query: one JSON object a line, in any order after its parent. */
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { z } from 'zod';
import { PartnerUnavailable } from '../../server/domain/errors.ts';
import type { ReadOrder } from '../../server/ports.ts';
import { readOrderNode } from './orders.ts';
import { parseLosslessly } from './payloads.ts';

const TIMEOUT_MS = 30 * 60_000;

const childLine = z.looseObject({ __parentId: z.string() });

/**
 * Reads the orders of an import, one at a time. Since API 2026-01 a schedule need not follow its
 * order, so schedules are gathered in a first pass over the file; they are few and small. Orders
 * stream by in the second pass, whatever their number. One that cannot be read stops no other.
 */
export async function* readImportedOrders(url: string): AsyncGenerator<ReadOrder> {
  const schedules = new Map<string, unknown[]>();
  for await (const line of linesOf(url)) {
    const child = childLine.safeParse(line);
    if (!child.success) continue;
    const { __parentId: parentId, ...schedule } = child.data;
    const siblings = schedules.get(parentId) ?? [];
    schedules.set(parentId, [...siblings, schedule]);
  }
  for await (const line of linesOf(url)) {
    if (!childLine.safeParse(line).success) yield readOrderNode(withSchedules(line, schedules));
  }
}

const parentLine = z.looseObject({
  id: z.string(),
  paymentTerms: z.looseObject({ id: z.string() }).nullish(),
});

/** The parent that a schedule names is the nearest object with an id: the terms, or the order. */
function withSchedules(line: unknown, schedules: ReadonlyMap<string, unknown[]>): unknown {
  const { data: order } = parentLine.safeParse(line);
  if (!order?.paymentTerms) return line;
  const nodes = schedules.get(order.paymentTerms.id) ?? schedules.get(order.id) ?? [];
  return { ...order, paymentTerms: { ...order.paymentTerms, paymentSchedules: { nodes } } };
}

async function* linesOf(url: string) {
  const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(() => null);
  if (answer === null || !answer.ok || answer.body === null) {
    throw unreadable(answer === null ? 'not reached' : `HTTP ${answer.status}`);
  }
  const file = Readable.fromWeb(answer.body as ReadableStream<Uint8Array>);
  try {
    for await (const line of createInterface({ input: file, crlfDelay: Infinity })) {
      if (line.trim() !== '') yield parseLosslessly(line);
    }
  } catch (error) {
    throw unreadable(error instanceof SyntaxError ? 'a line is no JSON' : 'it ended too early');
  }
}

const unreadable = (why: string) =>
  new PartnerUnavailable(`The import file of Shopify could not be read (${why}); try later`);
