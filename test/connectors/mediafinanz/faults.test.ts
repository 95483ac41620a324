import type { AddressInfo } from 'node:net';
import { createServer as createTlsServer } from 'node:https';
import { gzipSync } from 'node:zlib';
import { mediafinanz } from '../../../connectors/mediafinanz/soap.ts';
import type { TraceEntry } from '../../../connectors/mediafinanz/trace.ts';
import {
  OutcomeUnknown,
  PartnerRejected,
  PartnerUnavailable,
} from '../../../server/domain/errors.ts';
import { aClaim } from '../../battery/agency.ts';
import { httpAnswer, startRawServer, type RawBehaviour } from '../../support/raw-server.ts';
import {
  deep,
  entityBomb,
  envelope,
  fault,
  gzipBomb,
  halfChunked,
  html,
  latin1,
  referenceBomb,
  whole,
} from '../../support/hostile.ts';
import { selfSigned } from '../../support/self-signed.ts';

type Fault = OutcomeUnknown | PartnerRejected | PartnerUnavailable;
type Kind = abstract new (...args: never[]) => Fault;

/** Long, so that a busy machine is not taken for a slow agency. */
const limits = { connectMs: 30_000, firstByteMs: 30_000, totalMs: 60_000, maxBytes: 3_000_000 };
/** Where the agency is slow. */
const impatient = { ...limits, firstByteMs: 800, totalMs: 1_600 };
const isSlow = (what: string): boolean => /never answers|trickles/.test(what);

const connector = (
  endpoint: string,
  trace: (entry: TraceEntry) => void = () => undefined,
  within = limits,
) =>
  mediafinanz({
    clientId: '10001',
    applicationKey: 'example-application-key',
    clientKey: 'example-client-key',
    sandbox: true,
    endpoint,
    limits: within,
    trace,
  });

async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    return await promise;
  } catch (error) {
    return error;
  }
}

/** What a hand-over and a read end in, and how many requests the other side saw for each. */
async function play(behaviour: RawBehaviour, within = limits) {
  const server = await startRawServer(behaviour);
  try {
    const agency = connector(server.url, undefined, within);
    const handOver = await errorOf(agency.submitClaim(aClaim()));
    const handOverConnections = server.connections();
    const read = await errorOf(agency.getStatus('12345678901'));
    const readConnections = server.connections() - handOverConnections;
    return { handOver, read, handOverConnections, readConnections };
  } finally {
    await server.close();
  }
}

type Answerer = NonNullable<RawBehaviour['onRequest']>;
const answer =
  (bytes: Buffer): Answerer =>
  (socket) =>
    socket.end(bytes);
const says = (body: string | Buffer, options?: Parameters<typeof httpAnswer>[1]): RawBehaviour => ({
  onRequest: answer(httpAnswer(body, options)),
});

/** Writes a little, again and again, until the other side gives up. */
const trickle =
  (start: string, drop: string): Answerer =>
  (socket) => {
    socket.write(start);
    const timer = setInterval(() => socket.write(drop), 10);
    socket.on('close', () => clearInterval(timer));
  };

const moved = { status: '302 Found', headers: { Location: 'http://127.0.0.1:1/' } };

