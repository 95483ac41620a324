/**
 * The shapes of Shopify's webhook bodies (REST shape, API 2026-10), as far as we read them. They
 * forgive what costs no money: unknown fields and enum values, nulls where personal data is
 * protected, numbers for texts. They refuse what would: an id, an amount or a time that is missing
 * or cannot be read.
 */
import { z } from 'zod';
import { type Instant, instant } from '../../server/domain/calendar.ts';
import { InvalidInput } from '../../server/domain/errors.ts';
import { isCurrency } from '../../server/domain/money.ts';

/** Longest text Shopify keeps in one line of an address; longer ones are cut. */
const LONGEST_TEXT = 255;

// JSON.parse hands the source text of a number to its reviver (Node 21 and later).
const parseWithSource = JSON.parse as (
  text: string,
  reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
) => unknown;

/** Parses JSON. A whole number too large for a double comes out as its text, digit for digit. */
export function parseLosslessly(text: string): unknown {
  // Below 16 digits every whole number fits into a double; asking each value is slow.
  if (!/\d{16}/.test(text)) return JSON.parse(text);
  return parseWithSource(text, (_key, value, { source = '' }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source)
      ? source
      : value,
  );
}

/** An id as digits, from a number, a text or a `gid://shopify/Order/1`. */
const id = z
  .union([z.string().max(200), z.number()], 'is missing or no id')
  .transform((value, context) => {
    // A number that a double cannot hold has lost digits: it may be the id of another object.
    const isWhole = typeof value === 'string' || Number.isSafeInteger(value);
    const digits = !isWhole
      ? undefined
      : /^(?:gid:\/\/shopify\/\w+\/)?([1-9]\d{0,19})(?:\?.*)?$/.exec(String(value))?.[1];
    if (digits !== undefined) return digits;
    context.addIssue({ code: 'custom', message: 'is no id' });
    return z.NEVER;
  });

const identified = { id, admin_graphql_api_id: id.nullish().catch(null) };

/**
 * The id of an object that names itself twice. A sender that lost digits in a double leaves the
 * full number in `admin_graphql_api_id`; where both are the same double, that one is the truth. The
 * type inside is ignored: payment terms carry an internal name there.
 */
export function idOf(read: { id: string; admin_graphql_api_id?: string | null | undefined }) {
  const twin = read.admin_graphql_api_id ?? read.id;
  return Number(twin) === Number(read.id) ? twin : read.id;
}

/** Text that may be missing: null for null, for blanks and for what is no text. */
const text = z
  .union([z.string(), z.number()])
  .transform((value) => {
    // Half a character or a line break has no place in a name, a letter or a mail.
    const trimmed = String(value)
      .toWellFormed()
      .replaceAll(/\p{Cc}+/gu, ' ')
      .trim();
    const cut =
      trimmed.length > LONGEST_TEXT ? Array.from(trimmed).slice(0, LONGEST_TEXT) : [trimmed];
    return cut.join('') || null;
  })
  .nullish()
  .transform((value) => value ?? null)
  .catch(null);

/** An amount as decimal text; a float's last digits (59.980000000000004) are noise. */
const amount = z
  .union([z.string().max(40), z.number()], 'is missing or no amount')
  .transform((value) =>
    typeof value === 'number' && Math.abs(value) < 1e9 ? value.toFixed(6) : String(value),
  );

const currency = z
  .string('is missing or no currency')
  .trim()
  .toUpperCase()
  .refine(isCurrency, 'is no currency');

/** The same amount in the shop's currency and in that of the debtor; ours is the first. */
export const moneySet = z
  .object({
    shop_money: z.object({ amount, currency_code: currency.nullish() }, 'is no amount of money'),
  })
  .nullish();

/** No shop told anything before Shopify began, and an empty time of some systems is the year 1. */
const FIRST_TIME = '2000-01-01';
const LAST_TIME = '2100-01-01';

const at = z.string('is missing or no time').transform((value, context) => {
  const read = maybeInstant(value);
  if (read !== null && read >= FIRST_TIME && read < LAST_TIME) return read;
  context.addIssue({ code: 'custom', message: 'is no time' });
  return z.NEVER;
});

function maybeInstant(value: string): Instant | null {
  try {
    return instant(value);
  } catch {
    return null;
  }
}

const maybeAt = z.preprocess((value) => (value === '' ? null : (value ?? null)), at.nullable());

const flag = z
  .unknown()
  .optional()
  .transform((value) => value === true || value === 'true');

const list = <Item extends z.ZodType>(item: Item) =>
  z
    .array(item, 'is no list')
    .nullish()
    .transform((items) => items ?? []);

export const transaction = z.object({
  ...identified,
  order_id: id.nullish(),
  kind: text,
  status: text,
  amount,
  currency: currency.nullish(),
  processed_at: maybeAt,
  created_at: maybeAt,
  test: flag,
});

const taxLine = z.object({ rate: z.coerce.number().nullish().catch(null) });

