import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  defaultHttpLimits,
  exchange,
  httpConnections,
  partnerError,
  type HttpRequest,
} from '../../connectors/http.ts';
import { startRawServer } from '../support/raw-server.ts';

const limits = { ...defaultHttpLimits, connectMs: 500, firstByteMs: 5_000, totalMs: 10_000 };
const post = (url: string, body = 'x'): HttpRequest => ({
  method: 'POST',
  url,
  headers: { 'x-test': '1' },
  body,
});

async function serve(listener: RequestListener) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${port}/`, close };
}

describe('one HTTP exchange with a partner', () => {
  it('gives status, type and bytes, whatever the status is', async () => {
    const { url, close } = await serve((call, reply) => {
      reply.writeHead(418, { 'content-type': 'text/tea' }).end(`${call.method} Größe`);
    });
    const answer = await exchange(post(url), limits);
    expect(answer).toMatchObject({ status: 418, contentType: 'text/tea' });
    expect('body' in answer && answer.body.toString()).toBe('POST Größe');
    close();
  });

  it('takes an answer of exactly the limit and none of a byte more', async () => {
    const { url, close } = await serve((_call, reply) => reply.end('12345'));
    const five = await exchange(post(url), { ...limits, maxBytes: 5 });
    expect(five).toMatchObject({ status: 200 });
    const four = await exchange(post(url), { ...limits, maxBytes: 4 });
    expect(four).toMatchObject({ failed: 'too_large', sent: true });
    close();
  });

  it('keeps a connection for reads and takes a fresh one otherwise', async () => {
    const ports: (number | undefined)[] = [];
    const { url, close } = await serve((call, reply) => {
      ports.push(call.socket.remotePort);
      reply.end('ok');
    });
    const connections = httpConnections(url);
    await exchange(post(url), limits, connections);
    await exchange(post(url), limits, connections);
    await exchange(post(url), limits);
    expect(ports[1]).toBe(ports[0]);
    expect(ports[2]).not.toBe(ports[0]);
    connections.close();
    close();
  });

  it('counts the time to connect only until the connection stands', async () => {
    const { url, close } = await serve((_call, reply) => {
      setTimeout(() => reply.end('late'), 900);
    });
    expect(
      await exchange(post(url), { ...limits, firstByteMs: 20_000, totalMs: 20_000 }),
    ).toMatchObject({ status: 200 });
    expect(await exchange(post(url), { ...limits, firstByteMs: 600 })).toMatchObject({
      failed: 'timeout',
    });
    close();
  });

  it('names each kind of failure and says whether anything was sent', async () => {
    const silent = await startRawServer({});
    const reset = await startRawServer({ onRequest: (socket) => socket.resetAndDestroy() });
    const quick = { ...limits, firstByteMs: 50 };
    expect(await exchange(post(silent.url), quick)).toMatchObject({
      failed: 'timeout',
      sent: true,
    });
    expect(await exchange(post(reset.url), limits)).toMatchObject({ failed: 'reset', sent: true });
    await silent.close();
    await reset.close();
    expect(await exchange(post(silent.url), limits)).toMatchObject({
      failed: 'connect',
      sent: false,
    });
    expect(await exchange(post('ftp://127.0.0.1/'), limits)).toMatchObject({
      failed: 'connect',
      sent: false,
    });
  });

  it.each([
    [true, true, 'partner_unavailable'],
    [true, false, 'partner_unavailable'],
    [false, false, 'partner_unavailable'],
    [false, true, 'outcome_unknown'],
  ])('repeatable %s and sent %s makes %s', (repeatable, sent, code) => {
    const error = partnerError({ sent, detail: 'why' }, repeatable, 'the call');
    expect(error.code).toBe(code);
    expect(error.message).toContain('the call');
    expect(error.message).toContain('why');
  });
});
