import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
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
  /** So many begin in any minute, and the rest waits; null sends as fast as the server takes it. */
  messagesPerMinute: number | null;
  connectTimeoutMs: number;
  /** How long the server may be silent. RFC 5321 grants it ten minutes after the final dot. */
  answerTimeoutMs: number;
  /** From `send` to the answer, waiting for its turn and a free connection included. */
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
  const turn = turnstile(settings);
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
      await turn();
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

const MINUTE_MS = 60_000;

/**
 * Lets so many pass in any minute; the others wait until a place is free, unless that takes half of
 * the time that a message has: it must not run out while the server reads. The pool's own limit
 * counts no message that finds an idle connection, so it lets through more than it says.
 */
function turnstile({ messagesPerMinute, messageTimeoutMs }: SmtpSettings): () => Promise<void> {
  if (messagesPerMinute === null) return () => Promise.resolve();
  /** When the last so many passed or will pass, the earliest first. */
  const passes: number[] = [];
  return async () => {
    const now = performance.now();
    const [oldest = 0] = passes;
    const isFree = passes.length < messagesPerMinute;
    const waitMs = isFree ? 0 : Math.max(0, oldest + MINUTE_MS - now);
    if (waitMs >= messageTimeoutMs / 2) {
      throw notTaken(`more than ${messagesPerMinute} messages in a minute`);
    }
    if (!isFree) passes.shift();
    passes.push(now + waitMs);
    if (waitMs > 0) await wait(waitMs);
  };
}

function transportOptions(settings: SmtpSettings) {
  const { host, port, tls, user, password } = settings;
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
  const why = 'not a single e-mail address';
  const what = 'The e-mail address cannot be used; correct it at the debtor.';
  throw new PartnerRejected(what, [why], 'address');
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
    if (!isAboutMessage || responseCode === 503 || isMailboxFull(answer)) return notTaken(what);
    const about = isBadAddress(answer, command) ? 'address' : 'message';
    const refusal = `The mail server refused the message for good (${what}).`;
    return new PartnerRejected(refusal, [answer], about);
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

/** The enhanced code of an answer (RFC 3463), `5.1.1`, or '' where the server gives none. */
const enhancedCode = (answer: string): string =>
  /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(answer)?.[1] ?? '';

/** 5.2.2: nothing is wrong with the address, the debtor has only to tidy up; 552 alone may be size. */
const isMailboxFull = (answer: string): boolean =>
  enhancedCode(answer) === '5.2.2' ||
  /\b(over quota|quota exceeded|mailbox (is )?full)\b/i.test(answer);

/** No such mailbox, no such domain, no mail taken there, moved, or switched off (RFC 3463, 7505). */
const BAD_ADDRESS: readonly string[] = [
  '5.1.0',
  '5.1.1',
  '5.1.2',
  '5.1.3',
  '5.1.6',
  '5.1.10',
  '5.2.1',
];

/**
 * Is the address itself bad? A refusal for other reasons (spam, policy, our own sender) says nothing
 * of it. Without an enhanced code only a refused recipient counts, unless the words tell of a rule.
 */
function isBadAddress(answer: string, command: string): boolean {
  const code = enhancedCode(answer);
  if (code !== '') return BAD_ADDRESS.includes(code);
  if (command !== 'RCPT TO' || !/^(550|551|553)\b/.test(answer)) return false;
  return !/spam|polic|block|black|deny|denied|relay|reputation|spf|dmarc|dkim|rate|auth/i.test(
    answer,
  );
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
