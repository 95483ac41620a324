/** Answers that a broken or hostile agency might give. */
import { gzipSync } from 'node:zlib';

export const envelope = (body: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>${body}</S:Body></S:Envelope>`;
export const whole = envelope('<r><return><fileNumber>12345678901</fileNumber></return></r>');
export const fault = (code: string, text: string): string =>
  envelope(`<S:Fault><faultcode>S:${code}</faultcode><faultstring>${text}</faultstring></S:Fault>`);

/** A gigabyte in a megabyte: a hundred gzip members of ten million zeros. */
export function gzipBomb(): Buffer {
  const member = gzipSync(Buffer.alloc(10_000_000));
  return Buffer.concat(Array.from({ length: 100 }, () => member));
}

export const entityBomb =
  '<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>' +
  envelope('<r><return><fileNumber>&b;</fileNumber></return></r>').replace(/^<\?.*?\?>/, '');

/** Each part points twice to the next: 60 of them unfold into more than the stars. */
export const referenceBomb = envelope(
  `<r><return href="#n0"/></r>${Array.from(
    { length: 55 },
    (_, index) =>
      `<multiRef id="n${index}"><a href="#n${index + 1}"/><b href="#n${index + 1}"/></multiRef>`,
  ).join('')}<multiRef id="n55">x</multiRef>`,
);

export const deep = envelope(`${'<a>'.repeat(10_000)}x${'</a>'.repeat(10_000)}`);
export const latin1 = Buffer.from(whole.replace('12345678901', 'Gr\u00f6\u00dfe'), 'latin1');
export const halfChunked = `HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n${whole.slice(0, 64)}\r\n`;
export const html = '<!doctype html><html><body>Wartung</body></html>';
