/**
 * Reads a SOAP 1.1 answer: text to nodes, nodes to plain values. Pure, and strict:
 * a document type, an entity of its own, too deep a nesting or half a document is refused. The
 * `soap` package writes our requests; its reader is not used for answers, because it loses text
 * beside CDATA, breaks `href` to a plain text and turns local times into UTC.
 */
import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** An element without its namespace prefix. `nil` is `xsi:nil`. */
export interface XmlNode {
  name: string;
  text: string;
  children: readonly XmlNode[];
  nil: boolean;
  /** A SOAP-ENC array: its children are the entries, whatever they are called. */
  array: boolean;
}

export interface SoapFault {
  code: string;
  text: string;
}

export type SoapAnswer = { result: XmlNode } | { fault: SoapFault };

/** The answer cannot be used; the message says why, without a word of its content. */
export class UnreadableAnswer extends Error {
  override readonly name = 'UnreadableAnswer';
}

const maxDepth = 60;
/** Opening and closing ones: enough for 25,000 changes of status in one answer. */
const maxTags = 500_000;
/** How often an element may be read on average: references may share, but not unfold. */
const maxReadings = 10;

/** Reads a SOAP envelope into the result of its operation, or the fault. */
export function readEnvelope(xml: string): SoapAnswer {
  const roots = readXml(xml);
  const envelope = roots[0];
  if (envelope?.name !== 'Envelope') {
    const found = envelope?.name.slice(0, 40) ?? 'nothing';
    throw new UnreadableAnswer(`the answer is no SOAP envelope but ${found}`);
  }
  const body = envelope.children.find((child) => child.name === 'Body');
  const first = body?.children[0];
  if (first === undefined) throw new UnreadableAnswer('the SOAP body of the answer is empty');
  if (first.name === 'Fault') return { fault: readFault(first) };
  return { result: unwrapPart(first) };
}

/** SOAP 1.1 `faultcode`/`faultstring`, or the names of SOAP 1.2. */
function readFault(fault: XmlNode): SoapFault {
  const code = textAt(fault, 'faultcode') ?? textAt(childOf(fault, 'Code'), 'Value') ?? '';
  const text = textAt(fault, 'faultstring') ?? textAt(childOf(fault, 'Reason'), 'Text') ?? '';
  return { code: code.replace(/^.*[:}]/, ''), text };
}

/**
 * rpc wraps the result in one part whose name means nothing (SOAP 1.1, 7.1): mostly `return`, but
 * some servers make one up. Document/literal has no such part: there the only child may be a field.
 */
function unwrapPart(wrapper: XmlNode): XmlNode {
  const only = wrapper.children.length === 1 ? wrapper.children[0] : undefined;
  return only === undefined || FIELDS.has(only.name) ? wrapper : only;
}

/** Fields that may be all there is in an answer. */
const FIELDS: ReadonlySet<string> = new Set([
  'fileNumber',
  'errorList',
  'statusCode',
  'transactionId',
  'changes',
  'messages',
  'totalDebts',
  'outstanding',
  'payoutHistory',
]);

/** The child of that name, or undefined. */
function childOf(node: XmlNode | undefined, name: string): XmlNode | undefined {
  return node?.children.find((child) => child.name === name);
}

/** The trimmed text of a child; undefined when it is missing, nil (and so empty) or empty. */
export function textAt(node: XmlNode | undefined, name: string): string | undefined {
  const text = childOf(node, name)?.text.trim() ?? '';
  return text === '' ? undefined : text;
}

/**
 * The entries of a list: an encoded array of none, one or many, a repeated element, a single
 * structure standing for a list of one, or nothing at all.
 */
export function listAt(node: XmlNode | undefined, name: string): readonly XmlNode[] {
  const found = (node?.children ?? []).filter((child) => child.name === name);
  if (found.length > 1) return found.filter((entry) => !entry.nil);
  return entriesOf(found[0]);
}

