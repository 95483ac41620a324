/**
 * The sandbox agency on the wire: a SOAP server that speaks the dialect of mediafinanz, serves its
 * WSDL at `?wsdl` and plays the plots of `plots.ts`. It answers the way a real agency would,
 * broken connections included, and its clock moves only when told.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { listen } from 'soap';
import type { Instant } from '../../server/domain/calendar.ts';
import type { Cents } from '../../server/domain/money.ts';
import {
  emptyState,
  rvgLikeCosts,
  SandboxBooks,
  type AgencyState,
  type SandboxClaim,
} from './agency.ts';
import { spoil, type OrderedFault } from './faults.ts';
import {
  AgencyFault,
  encashment,
  type Desk,
  type Operation,
  type SandboxAccount,
} from './operations.ts';
import { partnerDesk } from './partner.ts';
import { encodeResult, field, plain, type Plain } from './wire.ts';

export interface SandboxSettings {
  /** Where the agency's clock stands at the start, unless a kept state is later. */
  now: Instant;
  /** 0 takes a free one. */
  port?: number;
  accounts?: readonly SandboxAccount[];
  timeZone?: string;
  costsFor?: (principalCents: Cents) => Cents;
  /** The most entries of a feed in one answer. */
  batchSize?: number;
  /** How long the plot `late` lets the caller wait. */
  lateMs?: number;
  /** Keeps the claims in a JSON file between runs; null keeps them in memory. */
  stateFile?: string | null;
  /** Asked once per call: how this one shall go wrong, or nothing. */
  orderFault?: (operation: string) => OrderedFault | undefined;
}

export interface SandboxAgency {
  /** The endpoint of the encashment service; `?wsdl` describes it. */
  url: string;
  /** The endpoint of the partner service, where accounts are made. */
  partnerUrl: string;
  port: number;
  /** The first account; put it into `mediafinanz({ ...account, endpoint: url, sandbox: true })`. */
  account: SandboxAccount;
  now(): Instant;
  /** Every claim ever taken, doubled references included, oldest first. */
  claims(): readonly SandboxClaim[];
  /** Moves the agency's clock forward and plays what falls due. */
  advanceTo(at: Instant): void;
  close(): Promise<void>;
}

export const demoAccount: SandboxAccount = {
  clientId: '10001',
  applicationKey: 'sandbox-application-key',
  clientKey: 'sandbox-client-key',
};

/** Starts the agency on loopback and answers once it listens. */
export async function startSandboxAgency(settings: SandboxSettings): Promise<SandboxAgency> {
  const accounts = settings.accounts ?? [demoAccount];
  const timeZone = settings.timeZone ?? 'Europe/Berlin';
  const stateFile = settings.stateFile ?? null;
  const books = new SandboxBooks(loadState(stateFile, settings.now), {
    timeZone,
    costsFor: settings.costsFor ?? rvgLikeCosts,
    batchSize: settings.batchSize ?? 1_000,
  });
  const save = (): void => saveState(stateFile, books.state);
  const desk: Desk = { books, timeZone, bookOf: (auth) => bookOf(accounts, auth) };
  const server = createServer((_call, reply) => reply.writeHead(404).end());
  const port = await openPort(server, settings.port ?? 0);
  const base = `http://127.0.0.1:${port}`;
  const lateMs = settings.lateMs ?? 5_000;
  await serve(server, {
    base,
    path: '/encashment',
    service: 'Encashment',
    file: 'mediafinanz.wsdl',
    methods: methodsOf(encashment, desk, { save, lateMs }),
  });
  await serve(server, {
    base,
    path: '/partner',
    service: 'Partner',
    file: 'mediafinanz-partner.wsdl',
    methods: methodsOf(partnerDesk(accounts), desk, { save, lateMs }),
  });
  orderFaults(server, settings.orderFault);
  return {
    url: `${base}/encashment`,
    partnerUrl: `${base}/partner`,
    port,
    account: accounts[0] ?? demoAccount,
    now: () => books.state.now,
    claims: () => [...books.state.claims],
    advanceTo(at) {
      books.advanceTo(at);
      save();
    },
    close: () => closeServer(server),
  };
}

/** The caller's book, `client/mode`; a fault in German when the credentials are wrong. */
function bookOf(accounts: readonly SandboxAccount[], auth: Plain | string | undefined): string {
  const clientId = field(auth, 'clientId');
  const account = accounts.find((known) => known.clientId === clientId);
  const licence = (known: SandboxAccount): string =>
    createHash('md5')
      .update(known.applicationKey + known.clientKey)
      .digest('hex');
  if (account === undefined || field(auth, 'licenceKey') !== licence(account)) {
    throw new AgencyFault('Client', 'Die Zugangsdaten sind ungültig (Mandanten-ID oder Lizenz)');
  }
  return `${clientId}/${/^(true|1)$/.test(field(auth, 'sandbox')) ? 'sandbox' : 'live'}`;
}

