/**
 * One HTTP exchange with a partner, bounded in time and in size. What goes wrong comes back as a
 * value that says whether the partner may have taken the request; `partnerError` makes it an error
 * of the business.
 */
import {
  Agent as HttpAgent,
  request as httpRequest,
  type ClientRequest,
  type IncomingMessage,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { OutcomeUnknown, PartnerUnavailable } from '../server/domain/errors.ts';

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string | null;
}

export interface HttpLimits {
  /** Until the connection stands, TLS included. */
  connectMs: number;
  /** From there until the status line and the headers are read. */
  firstByteMs: number;
  /** From the start until the last byte, so that a trickle ends as well. */
  totalMs: number;
  /** Of the body, before and after unpacking. */
  maxBytes: number;
}

export const defaultHttpLimits: HttpLimits = {
  connectMs: 10_000,
  firstByteMs: 30_000,
  totalMs: 60_000,
  maxBytes: 10 * 1024 * 1024,
};

export interface HttpAnswer {
  status: number;
  contentType: string;
  /** Unpacked, as bytes; the reader decides on the charset. */
  body: Buffer;
}

/** Why there is no whole answer. `sent` is false when surely not one byte reached the partner. */
export interface HttpFailure {
  failed: 'connect' | 'connect_timeout' | 'reset' | 'timeout' | 'too_large' | 'cut_off' | 'unpack';
  sent: boolean;
  detail: string;
  /** Over a connection that was kept: the partner may have closed it before it saw the request. */
  kept?: boolean;
}

/** `reuse` keeps connections for the next call: right for reads only, see `exchange`. */
export interface HttpConnections {
  reuse: HttpAgent | HttpsAgent;
  close(): void;
}

/** Connections kept open between reads of one account. `close` ends the idle ones. */
export function httpConnections(url: string): HttpConnections {
  const settings = { keepAlive: true, maxFreeSockets: 4 };
  const reuse = url.startsWith('https:') ? new HttpsAgent(settings) : new HttpAgent(settings);
  return { reuse, close: () => reuse.destroy() };
}

/**
 * Sends one request and reads the whole answer. Never repeats and never follows a redirect. Without
 * `connections` the call gets a connection of its own: a kept one that the partner has just closed
 * would make it unclear whether the request was taken.
 */
export function exchange(
  request: HttpRequest,
  limits: HttpLimits,
  connections?: HttpConnections,
): Promise<HttpAnswer | HttpFailure> {
  return new Promise((resolve) => {
    const secure = request.url.startsWith('https:');
    const state = { connected: false, done: false };
    const timers: NodeJS.Timeout[] = [];
    const open = (): ClientRequest =>
      (secure ? httpsRequest : httpRequest)(request.url, {
        method: request.method,
        headers: withLength(request),
        agent: connections?.reuse ?? false,
      });
    let call: ClientRequest;
    try {
      call = open();
    } catch (error) {
      resolve({ failed: 'connect', sent: false, detail: messageOf(error) });
      return;
    }
    const finish = (result: HttpAnswer | HttpFailure): void => {
      if (state.done) return;
      state.done = true;
      for (const timer of timers) clearTimeout(timer);
      if ('failed' in result) call.destroy();
      resolve(result);
    };
    const fail = (failed: HttpFailure['failed'], detail: string): void =>
      finish({ failed, sent: state.connected, detail });
    const after = (ms: number, failed: HttpFailure['failed'], detail: string): void => {
      timers.push(setTimeout(() => fail(failed, detail), ms));
    };
    const connectTimer = setTimeout(
      () => fail('connect_timeout', `no connection after ${limits.connectMs} ms`),
      limits.connectMs,
    );
    timers.push(connectTimer);
    after(limits.totalMs, 'timeout', `no whole answer after ${limits.totalMs} ms`);
    whenConnected(call, secure, () => {
      if (state.done) return;
      state.connected = true;
      clearTimeout(connectTimer);
      const timer = setTimeout(
        () => fail('timeout', `no answer began after ${limits.firstByteMs} ms`),
        limits.firstByteMs,
      );
      timers.push(timer);
      call.once('response', () => clearTimeout(timer));
    });
    call.on('error', (error) => {
      const failed = state.connected ? 'reset' : 'connect';
      finish({ failed, sent: state.connected, detail: messageOf(error), kept: call.reusedSocket });
    });
    call.on('response', (answer) => readBody(answer, limits.maxBytes, finish));
    call.end(request.body ?? undefined);
  });
}

