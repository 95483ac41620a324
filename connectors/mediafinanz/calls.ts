/**
 * Calls operations of mediafinanz over SOAP 1.1. The `soap` package writes the request by a WSDL
 * that is shipped, never fetched; `http` sends it; `envelope` reads the answer. Every end is named:
 * a result, `PartnerRejected`, `PartnerUnavailable` or `OutcomeUnknown`. Nothing is repeated but a read
 * over a kept connection which the agency had closed.
 */
import { readFileSync } from 'node:fs';
import { createClientAsync, type Client } from 'soap';
import { InvalidInput, MahnlaufError, PartnerRejected } from '../../server/domain/errors.ts';
import {
  exchange,
  httpConnections,
  partnerError,
  type HttpAnswer,
  type HttpLimits,
} from '../http.ts';
import { textFromBytes } from '../xml.ts';
import { readEnvelope, type SoapFault, type XmlNode } from './envelope.ts';
import type { Outgoing } from './messages.ts';
import { hiddenTexts, redact, type Trace, type TraceEntry } from './trace.ts';

export interface SoapService {
  endpoint: string;
  wsdlPath: string;
  /** Takes the place of the WSDL's target namespace; null leaves the WSDL as it is. */
  namespace: string | null;
  /** Our element name to theirs, for both ways; empty where our guess is right. */
  fieldNames: Readonly<Record<string, string>>;
  limits: HttpLimits;
  trace: Trace | null;
}

export interface SoapCall<T> {
  operation: string;
  parts: Outgoing;
  /** A read may be repeated, so a failed one is `PartnerUnavailable`, never `OutcomeUnknown`. */
  repeatable: boolean;
  read: (result: XmlNode, raw: string) => T;
}

export interface SoapCalls {
  call<T>(call: SoapCall<T>): Promise<T>;
}

/** The calls of one account. Costs nothing until the first call. */
export function soapCalls(service: SoapService): SoapCalls {
  const connections = httpConnections(service.endpoint);
  let writer: Promise<Writer> | undefined;
  return {
    async call(call) {
      writer ??= makeWriter(service);
      const request = await (await writer)(call.operation, renamed(call.parts, service.fieldNames));
      const seen = { status: null as number | null, answer: '' };
      const note = (end: string): void =>
        tell(service.trace, () => ({
          operation: call.operation,
          about: /<(?:invoice|fileNumber)[^>]*>([^<]{1,60})</.exec(request.body)?.[1] ?? null,
          endpoint: service.endpoint,
          status: seen.status,
          request: redact(request.body),
          answer: seen.answer === '' ? '' : redact(seen.answer, hiddenTexts(request.body)),
          end,
        }));
      try {
        const sent = { method: 'POST', url: service.endpoint, ...request } as const;
        let answer = await exchange(
          sent,
          service.limits,
          call.repeatable ? connections : undefined,
        );
        if (call.repeatable && 'failed' in answer && answer.kept === true) {
          answer = await exchange(sent, service.limits);
        }
        if ('failed' in answer) throw partnerError(answer, call.repeatable, `"${call.operation}"`);
        seen.status = answer.status;
        const result = readAnswer(answer, call, service.fieldNames, (text) => (seen.answer = text));
        note('done');
        return result;
      } catch (error) {
        note(error instanceof MahnlaufError ? error.code : 'error');
        throw error;
      }
    },
  };
}

/** A trace that cannot be written loses itself, never the outcome of the call it describes. */
function tell(trace: Trace | null, entry: () => TraceEntry): void {
  if (trace === null) return;
  try {
    trace(entry());
  } catch {
    // The call has its own outcome; see above.
  }
}

function readAnswer<T>(
  answer: HttpAnswer,
  call: SoapCall<T>,
  fieldNames: Readonly<Record<string, string>>,
  keep: (text: string) => void,
): T {
  const unclear = (detail: string): MahnlaufError =>
    partnerError({ sent: true, detail }, call.repeatable, `"${call.operation}"`);
  try {
    const text = textFromBytes(answer.body, answer.contentType);
    keep(text);
    const read = readEnvelope(text);
    if ('fault' in read) {
      throw (
        faultError(read.fault, call.operation) ??
        refusalByStatus(answer.status, call.operation) ??
        unclear(read.fault.text.slice(0, 500))
      );
    }
    if (!isSuccess(answer.status)) throw unclear(`HTTP ${answer.status} without a fault`);
    return call.read(withOurNames(read.result, theirToOurs(fieldNames)), text);
  } catch (error) {
    if (error instanceof MahnlaufError) throw error;
    const refusal = refusalByStatus(answer.status, call.operation);
    if (refusal !== undefined) throw refusal;
    if (answer.status === 429) {
      throw partnerError({ sent: false, detail: 'HTTP 429' }, true, `"${call.operation}"`);
    }
    throw unclear(`${messageOf(error)}, HTTP ${answer.status}`);
  }
}

