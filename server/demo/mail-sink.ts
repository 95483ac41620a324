import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/**
 * A mail server that keeps what it takes and sends nothing on. Nobody is known there by a name that
 * begins with `gone`, and whoever begins with `full` has no room left.
 */
export interface MailSink {
  port: number;
  /** The messages as they came, headers included. */
  messages: readonly string[];
  close(): Promise<void>;
}

/** Starts a mail sink on loopback. */
export async function startMailSink(): Promise<MailSink> {
  const messages: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo({ address }, _session, done) {
      if (address.startsWith('gone')) done(refusal(550, '5.1.1 no such user'));
      else if (address.startsWith('full')) done(refusal(452, '4.2.2 mailbox full'));
      else done();
    },
    onData(stream, _session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        messages.push(Buffer.concat(chunks).toString('utf8'));
        done();
      });
    },
  });
  const listening = server.listen(0, '127.0.0.1');
  await new Promise<void>((resolve, reject) => {
    listening.once('listening', resolve);
    listening.once('error', reject);
  });
  return {
    port: (listening.address() as AddressInfo).port,
    messages,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

const refusal = (responseCode: number, words: string): Error =>
  Object.assign(new Error(words), { responseCode });
