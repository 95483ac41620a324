/** SOAP 1.1 of the agency's own door: what stands in `agency-door.wsdl`. Pure but for that file. */
import { readFileSync } from 'node:fs';
import { InvalidInput } from '../../server/domain/errors.ts';
import type { SoapDoor, SoapValue } from '../../server/ports.ts';
import { readXml, UnreadableXml, writeXml, type XmlElement, type XmlPart } from '../xml.ts';

const NAMESPACE = 'urn:mahnlauf:agency:1';
const ENVELOPE = 'http://schemas.xmlsoap.org/soap/envelope/';

/** Reads calls and writes answers; the WSDL is read once. */
export function soapDoor(): SoapDoor {
  const wsdl = readFileSync(new URL('agency-door.wsdl', import.meta.url), 'utf8');
  return {
    wsdl: (address) => wsdl.replace('{address}', address.replaceAll('&', '&amp;')),
    read(text) {
      const body = child(rootOf(text), 'Body');
      const call = body?.children[0];
      if (call === undefined) throw new InvalidInput('the SOAP body is empty');
      const parts = call.children.map((part) => [part.name, part.text] as const);
      return { operation: call.name, parts: Object.fromEntries(parts) };
    },
    write: (operation, answer) =>
      envelope([`m:${operation}Response`, fields(answer), { 'xmlns:m': NAMESPACE }]),
    fault: (side, code, words) =>
      envelope([
        's:Fault',
        [
          ['faultcode', `s:${side}`],
          ['faultstring', words],
          ['detail', [['m:code', code, { 'xmlns:m': NAMESPACE }]]],
        ],
      ]),
  };
}

function rootOf(text: string): XmlElement {
  try {
    const root = readXml(text);
    if (root.name === 'Envelope') return root;
  } catch (error) {
    if (error instanceof UnreadableXml) throw new InvalidInput(error.message);
    throw error;
  }
  throw new InvalidInput('this is no SOAP envelope');
}

const child = (element: XmlElement, name: string): XmlElement | undefined =>
  element.children.find((one) => one.name === name);

const envelope = (content: XmlPart): string =>
  writeXml(['s:Envelope', [['s:Body', [content]]], { 'xmlns:s': ENVELOPE }]);

/** Lists become repeated elements called `item`, null is left out. */
const fields = (answer: Readonly<Record<string, SoapValue>>): readonly XmlPart[] =>
  Object.entries(answer).flatMap(([name, value]): XmlPart[] => {
    if (value === null) return [];
    if (typeof value !== 'object') return [[`m:${name}`, String(value)]];
    return value.map((entry): XmlPart => ['m:item', fields(entry)]);
  });