const isSuccess = (status: number): boolean => status >= 200 && status <= 299;

/** What a server answers before any application has looked at the body. */
function refusalByStatus(status: number, operation: string): PartnerRejected | undefined {
  if (!isRefusal(status)) return undefined;
  return new PartnerRejected(
    `mediafinanz refused "${operation}" with HTTP ${status}; ` +
      'check the endpoint and the credentials of the account',
    [`HTTP ${status}`],
    isAboutTheBody(status) ? 'message' : 'account',
  );
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

const isRefusal = (status: number): boolean =>
  [301, 302, 303, 307, 308, 401, 403, 404, 405, 413, 415].includes(status);

/** Too long or of a wrong kind: the next message may do better. */
const isAboutTheBody = (status: number): boolean => [413, 415].includes(status);

/** Words by which a fault of the code `Server` is nevertheless an answer about the account. */
export const aboutTheAccount =
  /lizenz|licen[cs]e|zugangsdaten|credential|clientid|mandant|berechtig|unauthori[sz]ed|passwor/i;

/**
 * `Client` and codes of the agency's own are answers. `Server` is technical, and then nobody knows
 * how far the agency came, unless it speaks of the account. Undefined: unclear.
 */
function faultError(fault: SoapFault, operation: string): PartnerRejected | undefined {
  const isTechnical = /^(Server|Receiver|)(\.|$)/i.test(fault.code);
  if (isTechnical && !aboutTheAccount.test(fault.text)) return undefined;
  const reason = fault.text.slice(0, 500);
  const about = aboutTheAccount.test(fault.text) ? 'account' : 'message';
  return new PartnerRejected(`mediafinanz refused "${operation}": ${reason}`, [reason], about);
}

interface WrittenRequest {
  headers: Readonly<Record<string, string>>;
  body: string;
}

type Writer = (operation: string, parts: Outgoing) => Promise<WrittenRequest>;

/**
 * The `soap` client, with its way to the network cut: what it would send is handed back. Its method
 * of an operation is asked for by name, as operations may come from a merchant's own WSDL.
 */
async function makeWriter(service: SoapService): Promise<Writer> {
  const wsdl = withNamespace(readWsdl(service.wsdlPath), service.namespace);
  const httpClient = {
    request(...sent: [url: string, body: string, done: unknown, headers: unknown, own: unknown]) {
      const [, body, , headers, own] = sent;
      const { written } = own as { written: (request: WrittenRequest) => void };
      written({ body, headers: headers as Record<string, string> });
    },
  };
  const options = { httpClient: httpClient as never, disableCache: true };
  const client: Client = await createClientAsync(wsdl, options, service.endpoint);
  if (wsdl.includes('use="encoded"')) {
    // The package leaves this out, although the WSDL asks for it (SOAP 1.1, section 4.1.1).
    client.addBodyAttribute({ 'soap:encodingStyle': 'http://schemas.xmlsoap.org/soap/encoding/' });
  }
  return (operation, parts) =>
    new Promise((resolve, reject) => {
      const method: unknown = client[operation];
      if (typeof method !== 'function') {
        reject(new InvalidInput(`the WSDL of the account has no operation "${operation}"`));
        return;
      }
      method(parts, reject, { written: resolve });
    });
}

function readWsdl(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new InvalidInput(`the WSDL ${path} of the account cannot be read`, { cause: error });
  }
}

function withNamespace(wsdl: string, namespace: string | null): string {
  const own = /targetNamespace="([^"]+)"/.exec(wsdl)?.[1];
  return namespace === null || own === undefined ? wsdl : wsdl.replaceAll(own, namespace);
}

/** The structures with the partner's own field names, parts and members alike. */
function renamed(parts: Outgoing, names: Readonly<Record<string, string>>): Outgoing {
  const entries = Object.entries(parts).map(([field, value]) => [
    names[field] ?? field,
    typeof value === 'object' ? renamed(value, names) : value,
  ]);
  return Object.fromEntries(entries) as Outgoing;
}

const theirToOurs = (names: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(names).map(([ours, theirs]) => [theirs, ours]));

function withOurNames(node: XmlNode, names: ReadonlyMap<string, string>): XmlNode {
  if (names.size === 0) return node;
  const children = node.children.map((child) => withOurNames(child, names));
  return { ...node, name: names.get(node.name) ?? node.name, children };
}