const faults: readonly [string, RawBehaviour, Kind, Kind][] = [
  [
    'resets the connection before it has read the request',
    { onConnect: (socket) => socket.once('data', () => socket.resetAndDestroy()) },
    OutcomeUnknown,
    PartnerUnavailable,
  ],
  [
    'resets the connection after it has read the request',
    { onRequest: (socket) => socket.resetAndDestroy() },
    OutcomeUnknown,
    PartnerUnavailable,
  ],
  [
    'closes the connection without a word',
    { onRequest: (socket) => socket.end() },
    OutcomeUnknown,
    PartnerUnavailable,
  ],
  ['never answers', {}, OutcomeUnknown, PartnerUnavailable],
  [
    'stops in the middle of an answer of known length',
    { onRequest: (socket) => socket.end(httpAnswer(whole).subarray(0, -40)) },
    OutcomeUnknown,
    PartnerUnavailable,
  ],
  [
    'stops in the middle of a chunked answer',
    { onRequest: (socket) => socket.end(halfChunked) },
    OutcomeUnknown,
    PartnerUnavailable,
  ],
  [
    'sends half an envelope as if it were whole',
    says(whole.slice(0, -60)),
    OutcomeUnknown,
    PartnerUnavailable,
  ],
  [
    'closes another element than it opened',
    says(whole.replace('</fileNumber>', '</filenumber>')),
    OutcomeUnknown,
    PartnerUnavailable,
  ],
  ['answers with nothing', says(''), OutcomeUnknown, PartnerUnavailable],
  ['answers with an empty body element', says(envelope('')), OutcomeUnknown, PartnerUnavailable],
  ['answers with a web page', says(html), OutcomeUnknown, PartnerUnavailable],
  [
    'answers 503 with a web page',
    says(html, { status: '503 Busy' }),
    OutcomeUnknown,
    PartnerUnavailable,
  ],
  ['answers with JSON', says('{"fileNumber":"1"}'), OutcomeUnknown, PartnerUnavailable],
  [
    'answers 500 without a fault',
    says('Internal Server Error', { status: '500 Error' }),
    OutcomeUnknown,
    PartnerUnavailable,
  ],
  [
    'answers 500 with a whole result',
    says(whole, { status: '500 Error' }),
    OutcomeUnknown,
    PartnerUnavailable,
  ],
  [
    'answers 500 with a technical fault',
    says(fault('Server', 'Datenbank'), { status: '500 Error' }),
    OutcomeUnknown,
    PartnerUnavailable,
  ],
  [
    'answers 500 with a fault about the caller',
    says(fault('Client', 'Feld fehlt'), { status: '500 Error' }),
    PartnerRejected,
    PartnerRejected,
  ],
  ['redirects to another address', says('', moved), PartnerRejected, PartnerRejected],
  [
    'answers 403 with a web page',
    says(html, { status: '403 Forbidden' }),
    PartnerRejected,
    PartnerRejected,
  ],
  [
    'answers 429',
    says('slow down', { status: '429 Too Many' }),
    PartnerUnavailable,
    PartnerUnavailable,
  ],
  [
    'trickles an answer for ever',
    { onRequest: trickle('HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n', ' ') },
    OutcomeUnknown,
    PartnerUnavailable,
  ],
  [
    'trickles headers for ever',
    { onRequest: trickle('HTTP/1.1 200 OK\r\n', 'x') },
    OutcomeUnknown,
    PartnerUnavailable,
  ],
  [
    'sends a gzip bomb',
    says(gzipBomb(), { headers: { 'Content-Encoding': 'gzip' } }),
    OutcomeUnknown,
    PartnerUnavailable,
  ],
  [
    'calls plain text gzip',
    says(whole, { headers: { 'Content-Encoding': 'gzip' } }),
    OutcomeUnknown,
    PartnerUnavailable,
  ],
  [
    'packs in a way nobody knows',
    says(whole, { headers: { 'Content-Encoding': 'zstd' } }),
    OutcomeUnknown,
    PartnerUnavailable,
  ],
  ['sends 50 MB', says(Buffer.alloc(50_000_000, ' ')), OutcomeUnknown, PartnerUnavailable],
  ['calls ISO-8859-1 UTF-8', says(latin1), OutcomeUnknown, PartnerUnavailable],
  [
    'names a charset that does not exist',
    says(whole, { headers: { 'Content-Type': 'text/xml; charset=klingon' } }),
    OutcomeUnknown,
    PartnerUnavailable,
  ],
  ['sends an entity bomb', says(entityBomb), OutcomeUnknown, PartnerUnavailable],
  ['sends references that unfold', says(referenceBomb), OutcomeUnknown, PartnerUnavailable],
  ['nests 10,000 levels deep', says(deep), OutcomeUnknown, PartnerUnavailable],
  [
    'sends 700,000 empty elements',
    says(envelope('<a/>'.repeat(700_000))),
    OutcomeUnknown,
    PartnerUnavailable,
  ],
  [
    'opens CDATA 300,000 times and never closes it',
    says(envelope('<![CDATA['.repeat(300_000))),
    OutcomeUnknown,
    PartnerUnavailable,
  ],
  [
    'sends a tag without an end',
    says(envelope(`<a ${'b'.repeat(2_000_000)}`)),
    OutcomeUnknown,
    PartnerUnavailable,
  ],
];