/** The same for an answer that is itself a list. */
export function entriesOf(list: XmlNode | undefined): readonly XmlNode[] {
  if (list === undefined || list.nil) return [];
  const items = list.children.filter((child) => !child.nil);
  if (list.array || (items.length > 0 && items.every((child) => child.name === 'item'))) {
    return items;
  }
  if (items.length === 0) return list.text.trim() === '' ? [] : [list];
  return items.every((child) => child.children.length > 0) ? items : [list];
}

/** The texts of a list, whatever its entries are called; empty ones are left out. */
export function textsOf(entries: readonly XmlNode[]): readonly string[] {
  return entries
    .flatMap((entry) => (entry.children.length > 0 ? entry.children : [entry]))
    .map((entry) => entry.text.trim())
    .filter((text) => text !== '');
}

type RawNode = Readonly<Record<string, unknown>>;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  trimValues: false,
  processEntities: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  maxNestedTags: maxDepth,
  cdataPropName: '#cdata',
});

function readXml(text: string): readonly XmlNode[] {
  refuseHtml(text);
  // A script of the other side may have printed an empty line before it answered.
  const xml = text.trimStart();
  refuseCostly(xml);
  let raw: readonly RawNode[];
  try {
    const valid = XMLValidator.validate(xml);
    if (valid !== true) throw new UnreadableAnswer(`the answer is no XML: ${valid.err.code}`);
    raw = parser.parse(xml) as readonly RawNode[];
  } catch (error) {
    if (error instanceof UnreadableAnswer) throw error;
    throw new UnreadableAnswer('the answer is no XML, or is nested too deep', { cause: error });
  }
  const targets = new Map<string, RawNode>();
  const elements = collectTargets(raw, targets);
  return toNodes(raw, { targets, depth: 0, left: { nodes: elements * maxReadings } });
}

function refuseHtml(xml: string): void {
  const start = xml
    .slice(0, 500)
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (start === '') throw new UnreadableAnswer('the answer is empty');
  if (/^(<!doctype\s+html|<html)/i.test(start)) {
    throw new UnreadableAnswer('the answer is a web page, not SOAP');
  }
  if (!start.startsWith('<')) throw new UnreadableAnswer('the answer is no XML');
}

/** What makes a reader work or remember more than the size of an answer lets expect. */
function refuseCostly(xml: string): void {
  const markup = xml.includes('<![CDATA[')
    ? xml.replace(/<!\[CDATA\[[\s\S]*?(?:\]\]>|$)/g, '')
    : xml;
  if (/<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)/i.test(markup)) {
    throw new UnreadableAnswer('the answer declares a document type or an entity');
  }
  if (/<[^<>]{10000}/.test(markup)) throw new UnreadableAnswer('the answer has an endless tag');
  let tags = 0;
  for (let at = markup.indexOf('<'); at >= 0; at = markup.indexOf('<', at + 1)) tags += 1;
  if (tags > maxTags) throw new UnreadableAnswer(`the answer has more than ${maxTags} tags`);
}

const attributesOf = (raw: RawNode): Readonly<Record<string, string>> =>
  (raw[':@'] ?? {}) as Readonly<Record<string, string>>;

/** The name of the element, with its prefix; undefined for text. */
const tagOf = (raw: RawNode): string | undefined =>
  Object.keys(raw).find((key) => key !== ':@' && !key.startsWith('#'));

const contentOf = (raw: RawNode, tag: string): readonly RawNode[] =>
  (raw[tag] ?? []) as readonly RawNode[];

/**
 * `id` marks what an `href="#…"` elsewhere points to (SOAP 1.1, section 5.2.1). Gives the number of
 * elements.
 */
function collectTargets(raws: readonly RawNode[], targets: Map<string, RawNode>): number {
  let elements = 0;
  for (const raw of raws) {
    const tag = tagOf(raw);
    if (tag === undefined) continue;
    const id = attributesOf(raw)['id'];
    if (id !== undefined && !targets.has(id)) targets.set(id, raw);
    elements += 1 + collectTargets(contentOf(raw, tag), targets);
  }
  return elements;
}

