/**
 * Hand-overs over a real socket to an agency that does everything wrong: each claim has a fault of
 * its own. What counts is what the claim is then, and what the agency has in its books.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { keepAgencyAccount } from '../../server/actions/administer.ts';
import { deep, entityBomb, fault, gzipBomb, html, latin1, whole } from '../support/hostile.ts';
import { httpAnswer } from '../support/raw-server.ts';
import { makeWorld, rows, type World } from '../support/world.ts';

interface Wrong {
  what: string;
  /** Did the agency take the claim before it spoilt its answer? */
  taken: boolean;
  spoil: (socket: Socket) => void;
  /** How the call ended, as its trace names it. */
  ends: 'outcome_unknown' | 'partner_rejected' | 'partner_unavailable';
  /** The claim right after the call, and when the agency has been asked. */
  state: 'unconfirmed' | 'rejected' | 'queued';
  then: 'submitted' | 'accepted' | 'unconfirmed' | 'rejected';
}

const says =
  (body: string | Buffer, more: Parameters<typeof httpAnswer>[1] = {}) =>
  (socket: Socket): void => {
    socket.end(httpAnswer(body, more));
  };
const gzip = { headers: { 'Content-Encoding': 'gzip' } };
const error500 = { status: '500 Error' };
const trickle = (socket: Socket): void => {
  socket.write('HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n');
  const timer = setInterval(() => socket.write(' '), 10);
  socket.on('close', () => clearInterval(timer));
};

/** Nobody knows: the agency is asked, and it tells of what it took. */
const lost = (what: string, spoil: Wrong['spoil'], taken = true): Wrong => ({
  what,
  taken,
  spoil,
  ends: 'outcome_unknown',
  state: 'unconfirmed',
  then: taken ? 'accepted' : 'unconfirmed',
});

const WRONG: readonly Wrong[] = [
  lost(
    'a connection reset before the claim was taken',
    (socket) => socket.resetAndDestroy(),
    false,
  ),
  lost('a connection reset after the claim was taken', (socket) => socket.resetAndDestroy()),
  lost('half an answer', (socket) => socket.end(httpAnswer(whole).subarray(0, -40))),
  lost('a web page instead of XML', says(html)),
  lost('500 without a fault', says('Internal Server Error', error500)),
  lost('500 with a technical fault', says(fault('Server', 'Datenbank'), error500)),
  {
    ...lost(
      '500 with a fault that refuses the claim',
      says(fault('Client', 'Feld fehlt'), error500),
    ),
    taken: false,
    ends: 'partner_rejected',
    state: 'rejected',
    then: 'rejected',
  },
  lost('an endless trickle', trickle),
  lost('a gzip bomb', says(gzipBomb(), gzip)),
  lost('another charset than it says', says(latin1)),
  lost('a document type with an entity bomb', says(entityBomb)),
  lost('10,000 levels', says(deep)),
  lost('50 MB', says(Buffer.alloc(50_000_000, ' '))),
  {
    ...lost('429', says('slow down', { status: '429 Too Many' }), false),
    ends: 'partner_unavailable',
    state: 'queued',
    then: 'submitted',
  },
];