describe('mediafinanz, when the agency', () => {
  it('sends a gzip bomb, keeps the memory bounded', async () => {
    const bomb = says(gzipBomb(), { headers: { 'Content-Encoding': 'gzip' } });
    await play(says(whole));
    const before = process.memoryUsage().rss;
    await play(bomb);
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
  });

  it.each(faults)('%s', async (what, behaviour, handOverKind, readKind) => {
    const played = await play(behaviour, isSlow(what) ? impatient : limits);
    expect(played.handOver).toBeInstanceOf(handOverKind);
    expect(played.read).toBeInstanceOf(readKind);
    expect(played.handOverConnections).toBe(1);
    expect(played.readConnections).toBe(1);
  });

  it.each([
    ['700,000 empty elements', envelope('<a/>'.repeat(700_000)), 'more than 500000 tags'],
    ['a tag without an end', envelope(`<a ${'b'.repeat(2_000_000)}`), 'an endless tag'],
    ['references that unfold', referenceBomb, 'too many parts'],
    ['10,000 levels', deep, 'nested too deep'],
    ['50 MB', Buffer.alloc(50_000_000, ' '), 'larger than 3000000 bytes'],
    ['an entity bomb', entityBomb, 'a document type or an entity'],
  ])('sends %s, says so before it costs anything', async (_what, body, words) => {
    const played = await play(says(body));
    expect((played.handOver as Error).message).toContain(words);
  });

  it.each([
    ['a gigabyte in a megabyte', gzipBomb()],
    ['4 MB that unpack to nothing', Buffer.alloc(4_000_000, gzipSync(''))],
  ])('packs %s, stops at the limit', async (_what, bytes) => {
    const played = await play(says(bytes, { headers: { 'Content-Encoding': 'gzip' } }));
    expect((played.handOver as Error).message).toContain('larger than 3000000 bytes');
  });

  it('answers whole, the same harness takes the claim', async () => {
    const played = await play(says(whole));
    expect(played.handOver).toEqual({ fileNumber: '12345678901' });
  });

  it('packs its answer, unpacks it', async () => {
    const played = await play(says(gzipSync(whole), { headers: { 'Content-Encoding': 'gzip' } }));
    expect(played.handOver).toEqual({ fileNumber: '12345678901' });
  });
});

describe('mediafinanz, when the agency cannot be reached', () => {
  it('says that the claim was surely not taken when nobody listens', async () => {
    const server = await startRawServer({});
    await server.close();
    const agency = connector(server.url);
    expect(await errorOf(agency.submitClaim(aClaim()))).toBeInstanceOf(PartnerUnavailable);
    expect(await errorOf(agency.getStatus('12345678901'))).toBeInstanceOf(PartnerUnavailable);
  });

  it('says so when the name does not exist', async () => {
    const agency = connector('http://agency.invalid/soap');
    expect(await errorOf(agency.submitClaim(aClaim()))).toBeInstanceOf(PartnerUnavailable);
  });

  it('says so when the handshake never ends', async () => {
    const server = await startRawServer({});
    const agency = connector(server.url.replace('http:', 'https:'));
    expect(await errorOf(agency.submitClaim(aClaim()))).toBeInstanceOf(PartnerUnavailable);
    expect(server.connections()).toBe(1);
    await server.close();
  });

  it('sends nothing to a server whose certificate nobody vouches for', async () => {
    let requests = 0;
    const server = createTlsServer(selfSigned(), (_call, reply) => {
      requests += 1;
      reply.end(whole);
    });
    server.on('tlsClientError', () => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const refused = await errorOf(connector(`https://127.0.0.1:${port}/`).submitClaim(aClaim()));
    expect(refused).toBeInstanceOf(PartnerUnavailable);
    expect((refused as Error).message).toContain('self-signed');
    expect(requests).toBe(0);
    server.closeAllConnections();
    server.close();
  });
});

describe('what is kept of a call for support', () => {
  it('holds no key, no name and no address, not even when the agency quotes them', async () => {
    const entries: TraceEntry[] = [];
    const quoting = fault('Client', 'Erika Muster, Musterstraße 1a, erika@example.com fehlt');
    const server = await startRawServer({
      onRequest: (socket) => socket.end(httpAnswer(quoting, { status: '500 Error' })),
    });
    const claim = aClaim({}, 'erika@example.com');
    await errorOf(connector(server.url, (entry) => entries.push(entry)).submitClaim(claim));
    await server.close();
    expect(entries).toHaveLength(1);
    const kept = JSON.stringify(entries);
    for (const secret of ['Erika', 'Muster,', 'Musterstra', 'erika@', '01067', 'Dresden', 'Kauf']) {
      expect(kept).not.toContain(secret);
    }
    expect(kept).not.toContain('60d3a5984dfc4a4e8e2cc7128f8973ae');
    expect(kept).toContain('MUSTER-1');
    expect(entries[0]).toMatchObject({ operation: 'newClaim', status: 500 });
    expect(entries[0]?.end).toBe('partner_rejected');
  });

  it('loses itself when it cannot be written, and not the file number', async () => {
    const server = await startRawServer(says(whole));
    const agency = connector(server.url, () => {
      throw new Error('the disk is full');
    });
    expect(await agency.submitClaim(aClaim())).toEqual({ fileNumber: '12345678901' });
    await server.close();
  });

  it('says how a call ended that had no answer', async () => {
    const entries: TraceEntry[] = [];
    const server = await startRawServer({ onRequest: (socket) => socket.destroy() });
    await errorOf(connector(server.url, (entry) => entries.push(entry)).submitClaim(aClaim()));
    await server.close();
    expect(entries).toMatchObject([{ status: null, answer: '', end: 'outcome_unknown' }]);
  });
});