interface Reading {
  targets: ReadonlyMap<string, RawNode>;
  depth: number;
  /** Shared by the whole reading and counted down. */
  left: { nodes: number };
}

function toNodes(raws: readonly RawNode[], reading: Reading): readonly XmlNode[] {
  if (reading.depth > maxDepth) throw new UnreadableAnswer('the answer is nested too deep');
  const nodes: XmlNode[] = [];
  for (const raw of raws) {
    const tag = tagOf(raw);
    // A target is read where it is pointed to. The body's own first child may carry an id too.
    if (tag === undefined || /(^|:)multiRef$/i.test(tag)) continue;
    nodes.push(toNode(raw, tag, reading));
  }
  return nodes;
}

function toNode(raw: RawNode, tag: string, reading: Reading): XmlNode {
  reading.left.nodes -= 1;
  if (reading.left.nodes < 0) throw new UnreadableAnswer('the answer has too many parts');
  const own = attributesOf(raw);
  const href = own['href'];
  const target = href?.startsWith('#') ? reading.targets.get(href.slice(1)) : undefined;
  if (href !== undefined && target === undefined) {
    throw new UnreadableAnswer('the answer points to a part that is not in it');
  }
  const source = target ?? raw;
  const attributes = { ...own, ...attributesOf(source) };
  const content = contentOf(source, tagOf(source) ?? tag);
  const children = toNodes(content, { ...reading, depth: reading.depth + 1 });
  const type = attributeNamed(attributes, 'type')?.replace(/^.*:/, '');
  const text = children.length > 0 ? '' : textOf(content);
  return {
    name: tag.replace(/^.*:/, ''),
    // Perl's SOAP::Lite packs texts beyond ASCII like this, unless it is told their type.
    text: type === 'base64Binary' || type === 'base64' ? fromBase64(text) : text,
    children: type === 'Map' ? children.map(fromMapEntry) : children,
    nil: /^(1|true)$/.test(attributeNamed(attributes, 'nil') ?? ''),
    array: attributeNamed(attributes, 'arrayType') !== undefined || type === 'Array',
  };
}

const fromBase64 = (text: string): string => Buffer.from(text, 'base64').toString('utf8');

/** PHP's Map writes `<item><key>…</key><value>…</value></item>` where others write an element. */
function fromMapEntry(entry: XmlNode): XmlNode {
  const key = textAt(entry, 'key');
  const value = childOf(entry, 'value');
  return key === undefined || value === undefined ? entry : { ...value, name: key };
}

const attributeNamed = (
  attributes: Readonly<Record<string, string>>,
  name: string,
): string | undefined =>
  Object.entries(attributes).find(([key]) => key === name || key.endsWith(`:${name}`))?.[1];

function textOf(content: readonly RawNode[]): string {
  let text = '';
  for (const part of content) {
    text += decodeEntities(textIn(part));
    const cdata = part['#cdata'];
    if (cdata !== undefined) {
      for (const piece of cdata as readonly RawNode[]) text += textIn(piece);
    }
  }
  // Characters that XML forbids come all the same; no table and no letter can hold them.
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '').toWellFormed();
}

const textIn = (part: RawNode): string => {
  const text = part['#text'];
  return typeof text === 'string' ? text : '';
};

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

/** The five entities of XML and character numbers; anything else is refused. */
function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&([^;&\s]{0,12});?/g, (_whole, entity: string) => {
    const number = /^#(?:x([0-9a-f]{1,6})|(\d{1,7}))$/i.exec(entity);
    if (number !== null) {
      const code = Number.parseInt(number[1] ?? number[2] ?? '0', number[1] ? 16 : 10);
      if (code > 0 && code <= 0x10ffff) return String.fromCodePoint(code);
    }
    const known = Object.hasOwn(named, entity) ? named[entity] : undefined;
    if (known === undefined) throw new UnreadableAnswer('the answer uses an unknown entity');
    return known;
  });
}
