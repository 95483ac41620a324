import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';

/** A TCP server whose every byte a test decides: the foreign side of a broken conversation. */
export interface RawServer {
  port: number;
  url: string;
  /** Whole HTTP requests that were read so far. */
  requests: readonly string[];
  connections(): number;
  close(): Promise<void>;
}

export interface RawBehaviour {
  onConnect?: (socket: Socket) => void;
  /** Called once per whole request. */
  onRequest?: (socket: Socket, request: string) => void;
}

export async function startRawServer(behaviour: RawBehaviour): Promise<RawServer> {
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createTcpServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    behaviour.onConnect?.(socket);
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      const length = /content-length: (\d+)/i.exec(received)?.[1];
      const bodyAt = received.indexOf('\r\n\r\n') + 4;
      if (length === undefined || bodyAt < 4) return;
      if (received.length - bodyAt < Number(length)) return;
      requests.push(received);
      const whole = received;
      received = '';
      behaviour.onRequest?.(socket, whole);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}/soap`,
    requests,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** A whole HTTP answer as bytes. */
export function httpAnswer(
  body: string | Buffer,
  options: { status?: string; headers?: Readonly<Record<string, string>> } = {},
): Buffer {
  const bytes = Buffer.from(body as string);
  const all = {
    'Content-Type': 'text/xml; charset=utf-8',
    'Content-Length': String(bytes.length),
    Connection: 'close',
    ...options.headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return Buffer.concat([
    Buffer.from(`HTTP/1.1 ${options.status ?? '200 OK'}\r\n${lines.join('\r\n')}\r\n\r\n`),
    bytes,
  ]);
}
