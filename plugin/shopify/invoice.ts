/**
 * The legal invoice number. Shopify has none: its "invoice" is an e-mail with a pay link. Invoice
 * apps and merchants keep the number in a metafield of the order or in one of its note attributes;
 * which one is a setting.
 */
import { z } from 'zod';
import { InvalidInput } from '../../server/domain/errors.ts';
import type { AdminApi } from './client.ts';
import * as documents from './documents.ts';

/** Reads `namespace.key`; a `$app:` namespace may itself hold dots, so the last one counts. */
function toMetafieldName(field: string): { namespace: string; key: string } {
  const match = /^(.{2,255})\.([A-Za-z0-9_-]{2,64})$/.exec(field.trim());
  const [, namespace, key] = match ?? [];
  if (namespace !== undefined && key !== undefined) return { namespace, key };
  throw new InvalidInput(`"${field}" is no metafield; write it as namespace.key`);
}

/**
 * The number as it stands in the order; null when the order has none yet. A list metafield gives
 * its first entry: the first invoice of an order is the claim, later ones correct it.
 */
export async function findInvoiceNumber(
  api: AdminApi,
  id: string,
  place: { from: 'metafield' | 'note_attribute'; field: string } | null,
): Promise<string | null> {
  if (place === null) return null;
  const { from, field } = place;
  return from === 'metafield' ? inMetafield(api, id, field) : inNote(api, id, field);
}

async function inNote(api: AdminApi, id: string, name: string): Promise<string | null> {
  const attribute = z.object({ key: z.string(), value: z.string().nullish() });
  const shape = z.object({
    order: z.object({ customAttributes: z.array(attribute) }).nullable(),
  });
  const { order } = await api.query(documents.NOTE_ATTRIBUTES, { id }, shape);
  const wanted = name.trim().toLowerCase();
  const found = order?.customAttributes.find(({ key }) => key.trim().toLowerCase() === wanted);
  return toInvoiceNumber(found?.value ?? null);
}

async function inMetafield(api: AdminApi, id: string, field: string): Promise<string | null> {
  const shape = z.object({
    order: z.object({ metafield: z.object({ value: z.string() }).nullable() }).nullable(),
  });
  const variables = { id, ...toMetafieldName(field) };
  const { order } = await api.query(documents.INVOICE_NUMBER, variables, shape);
  return toInvoiceNumber(order?.metafield?.value ?? null);
}

/** Longest number our books keep. */
const LONGEST_NUMBER = 60;

function toInvoiceNumber(value: string | null): string | null {
  const first = value?.trim().startsWith('[') ? firstOfList(value) : value;
  const number = first?.trim() ?? '';
  return number !== '' && number.length <= LONGEST_NUMBER ? number : null;
}

function firstOfList(value: string): string | null {
  try {
    const entries = z.array(z.string()).safeParse(JSON.parse(value));
    return entries.data?.[0] ?? null;
  } catch {
    return null;
  }
}
