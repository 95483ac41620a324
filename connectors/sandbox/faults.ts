/** Ways in which one call at the sandbox agency can go wrong, for tests to order. */
import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * `before`: the agency never sees the call. `after`: it has done its work, and only the answer
 * suffers. `hold` waits with the answer until its promise ends.
 */
export type OrderedFault =
  | { before: 'drop' | 'http_500' | 'html' | 'server_fault' }
  | { after: 'drop' | 'half' | 'trickle' | 'http_500' }
  | { hold: Promise<void> };

interface Spoiling {
  call: IncomingMessage;
  reply: ServerResponse;
  /** Lets the agency do its work and write its answer. */
  answer: () => void;
}

const page = '<!doctype html><html><body><h1>Wartungsarbeiten</h1></body></html>';
const serverFault =
  '<?xml version="1.0"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">' +
  '<soap:Body><soap:Fault><faultcode>soap:Server</faultcode>' +
  '<faultstring>Interner Fehler</faultstring></soap:Fault></soap:Body></soap:Envelope>';

export function spoil(fault: OrderedFault, spoiling: Spoiling): void {
  if ('before' in fault) spoilBefore(fault.before, spoiling);
  else spoilAfter(fault, spoiling);
}

function spoilBefore(
  fault: Extract<OrderedFault, { before: unknown }>['before'],
  { call, reply }: Spoiling,
): void {
  // The request is read to its end, so that a broken connection is the answer's fault alone.
  call.resume().once('end', () => {
    switch (fault) {
      case 'drop':
        call.socket.destroy();
        break;
      case 'http_500':
        reply.writeHead(500, { 'content-type': 'text/plain' }).end('Internal Server Error');
        break;
      case 'html':
        reply.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
        break;
      case 'server_fault':
        reply.writeHead(500, { 'content-type': 'text/xml; charset=utf-8' }).end(serverFault);
        break;
      default:
        throw new Error(`${String(fault satisfies never)} is not handled`);
    }
  });
}

/** Catches the answer on its way out: the `soap` server writes it with one `end`. */
function spoilAfter(
  fault: Exclude<OrderedFault, { before: unknown }>,
  { call, reply, answer }: Spoiling,
): void {
  const end = reply.end.bind(reply) as (body: string) => ServerResponse;
  reply.end = ((body: string) => {
    if ('hold' in fault) void fault.hold.then(() => end(body));
    else spoilAnswer(fault.after, { call, reply, body, end });
    return reply;
  }) as typeof reply.end;
  answer();
}

interface Caught {
  call: IncomingMessage;
  reply: ServerResponse;
  body: string;
  /** Really ends the answer. */
  end: (body: string) => ServerResponse;
}

function spoilAnswer(
  fault: Extract<OrderedFault, { after: unknown }>['after'],
  { call, reply, body, end }: Caught,
): void {
  switch (fault) {
    case 'drop':
      call.socket.destroy();
      break;
    case 'half':
      reply.setHeader('content-length', Buffer.byteLength(body));
      reply.write(body.slice(0, body.length / 2), () => call.socket.destroy());
      break;
    case 'trickle': {
      const timer = setInterval(() => reply.write(' '), 20);
      call.socket.once('close', () => clearInterval(timer));
      break;
    }
    case 'http_500':
      reply.statusCode = 500;
      reply.setHeader('content-type', 'text/plain');
      end('Internal Server Error');
      break;
    default:
      throw new Error(`${String(fault satisfies never)} is not handled`);
  }
}
