import type { Readable } from 'node:stream';
import { createTransport } from 'nodemailer';
import { OutcomeUnknown, PartnerRejected, PartnerUnavailable } from '../../server/domain/errors.ts';
import type { EmailChannel, EmailMessage } from '../../server/ports.ts';

export interface SmtpSettings {
  host: string;
  port: number;
  /** `implicit`: TLS from the first byte (465). `starttls`: refused without it. */
  tls: 'implicit' | 'starttls' | 'none';
  /** Certificates to trust besides the system's, as PEM; null for a public mail server. */
  ca: string | null;
  user: string | null;
  password: string | null;
  /** `Muster GmbH <service@example.com>` */
  from: string;
  maxConnections: number;
  /** Null sends as fast as the server takes it. */
  messagesPerMinute: number | null;
  connectTimeoutMs: number;
  /** How long the server may be silent. RFC 5321 grants it ten minutes after the final dot. */
  answerTimeoutMs: number;
  /** From `send` to the answer, waiting for a free connection included. */
  messageTimeoutMs: number;
}

/** The settings that a merchant rarely changes. */
export const SMTP_DEFAULTS = {
  ca: null,
  maxConnections: 3,
  messagesPerMinute: null,
  connectTimeoutMs: 20_000,
  answerTimeoutMs: 120_000,
  messageTimeoutMs: 300_000,
} as const satisfies Partial<SmtpSettings>;

/** An e-mail channel with open connections; `close` ends them. */
export interface SmtpChannel extends EmailChannel {
  close(): void;
}

/**
 * Sends e-mails over pooled SMTP connections.
 *
 * What an error means is decided by one question: had the server begun to read the message? Before
 * that, nothing was taken. After that, only a clear answer counts (4xx: not taken, 5xx: refused);
 * silence or a lost connection is `OutcomeUnknown`, and nobody sends again by himself. For the same
 * reason the pool never repeats a message on a new connection.
 */
export function smtpChannel(settings: SmtpSettings): SmtpChannel {
  const transport = createTransport(transportOptions(settings));
  /** The body of each message under way; its read flag tells whether the server asked for it. */
  const bodies = new WeakMap<AbortSignal, Readable>();
  transport.use('stream', (mail, done) => {
    const { message } = mail;
    const signal = mail.data.signal as AbortSignal;
    const createReadStream = message.createReadStream.bind(message);
    message.createReadStream = (options) => {
      const body = createReadStream(options);
      bodies.set(signal, body);
      return body;
    };
    done();
  });
  return {
    async send(message) {
      refuseBadAddress(message.to);
      const signal = AbortSignal.timeout(settings.messageTimeoutMs);
      try {
        const sent = await transport.sendMail({ ...toMail(message), from: settings.from, signal });
        return { serverAnswer: redacted(sent.response) };
      } catch (error) {
        throw fromSmtpError(error as SmtpError, bodies.get(signal)?.readableDidRead === true);
      }
    },
    async check() {
      try {
        await transport.verify();
      } catch (error) {
        throw fromSmtpError(error as SmtpError, false);
      }
    },
    close: () => transport.close(),
  };
}

function transportOptions(settings: SmtpSettings) {
  const { host, port, tls, user, password, messagesPerMinute } = settings;
  return {
    host,
    port,
    pool: true as const,
    secure: tls === 'implicit',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    tls: { minVersion: 'TLSv1.2' as const, ...(settings.ca === null ? {} : { ca: settings.ca }) },
    ...(user === null ? {} : { auth: { user, pass: password ?? '' }, forceAuth: true }),
    maxConnections: settings.maxConnections,
    maxRequeues: 0,
    // Shorter than any server's patience, so that no message meets a connection just closed.
    idleTimeout: 20_000,
    ...(messagesPerMinute === null ? {} : { rateLimit: messagesPerMinute, rateDelta: 60_000 }),
    connectionTimeout: settings.connectTimeoutMs,
    greetingTimeout: settings.connectTimeoutMs,
    dnsTimeout: settings.connectTimeoutMs,
    socketTimeout: settings.answerTimeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function toMail(message: EmailMessage) {
  const { to, subject, text, html, messageId, replyTo, inReplyTo, attachments } = message;
  const references = [
    ...(message.references ?? []),
    ...(inReplyTo === undefined ? [] : [inReplyTo]),
  ];
  return {
    to: { name: '', address: to },
    subject,
    text,
    ...(html === null ? {} : { html }),
    messageId: bracketed(messageId),
    ...(replyTo === null ? {} : { replyTo }),
    ...(inReplyTo === undefined ? {} : { inReplyTo: bracketed(inReplyTo) }),
    ...(references.length === 0
      ? {}
      : { references: [...new Set(references.map(bracketed))].join(' ') }),
    // Keeps absence notes from answering (RFC 3834).
    headers: { 'Auto-Submitted': 'auto-generated' },
    attachments: (attachments ?? []).map(({ fileName, contentType, content }) => ({
      filename: fileName,
      contentType,
      content: Buffer.from(content),
    })),
  };
}

const bracketed = (id: string): string => `<${id.replace(/^<|>$/g, '')}>`;

/** One address and nothing else: a comma would make a second recipient of it. */
function refuseBadAddress(to: string): void {
  if (/^[^\s@,;:<>()"[\]\\]+@[^\s@,;:<>()"[\]\\]+$/.test(to) && to.length <= 254) return;
  throw new PartnerRejected('The e-mail address cannot be used; correct it at the debtor.', [
    'not a single e-mail address',
  ]);
}

/** What nodemailer tells beside the message. */
interface SmtpError extends Error {
  code?: string;
  /** `ECONNREFUSED` and the like beneath `code`. */
  originalCode?: string;
  command?: string;
  response?: string;
  responseCode?: number;
}

/** What an error means for the message. The server's words are kept, addresses in them are not. */
function fromSmtpError(error: SmtpError, wasBodyRead: boolean): Error {
  const { code = 'unknown', command = 'CONN', responseCode = 0 } = error;
  const answer = error.response === undefined ? '' : redacted(error.response);
  const what = `${error.originalCode ?? code} at ${command}${answer === '' ? '' : `: ${answer}`}`;
  if (responseCode >= 400 && responseCode < 500) return notTaken(what);
  if (responseCode >= 500 && responseCode < 600) {
    // 503 speaks of our session, and a refused login or sender of our account, not of the debtor.
    const isAboutMessage = command === 'RCPT TO' || command === 'DATA';
    if (!isAboutMessage || responseCode === 503) return notTaken(what);
    return new PartnerRejected(`The mail server refused the message for good (${what}).`, [answer]);
  }
  if (wasBodyRead) {
    return new OutcomeUnknown(
      `The mail server began to read the message, but its answer never came (${what}). ` +
        'Look for the Message-ID at the mail server before sending again.',
    );
  }
  if (code === 'EENVELOPE' && command === 'API') {
    return new PartnerRejected(`The message cannot be sent as it is (${what}).`, [what]);
  }
  return notTaken(what);
}

function notTaken(what: string): PartnerUnavailable {
  return new PartnerUnavailable(
    `The mail server did not take the message (${what}). It is tried again later.`,
  );
}

/** A server's answer in one line, without the e-mail addresses it may quote. */
function redacted(answer: string): string {
  return answer
    .replace(/[^\s<>@()"',;:]+@[^\s<>()"',;]+/g, '[address]')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, 300);
}
