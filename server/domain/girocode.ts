import { InvalidInput } from './errors.ts';
import { decimalFromCents } from './money.ts';
import type { Cents } from './money.ts';

/** Length of an IBAN by country; countries that are not listed are checked by digits alone. */
const IBAN_LENGTHS: Readonly<Record<string, number>> = {
  AT: 20,
  BE: 16,
  CH: 21,
  DE: 22,
  ES: 24,
  FR: 27,
  IT: 27,
  LI: 21,
  LU: 20,
  NL: 18,
  PL: 28,
};

/** Whether a text is an IBAN (ISO 13616): the country's length and the check digits. */
export function isIban(text: string): boolean {
  const iban = compact(text);
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban)) return false;
  const length = IBAN_LENGTHS[iban.slice(0, 2)];
  return (length === undefined || length === iban.length) && mod97(rotated(iban)) === 1;
}

/** An IBAN in groups of four, as it stands on paper. */
export const spacedIban = (iban: string): string => compact(iban).replace(/.{4}(?=.)/g, '$& ');

/**
 * The creditor reference of ISO 11649: `RF`, two check digits and up to 21 letters and digits.
 * Throws `InvalidInput` for anything else, a hyphen included.
 */
export function creditorReference(text: string): string {
  const body = compact(text);
  if (!/^[A-Z0-9]{1,21}$/.test(body)) {
    throw new InvalidInput(`"${text}" cannot become an RF reference: 1 to 21 letters and digits`);
  }
  const check = 98 - mod97(`${body}RF00`);
  return `RF${String(check).padStart(2, '0')}${body}`;
}

/** Whether a text is a creditor reference with right check digits. */
export function isCreditorReference(text: string): boolean {
  const reference = compact(text);
  return /^RF\d{2}[A-Z0-9]{1,21}$/.test(reference) && mod97(rotated(reference)) === 1;
}

/** A credit transfer that a banking app fills in by itself. */
export interface GiroCode {
  creditorName: string;
  iban: string;
  bic: string | null;
  /** Euro cents: EPC069-12 knows no other currency. */
  amountCents: Cents;
  /** An RF reference goes into the structured line, anything else into the text line. */
  reference: string;
}

const MAX_PAYLOAD_BYTES = 331;
const MAX_AMOUNT_CENTS = 999_999_999_99;

/**
 * The payload of an EPC QR code (EPC069-12, version 002, UTF-8), lines ended by LF and nothing
 * after the last used one. A name longer than 70 characters is cut, for the bank checks the IBAN;
 * a reference is never cut: `InvalidInput`.
 */
export function giroCodePayload(code: GiroCode): string {
  const iban = compact(code.iban);
  const bic = code.bic === null ? '' : compact(code.bic);
  const problems: string[] = [];
  if (!isIban(iban)) problems.push('the IBAN is wrong');
  if (!/^([A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?)?$/.test(bic)) problems.push('the BIC is wrong');
  if (!(code.amountCents >= 1 && code.amountCents <= MAX_AMOUNT_CENTS)) {
    problems.push('the amount is not between 0.01 and 999999999.99');
  }
  const name = Array.from(oneLine(code.creditorName)).slice(0, 70).join('').trim();
  if (name === '') problems.push('the creditor has no name');
  const isStructured = isCreditorReference(code.reference);
  const reference = isStructured ? compact(code.reference) : oneLine(code.reference);
  if (Array.from(reference).length > 140)
    problems.push('the reference is longer than 140 characters');
  const amount = `EUR${decimalFromCents(code.amountCents)}`;
  const lines = ['BCD', '002', '1', 'SCT', bic, name, iban, amount, ''];
  const payload = [...lines, ...(isStructured ? [reference] : ['', reference])]
    .join('\n')
    .trimEnd();
  if (new TextEncoder().encode(payload).length > MAX_PAYLOAD_BYTES) {
    problems.push(`it is longer than ${MAX_PAYLOAD_BYTES} bytes`);
  }
  if (problems.length === 0) return payload;
  throw new InvalidInput(
    `The GiroCode cannot be made: ${problems.join('; ')}. Mend the bank data.`,
  );
}

const compact = (text: string): string => text.replace(/\s/g, '').toUpperCase();
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
/** The first four characters go to the end before the check. */
const rotated = (text: string): string => text.slice(4) + text.slice(0, 4);

/** The remainder by 97 of a text whose letters count A=10 to Z=35. */
function mod97(text: string): number {
  let rest = 0;
  for (const sign of text) {
    const digits = String(Number.parseInt(sign, 36));
    for (const digit of digits) rest = (rest * 10 + Number(digit)) % 97;
  }
  return rest;
}