/** The business error for a failed exchange. A read (`repeatable`) may always be tried again. */
export function partnerError(
  failure: { sent: boolean; detail: string },
  repeatable: boolean,
  what: string,
): PartnerUnavailable | OutcomeUnknown {
  if (repeatable || !failure.sent) {
    return new PartnerUnavailable(`${what} failed (${failure.detail}); try later`);
  }
  return new OutcomeUnknown(
    `${what} was sent, but its outcome is not known (${failure.detail}); ` +
      'look it up by our reference before sending again',
  );
}

function withLength(request: HttpRequest): Record<string, string | number> {
  // Not asked for: some servers call a bare stream "deflate", others one with a head (RFC 9110).
  const base = { 'accept-encoding': 'gzip, br', ...request.headers };
  if (request.body === null) return base;
  return { ...base, 'content-length': Buffer.byteLength(request.body, 'utf8') };
}

/** A reused connection stands already; over TLS only the end of the handshake counts. */
function whenConnected(call: ClientRequest, secure: boolean, then: () => void): void {
  call.once('socket', (socket) => {
    const pending = secure ? !(socket as TLSSocket).authorized : socket.connecting;
    if (pending) socket.once(secure ? 'secureConnect' : 'connect', then);
    else then();
  });
}

function readBody(
  answer: IncomingMessage,
  maxBytes: number,
  finish: (result: HttpAnswer | HttpFailure) => void,
): void {
  const fail = (failed: HttpFailure['failed'], detail: string): void =>
    finish({ failed, sent: true, detail });
  const tooLarge = (): void => fail('too_large', `the answer is larger than ${maxBytes} bytes`);
  const unpack = unpackerFor(answer.headers['content-encoding']);
  if (unpack === null) {
    fail('unpack', `the answer is packed as ${answer.headers['content-encoding']}`);
    return;
  }
  const chunks: Buffer[] = [];
  let packed = 0;
  let unpacked = 0;
  answer.on('data', (chunk: Buffer) => {
    packed += chunk.length;
    if (packed > maxBytes) tooLarge();
  });
  const source = unpack === 'plain' ? answer : answer.pipe(unpack);
  source.on('data', (chunk: Buffer) => {
    unpacked += chunk.length;
    if (unpacked <= maxBytes) {
      chunks.push(chunk);
      return;
    }
    chunks.length = 0;
    if (unpack !== 'plain') unpack.destroy();
    tooLarge();
  });
  // Of an answer that breaks off, node ends the stream with an error and never with an `end`.
  answer.on('error', () => fail('cut_off', 'the connection ended in the middle of the answer'));
  if (unpack !== 'plain') unpack.on('error', (error) => fail('unpack', messageOf(error)));
  source.on('end', () => {
    const contentType = answer.headers['content-type'] ?? '';
    finish({ status: answer.statusCode ?? 0, contentType, body: Buffer.concat(chunks) });
  });
}

function unpackerFor(
  encoding: string | undefined,
): 'plain' | ReturnType<typeof createGunzip> | ReturnType<typeof createBrotliDecompress> | null {
  switch ((encoding ?? 'identity').trim().toLowerCase()) {
    case '':
    case 'identity':
      return 'plain';
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    case 'br':
      return createBrotliDecompress();
    default:
      return null;
  }
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message || error.name : String(error);
