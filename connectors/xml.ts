/**
 * Reads and writes the XML of our own formats. Strict: a document type, an entity of its own, too
 * deep a nesting, too many elements or a broken end is refused before anything is made of it.
 */
import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** An element without its namespace prefix; its text is trimmed. */
export interface XmlElement {
  name: string;
  text: string;
  children: readonly XmlElement[];
}

/** An element to be written: text, or elements; null leaves it out. */
export type XmlPart = readonly [
  name: string,
  content: string | readonly XmlPart[] | null,
  attributes?: Readonly<Record<string, string>>,
];

/** The text is no XML that we take; the message says why, without a word of its content. */
export class UnreadableXml extends Error {
  override readonly name = 'UnreadableXml';
}

/**
 * Decodes a document: its byte order mark decides, then what HTTP says, then its own declaration
 * (RFC 7303, section 3). Throws when the bytes do not fit.
 */
export function textFromBytes(body: Uint8Array, contentType: string): string {
  const head = new TextDecoder('latin1').decode(body.subarray(0, 200));
  const declared =
    charsetOfMark(head) ??
    /charset\s*=\s*["']?([\w.:-]+)/i.exec(contentType)?.[1] ??
    /^[^<]*<\?xml[^>]*encoding\s*=\s*["']([\w.:-]+)["']/i.exec(head)?.[1] ??
    'utf-8';
  try {
    return new TextDecoder(declared, { fatal: true }).decode(body);
  } catch {
    throw new UnreadableXml(`the text is not valid ${declared}`);
  }
}

/** By the byte order mark, or by the first sign of a document without one. */
function charsetOfMark(head: string): string | undefined {
  if (/^(?:\u00ff\u00fe|<\0)/.test(head)) return 'utf-16le';
  if (/^(?:\u00fe\u00ff|\0<)/.test(head)) return 'utf-16be';
  return head.startsWith('\u00ef\u00bb\u00bf') ? 'utf-8' : undefined;
}

const MAX_DEPTH = 20;
const MAX_TAGS = 400_000;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: false,
  processEntities: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  maxNestedTags: MAX_DEPTH,
  cdataPropName: '#cdata',
});

type RawNode = Readonly<Record<string, unknown>>;

/** The root element of a document; what is blank before it is left out. */
export function readXml(text: string): XmlElement {
  const xml = text.trimStart();
  refuseCostly(xml);
  let raws: readonly RawNode[];
  try {
    const valid = XMLValidator.validate(xml);
    if (valid !== true) throw new UnreadableXml(`this is no XML: ${valid.err.code}`);
    raws = parser.parse(xml) as readonly RawNode[];
  } catch (error) {
    if (error instanceof UnreadableXml) throw error;
    throw new UnreadableXml('this is no XML, or it is nested too deep', { cause: error });
  }
  const [root] = toElements(raws, 0);
  if (root === undefined) throw new UnreadableXml('the document is empty');
  return root;
}

/** What makes a reader work or remember more than the size of a text lets expect. */
function refuseCostly(xml: string): void {
  const markup = xml.replace(/<!\[CDATA\[[\s\S]*?(?:\]\]>|$)/g, '');
  if (/<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)/i.test(markup)) {
    throw new UnreadableXml('it declares a document type or an entity');
  }
  if (/<[^<>]{10000}/.test(markup)) throw new UnreadableXml('it has an endless tag');
  let tags = 0;
  for (let at = markup.indexOf('<'); at >= 0; at = markup.indexOf('<', at + 1)) tags += 1;
  if (tags > MAX_TAGS) throw new UnreadableXml(`it has more than ${MAX_TAGS} tags`);
}

function toElements(raws: readonly RawNode[], depth: number): readonly XmlElement[] {
  if (depth > MAX_DEPTH) throw new UnreadableXml('it is nested too deep');
  return raws.flatMap((raw) => {
    const tag = Object.keys(raw).find((key) => key !== ':@' && !key.startsWith('#'));
    if (tag === undefined) return [];
    const content = raw[tag] as readonly RawNode[];
    const children = toElements(content, depth + 1);
    const text = children.length > 0 ? '' : textOf(content).trim();
    return [{ name: tag.replace(/^.*:/, ''), text, children }];
  });
}

function textOf(content: readonly RawNode[]): string {
  let text = '';
  for (const part of content) {
    if (typeof part['#text'] === 'string') text += decodeEntities(part['#text']);
    const cdata = part['#cdata'] as readonly RawNode[] | undefined;
    for (const piece of cdata ?? []) if (typeof piece['#text'] === 'string') text += piece['#text'];
  }
  return allowed(text);
}

/** Without the characters that XML forbids. */
const allowed = (text: string): string =>
  // eslint-disable-next-line no-control-regex
  text.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '').toWellFormed();

const named: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

function decodeEntities(text: string): string {
  return text.replace(/&([^;&\s]{0,12});?/g, (_whole, entity: string) => {
    const number = /^#(?:x([0-9a-f]{1,6})|(\d{1,7}))$/i.exec(entity);
    if (number !== null) {
      const code = Number.parseInt(number[1] ?? number[2] ?? '0', number[1] ? 16 : 10);
      if (code > 0 && code <= 0x10ffff) return String.fromCodePoint(code);
    }
    const known = named.get(entity);
    if (known === undefined) throw new UnreadableXml('it uses an unknown entity');
    return known;
  });
}

/** A whole document with its declaration, indented by two spaces. */
export const writeXml = (root: XmlPart): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${writePart(root, '')}`;

function writePart([name, content, attributes = {}]: XmlPart, indent: string): string {
  if (content === null) return '';
  const own = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  const open = `${indent}<${name}${own.join('')}`;
  if (typeof content === 'string') return `${open}>${escaped(content)}</${name}>\n`;
  if (content.length === 0) return `${open}/>\n`;
  const inner = content.map((part) => writePart(part, `${indent}  `)).join('');
  return `${open}>\n${inner}${indent}</${name}>\n`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
};

const escaped = (text: string): string =>
  allowed(text).replace(/[&<>"\r]/g, (sign) => ESCAPES[sign] ?? sign);
