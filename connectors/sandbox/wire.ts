/** The dialect of the sandbox: typed answers in rpc/encoded, and plain values out of requests. */

/** A value with its XSD type, a structure, or a SOAP-ENC array of one type. */
export type Wire =
  | { xsd: 'string' | 'int' | 'decimal' | 'boolean' | 'dateTime' | 'date'; text: string }
  | { structure: string; fields: Readonly<Record<string, Wire | undefined>> }
  | { arrayOf: string; items: readonly Wire[] };

export const text = (value: string): Wire => ({ xsd: 'string', text: value });
export const number = (value: string): Wire => ({ xsd: 'int', text: value });
export const yes = (value: boolean): Wire => ({ xsd: 'boolean', text: String(value) });
export const amount = (decimal: string): Wire => ({ xsd: 'decimal', text: decimal });
/** A local time without a zone, as the agency writes it. */
export const time = (local: string): Wire => ({ xsd: 'dateTime', text: local });
export const day = (on: string): Wire => ({ xsd: 'date', text: on });

const namespaces =
  'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ' +
  'xmlns:xsd="http://www.w3.org/2001/XMLSchema" ' +
  'xmlns:SOAP-ENC="http://schemas.xmlsoap.org/soap/encoding/"';

/** The result part with every type named, as PHP's SoapServer writes it. */
export const encodeResult = (value: Wire): string => encode('return', value, ` ${namespaces}`);

function encode(name: string, value: Wire, extra = ''): string {
  if ('xsd' in value) {
    return `<${name}${extra} xsi:type="xsd:${value.xsd}">${escaped(value.text)}</${name}>`;
  }
  if ('structure' in value) {
    const fields = Object.entries(value.fields).map(([field, inner]) =>
      inner === undefined ? '' : encode(field, inner),
    );
    return `<${name}${extra} xsi:type="tns:${value.structure}">${fields.join('')}</${name}>`;
  }
  const type = `${value.arrayOf}[${value.items.length}]`;
  const items = value.items.map((item) => encode('item', item)).join('');
  const head = `<${name}${extra} SOAP-ENC:arrayType="${type}" xsi:type="SOAP-ENC:Array">`;
  return `${head}${items}</${name}>`;
}

const escaped = (value: string): string =>
  value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');

/** A request part as plain texts: types, `$value` and `href` noise gone, what is missing empty. */
export type Plain = { readonly [field: string]: string | Plain };

/** Unwraps what the `soap` package makes of a part: `{attributes, $value}`, null, or an object. */
export function plain(value: unknown): string | Plain {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'string') return value;
  if (typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value).filter(([key]) => key !== 'attributes');
  const single = entries.find(([key]) => key === '$value');
  if (single !== undefined) return plain(single[1]);
  if (entries.length === 0) return '';
  return Object.fromEntries(entries.map(([key, inner]) => [key, plain(inner)]));
}

/** The text of a field, empty when it is missing or a structure. */
export function field(value: string | Plain | undefined, ...path: readonly string[]): string {
  let at: string | Plain | undefined = value;
  for (const name of path) at = typeof at === 'object' ? at[name] : undefined;
  return typeof at === 'string' ? at : '';
}