type Method = (args: unknown, done: unknown, headers: unknown, call: IncomingMessage) => unknown;

interface Service {
  base: string;
  path: string;
  service: string;
  /** The WSDL lies beside the connector that is its other reader. */
  file: string;
  methods: Record<string, Method>;
}

function serve(server: Server, service: Service): Promise<void> {
  const path = new URL(`../mediafinanz/${service.file}`, import.meta.url);
  const wsdl = readFileSync(path, 'utf8').replace(
    /location="[^"]*"/,
    `location="${service.base}${service.path}"`,
  );
  const services = {
    [`${service.service}Service`]: { [`${service.service}Port`]: service.methods },
  };
  return new Promise((resolve, reject) => {
    listen(server, {
      path: service.path,
      xml: wsdl,
      services,
      suppressStack: true,
      enableChunkedEncoding: false,
      ...rawTexts,
      callback: (error) => (error ? reject(error) : resolve()),
    });
  });
}

/** Keeps what typed clients send as it was written: no float, no date in another zone. */
const keep = (written: string): string => written;
const rawTexts = {
  customDeserializer: Object.fromEntries(
    [
      'int',
      'integer',
      'long',
      'short',
      'float',
      'double',
      'decimal',
      'boolean',
      'date',
      'dateTime',
    ].map((type) => [type, keep]),
  ),
};

function methodsOf(
  operations: Readonly<Record<string, Operation>>,
  desk: Desk,
  { save, lateMs }: { save: () => void; lateMs: number },
): Record<string, Method> {
  const toMethod =
    (operation: Operation): Method =>
    (args, _done, _headers, call) => {
      const parts = plain(args);
      let answer: ReturnType<Operation>;
      try {
        answer = operation(desk, typeof parts === 'string' ? {} : parts);
      } catch (error) {
        if (error instanceof AgencyFault) throw soapFault(error);
        throw error;
      }
      save();
      const encoded = { $xml: encodeResult(answer.wire) };
      switch (answer.handOver) {
        case 'taken':
        case 'refused':
          return encoded;
        case 'taken_and_dropped':
          call.socket.destroy();
          return new Promise(() => undefined);
        case 'taken_and_late':
          return new Promise((resolve) => {
            setTimeout(() => resolve(encoded), lateMs).unref();
          });
        default:
          throw new Error(`${String(answer.handOver satisfies never)} is not handled`);
      }
    };
  return Object.fromEntries(
    Object.entries(operations).map(([name, operation]) => [name, toMethod(operation)]),
  );
}

/** The shape by which the `soap` server knows a fault of SOAP 1.1. */
function soapFault(fault: AgencyFault): Error {
  const Fault = { faultcode: `soap:${fault.code}`, faultstring: fault.message, statusCode: 500 };
  return Object.assign(new Error(fault.message), { Fault });
}

/** Lets a test spoil a call before or after the agency has worked on it. */
function orderFaults(
  server: Server,
  orderFault: ((operation: string) => OrderedFault | undefined) | undefined,
): void {
  if (orderFault === undefined) return;
  const [answer] = server.listeners('request') as ((
    call: IncomingMessage,
    reply: ServerResponse,
  ) => void)[];
  if (answer === undefined) return;
  server.removeAllListeners('request');
  server.on('request', (call: IncomingMessage, reply: ServerResponse) => {
    const operation = String(call.headers['soapaction'] ?? '').replace(/^.*#|"/g, '');
    const fault = call.method === 'POST' ? orderFault(operation) : undefined;
    if (fault === undefined) answer(call, reply);
    else spoil(fault, { call, reply, answer: () => answer(call, reply) });
  });
}

function openPort(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function loadState(stateFile: string | null, now: Instant): AgencyState {
  if (stateFile === null || !existsSync(stateFile)) return emptyState(now);
  const state = JSON.parse(readFileSync(stateFile, 'utf8')) as AgencyState;
  return { ...state, now: state.now > now ? state.now : now };
}

function saveState(stateFile: string | null, state: AgencyState): void {
  if (stateFile === null) return;
  writeFileSync(`${stateFile}.new`, JSON.stringify(state));
  renameSync(`${stateFile}.new`, stateFile);
}
