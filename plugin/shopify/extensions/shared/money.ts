/** Amounts between people and our API, which counts whole cents. */

/** ISO 4217 currencies whose smallest unit is not the hundredth; browsers count some otherwise. */
const UNUSUAL_DIGITS: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};

/** The digits behind the point of a currency: 2 for EUR and HUF, 0 for JPY. */
export const digitsOf = (currency: string): number =>
  Number(
    Object.keys(UNUSUAL_DIGITS).find((digits) =>
      UNUSUAL_DIGITS[Number(digits)]?.split(' ').includes(currency),
    ) ?? 2,
  );

/** For showing only: the amount as the formatter of Shopify wants it. */
export const amountOf = (cents: number, currency: string): number =>
  cents / 10 ** digitsOf(currency);

/** What a money field starts with: `123.40`. */
export const fieldText = (cents: number, currency: string): string => {
  const digits = digitsOf(currency);
  const text = String(cents).padStart(digits + 1, '0');
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
};

/** What a person typed, as whole cents, read digit by digit; null for anything but an amount. */
export function centsOf(text: string, currency: string): number | null {
  const digits = digitsOf(currency);
  const [, whole, fraction = ''] = /^(\d{1,9})(?:[.,](\d+))?$/.exec(text.trim()) ?? [];
  if (whole === undefined || fraction.length > digits) return null;
  const cents = Number(`${whole}${fraction.padEnd(digits, '0')}`);
  return cents > 0 ? cents : null;
}