/** Stands between the service and the sandbox, and spoils the first hand-over of each claim. */
function badLine(agencyUrl: string): { server: Server; url: () => string } {
  const spoilt = new Set<string>();
  const relay = async (call: IncomingMessage, reply: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of call) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const invoice = /<(?:\w+:)?invoice[^>]*>M(\d+)</.exec(body.toString())?.[1];
    const wrong = invoice === undefined ? undefined : WRONG[Number(invoice) - 1];
    const isFirst = invoice !== undefined && !spoilt.has(invoice);
    const forward = () => {
      const { 'content-type': type = '', soapaction = '' } = call.headers;
      const headers = { 'content-type': type, soapaction: String(soapaction) };
      return fetch(agencyUrl, { method: 'POST', headers, body: new Uint8Array(body) });
    };
    if (wrong === undefined || !isFirst) {
      const answer = await forward();
      reply.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
      reply.end(await answer.text());
      return;
    }
    spoilt.add(invoice);
    if (wrong.taken) await (await forward()).text();
    call.socket.on('error', () => undefined);
    wrong.spoil(call.socket);
  };
  const server = createServer((call, reply) => void relay(call, reply));
  return { server, url: () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/soap` };
}

describe('an agency that does everything wrong', () => {
  let world: World;
  let line: ReturnType<typeof badLine>;
  beforeEach(async () => {
    world = await makeWorld({ settings: { termsAgreed: true } });
    line = badLine(world.agency.url);
    await new Promise<void>((resolve) => line.server.listen(0, '127.0.0.1', resolve));
    await useEndpoint(line.url());
    for (const [index] of WRONG.entries()) {
      const id = String(9001 + index);
      await world.order({ id, number: 1001 + index, email: 'debtor@example.com' });
    }
    for (const on of ['2026-03-21', '2026-03-31', '2026-04-14', '2026-04-26']) await world.day(on);
    world.at('2026-05-09');
    world.agency.advanceTo(world.now());
    await world.job('daily-dunning');
  });
  afterEach(async () => {
    line.server.closeAllConnections();
    line.server.close();
    await world.end();
  });

  const useEndpoint = async (endpoint: string): Promise<void> => {
    const { house, sealing } = world.service;
    const { clientId, applicationKey, clientKey } = world.agency.account;
    // A busy machine may take its time to connect; none of the faults is about that.
    const limits = { connectMs: 20_000, firstByteMs: 3000, totalMs: 3000, maxBytes: 3_000_000 };
    const account = {
      shopId: world.shopId,
      agency: 'mediafinanz',
      mode: 'sandbox' as const,
      settings: { clientId, endpoint, limits },
      sealedCredentials: sealing.seal(JSON.stringify({ applicationKey, clientKey })),
    };
    await keepAgencyAccount(house, account, { actor: 'test', at: world.now() });
    await house.db('agency_accounts').update({ checked_at: '2026-03-02 06:00:00.000' });
  };
  const claims = async () =>
    new Map((await rows(world, 'claims')).map((row) => [row['our_reference'], row['state']]));
  const atAgency = (reference: string): number =>
    world.agency.claims().filter(({ invoice }) => invoice === reference).length;
  const each = <T>(read: (wrong: Wrong, reference: string) => T): Record<string, T> =>
    Object.fromEntries(WRONG.map((wrong, n) => [wrong.what, read(wrong, `M${n + 1}`)]));

  it('gets each claim at most once, and each claim is what it then is', async () => {
    const before = process.memoryUsage().rss;
    for (let pauses = 0; pauses < 4; pauses += 1) {
      await world.job('deliver-outbox');
      // So many calls that go wrong let the account pause; here each of them is to be seen.
      const going = { failures: 0, paused_until: null };
      await world.service.house.db('agency_accounts').update(going);
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(200_000_000);
    const traces = await rows(world, 'agency_traces', { operation: 'newClaim' });
    const ends = new Map(traces.map((row) => [row['about'], row['ended']]));
    expect(each((_wrong, reference) => ends.get(reference))).toEqual(each(({ ends: end }) => end));
    const first = await claims();
    expect(each((_wrong, reference) => first.get(reference))).toEqual(each(({ state }) => state));
    expect(each((_wrong, reference) => atAgency(reference))).toEqual(
      each(({ taken }) => (taken ? 1 : 0)),
    );

    world.at('2026-05-10');
    await world.job('deliver-outbox');
    await world.job('poll-agencies');
    await world.job('deliver-outbox');
    const later = await claims();
    const found = (wrong: Wrong) =>
      wrong.then === 'accepted' ? ['submitted', 'accepted'] : [wrong.then, 'accepted'];
    for (const [what, [state, allowed]] of Object.entries(
      each((wrong, reference) => [later.get(reference), found(wrong)] as const),
    )) {
      expect([what, allowed]).toEqual([what, expect.arrayContaining([state])]);
    }
    expect(each((_wrong, reference) => atAgency(reference))).toEqual(
      each(({ taken, state }) => (taken || state === 'queued' ? 1 : 0)),
    );
  });

  it('that nobody can reach keeps nothing and loses nothing', async () => {
    line.server.closeAllConnections();
    const url = line.url();
    await new Promise((resolve) => line.server.close(resolve));
    await useEndpoint(url);
    await world.job('deliver-outbox');
    expect(new Set((await claims()).values())).toEqual(new Set(['queued']));
    const notes = (await rows(world, 'agency_traces', { operation: 'newClaim' })).map(
      (row) => row['ended'],
    );
    expect(new Set(notes)).toEqual(new Set(['partner_unavailable']));
    expect(world.agency.claims()).toEqual([]);
    await useEndpoint(world.agency.url);
    world.at('2026-05-10');
    await world.job('deliver-outbox');
    expect(new Set((await claims()).values())).toEqual(new Set(['submitted']));
    expect(world.agency.claims()).toHaveLength(WRONG.length);
  });
});