const refundLine = z.object({
  subtotal: amount.nullish(),
  subtotal_set: moneySet,
  total_tax: amount.nullish(),
  total_tax_set: moneySet,
  line_item: z
    .object({ tax_lines: list(taxLine) })
    .nullish()
    .catch(null),
});

const orderAdjustment = z.object({
  kind: text,
  amount: amount.nullish(),
  amount_set: moneySet,
  tax_amount: amount.nullish(),
  tax_amount_set: moneySet,
});

const refundShippingLine = z.object({ subtotal_amount_set: moneySet, tax_amount_set: moneySet });

export const refund = z.object({
  ...identified,
  order_id: id.nullish(),
  created_at: at,
  refund_line_items: list(refundLine),
  refund_shipping_lines: list(refundShippingLine),
  order_adjustments: list(orderAdjustment),
  total_duties_set: moneySet,
  transactions: list(transaction),
});

export const fulfillment = z.object({
  ...identified,
  order_id: id.nullish(),
  status: text,
  created_at: at,
});

export const schedule = z.object(
  {
    payment_terms_id: id.nullish(),
    amount: amount.nullish().catch(null),
    currency: currency.nullish().catch(null),
    presentment_currency: currency.nullish().catch(null),
    issued_at: maybeAt,
    due_at: maybeAt,
    completed_at: maybeAt,
  },
  'is no payment schedule',
);

export const terms = z.object({
  ...identified,
  payment_terms_type: text,
  due_in_days: text.transform((days) => (/^\d{1,4}$/.test(days ?? '') ? Number(days) : null)),
  updated_at: maybeAt,
  payment_schedules: list(schedule),
});

const address = z
  .object({
    first_name: text,
    last_name: text,
    company: text,
    address1: text,
    address2: text,
    zip: text,
    city: text,
    country_code: text,
    phone: text,
  })
  .nullish()
  .transform((value) => value ?? null)
  .catch(null);

const buyer = z
  .object({
    ...identified,
    first_name: text,
    last_name: text,
    email: text,
    phone: text,
    default_address: address,
  })
  .nullish()
  .transform((value) => value ?? null)
  .catch(null);

export const order = z.object({
  ...identified,
  name: text,
  order_number: text,
  created_at: maybeAt,
  processed_at: maybeAt,
  updated_at: maybeAt,
  cancelled_at: maybeAt,
  test: flag,
  currency,
  taxes_included: z.union([z.boolean(), z.stringbool()]).nullish().catch(null),
  current_total_price: amount.nullish(),
  current_total_price_set: moneySet.catch(null),
  total_price: amount.nullish(),
  total_outstanding: amount.nullish(),
  financial_status: text,
  payment_gateway_names: list(text).catch([]),
  payment_terms: terms.nullish(),
  order_status_url: z
    .url({ protocol: /^https$/ })
    .max(2000)
    .nullish()
    .catch(null),
  email: text,
  contact_email: text,
  phone: text,
  customer_locale: text,
  company: z.object({ id: id.nullish() }).nullish().catch(null),
  billing_address: address,
  shipping_address: address,
  customer: buyer,
  fulfillments: list(fulfillment.nullable().catch(null)).catch([]),
  refunds: list(refund),
});

export const orderEdit = z.object(
  { order_edit: z.object({ order_id: id }, 'is missing') },
  'is no object',
);

export const deleted = z.object(identified, 'is no object');

export const dispute = z.object({
  ...identified,
  order_id: id.nullish(),
  status: text,
  reason: text,
  amount: amount.nullish().catch(null),
  currency: currency.nullish().catch(null),
});

export const shop = z.object({ myshopify_domain: text, domain: text }, 'is no object');

export const privacy = z.object(
  {
    shop_domain: text,
    customer: z
      .object({ id: id.nullish() })
      .nullish()
      .transform((value) => value ?? null),
    data_request: z.unknown().optional(),
    orders_requested: list(id),
    orders_to_redact: list(id),
  },
  'is no object',
);

const UTF_8 = new TextDecoder();

/**
 * Reads a body with one of the schemas. Throws `InvalidInput` with topic and field, never with the
 * value: it may be somebody's name.
 */
export function readBody<Schema extends z.ZodType>(
  topic: string,
  body: Uint8Array | string,
  schema: Schema,
): z.output<Schema> {
  let parsed: unknown;
  try {
    parsed = parseLosslessly(typeof body === 'string' ? body : UTF_8.decode(body));
  } catch {
    throw unreadable(topic, 'body', 'is no JSON');
  }
  const result = schema.safeParse(parsed);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw unreadable(topic, issue?.path.join('.') || 'body', issue?.message ?? 'cannot be read');
}

/** The one sentence for a webhook that cannot be read. */
export function unreadable(topic: string, field: string, problem: string): InvalidInput {
  return new InvalidInput(
    `Shopify webhook ${topic}: ${field} ${problem}. Look at the stored delivery, then replay it`,
  );
}
