/**
 * The legal invoice number. Shopify has none: its "invoice" is an e-mail with a pay link. Invoice
 * apps and merchants keep the number in a metafield of the order, whose name is a setting.
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
 * The number as it stands in the metafield; null when the order has none yet. A list metafield
 * gives its first entry: the first invoice of an order is the claim, later ones correct it.
 */
export async function findInvoiceNumber(
  api: AdminApi,
  id: string,
  field: string | null,
): Promise<string | null> {
  if (field === null) return null;
  const shape = z.object({
    order: z.object({ metafield: z.object({ value: z.string() }).nullable() }).nullable(),
  });
  const variables = { id, ...toMetafieldName(field) };
  const { order } = await api.query(documents.INVOICE_NUMBER, variables, shape);
  return toInvoiceNumber(order?.metafield?.value ?? null);
}

/** Longest invoice number an agency takes. */
const LONGEST_NUMBER = 64;

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
