/** SOAP of the agency's own door: what stands in `agency-door.wsdl`. Pure but for that file. */
import { readFileSync } from 'node:fs';
import { InvalidInput } from '../../server/domain/errors.ts';
import type { SoapDoor, SoapPen, SoapValue } from '../../server/ports.ts';
import { readXml, textFromBytes, UnreadableXml, writeXml } from '../xml.ts';
import type { XmlElement, XmlPart } from '../xml.ts';

const NAMESPACE = 'urn:mahnlauf:agency:1';

/** Reads calls and writes answers; the WSDL is read once. */
export function soapDoor(): SoapDoor {
  const wsdl = readFileSync(new URL('agency-door.wsdl', import.meta.url), 'utf8');
  return {
    wsdl: (address) => wsdl.replace('{address}', () => address.replaceAll('&', '&amp;')),
    read(body, contentType) {
      const call = child(rootOf(body, contentType), 'Body')?.children[0];
      if (call === undefined) throw new InvalidInput('the SOAP body is empty');
      const said = call.children.filter(({ text }) => text !== '');
      return {
        operation: call.name,
        parts: Object.fromEntries(said.map(({ name, text }) => [name, text])),
      };
    },
    answering: (contentType) => (/^\s*application\/soap\+xml/i.test(contentType) ? soap12 : soap11),
  };
}

const pen = (type: string, namespace: string, fault: SoapPen['fault']): SoapPen => ({
  type,
  write: (operation, answer) =>
    envelope(namespace, [`m:${operation}Response`, fields(answer), { 'xmlns:m': NAMESPACE }]),
  fault,
});

const SOAP_11 = 'http://schemas.xmlsoap.org/soap/envelope/';
const SOAP_12 = 'http://www.w3.org/2003/05/soap-envelope';

const codePart = (code: string): XmlPart => ['m:code', code, { 'xmlns:m': NAMESPACE }];

/** Over HTTP every fault is a 500 (SOAP 1.1, 6.2). */
const soap11 = pen('text/xml', SOAP_11, (side, code, words) => ({
  status: 500,
  text: envelope(SOAP_11, [
    's:Fault',
    [
      ['faultcode', `s:${side}`],
      ['faultstring', words],
      ['detail', [codePart(code)]],
    ],
  ]),
}));

/** The caller's fault is a 400 (SOAP 1.2 part 2, table 20). */
const soap12 = pen('application/soap+xml', SOAP_12, (side, code, words) => ({
  status: side === 'Client' ? 400 : 500,
  text: envelope(SOAP_12, [
    's:Fault',
    [
      ['s:Code', [['s:Value', side === 'Client' ? 's:Sender' : 's:Receiver']]],
      ['s:Reason', [['s:Text', words, { 'xml:lang': 'en' }]]],
      ['s:Detail', [codePart(code)]],
    ],
  ]),
}));

function rootOf(body: Uint8Array, contentType: string): XmlElement {
  try {
    const root = readXml(textFromBytes(body, contentType));
    if (root.name === 'Envelope') return root;
  } catch (error) {
    if (error instanceof UnreadableXml) throw new InvalidInput(error.message);
    throw error;
  }
  throw new InvalidInput('this is no SOAP envelope');
}

const child = (element: XmlElement, name: string): XmlElement | undefined =>
  element.children.find((one) => one.name === name);

const envelope = (namespace: string, content: XmlPart): string =>
  writeXml(['s:Envelope', [['s:Body', [content]]], { 'xmlns:s': namespace }]);

/** Lists become repeated elements called `item`, null is left out. */
const fields = (answer: Readonly<Record<string, SoapValue>>): readonly XmlPart[] =>
  Object.entries(answer).flatMap(([name, value]): XmlPart[] => {
    if (value === null) return [];
    if (typeof value !== 'object') return [[`m:${name}`, String(value)]];
    return value.map((entry): XmlPart => ['m:item', fields(entry)]);
  });
