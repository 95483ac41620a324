import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import type { SMTPServerOptions } from 'smtp-server';
import { SMTP_DEFAULTS, smtpChannel } from '../../connectors/channels/email.ts';
import type { SmtpChannel, SmtpSettings } from '../../connectors/channels/email.ts';
import { OutcomeUnknown, PartnerRejected, PartnerUnavailable } from '../../server/domain/errors.ts';
import type { EmailMessage } from '../../server/ports.ts';

const REMINDER: EmailMessage = {
  to: 'erika@example.com',
  subject: 'Mahnung: Rechnung R-1001 über 1.234,50 €',
  text: 'Guten Tag,\n\nbitte zahlen Sie.\n',
  html: '<p>Guten Tag</p>',
  messageId: 'reminder-17@mahnlauf.example.com',
  replyTo: 'clerk@example.com',
};

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

function channelTo(port: number, more: Partial<SmtpSettings> = {}): SmtpChannel {
  const channel = smtpChannel({
    ...SMTP_DEFAULTS,
    host: '127.0.0.1',
    port,
    tls: 'none',
    user: null,
    password: null,
    from: 'Muster GmbH <service@example.com>',
    ...more,
  });
  open.push(() => channel.close());
  return channel;
}

/** A real SMTP server; gives its port. */
async function mailServer(options: SMTPServerOptions): Promise<number> {
  const server = new SMTPServer({ authOptional: true, logger: false, closeTimeout: 1, ...options });
  server.on('error', () => {});
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  open.push(() => server.close());
  return (server.server.address() as AddressInfo).port;
}

/** A server that answers line by line as the script says; `null` hangs up, '' stays silent. */
async function scriptedServer(
  answers: Readonly<Record<string, string | null>>,
  onSocket: (socket: Socket) => void = () => {},
): Promise<{ port: number; heard: string[] }> {
  const heard: string[] = [];
  const server = createServer((socket) => {
    onSocket(socket);
    open.push(() => socket.destroy());
    socket.on('error', () => {});
    let inData = false;
    let left = '';
    const say = (name: string, otherwise: string) => {
      const answer = answers[name] === undefined ? otherwise : answers[name];
      if (answer === null) socket.destroy();
      else if (answer !== '') socket.write(`${answer}\r\n`);
    };
    say('GREETING', '220 mail.example.com ESMTP');
    socket.on('data', (chunk) => {
      left += chunk.toString('utf8');
      for (let end = left.indexOf('\r\n'); end >= 0; end = left.indexOf('\r\n')) {
        const line = left.slice(0, end);
        left = left.slice(end + 2);
        if (inData) {
          if (line === '.') {
            inData = false;
            heard.push('.');
            say('.', '250 2.0.0 queued as 17');
          } else if (heard.at(-1) !== 'body') {
            heard.push('body');
            if (answers['body'] !== undefined) say('body', '');
          }
          continue;
        }
        const verb = (/^[A-Z]+/.exec(line) ?? [''])[0];
        heard.push(verb);
        inData = verb === 'DATA' && (answers['DATA'] ?? '354 go on').startsWith('354');
        const usual: Record<string, string> = { EHLO: '250 mail.example.com', DATA: '354 go on' };
        say(verb, usual[verb] ?? '250 ok');
      }
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  open.push(() => server.close());
  return { port: (server.address() as AddressInfo).port, heard };
}

/** The error a message ends with. */
async function failure(channel: SmtpChannel, message: EmailMessage = REMINDER): Promise<Error> {
  try {
    await channel.send(message);
  } catch (error) {
    return error as Error;
  }
  throw new Error('the message was sent');
}

describe('an e-mail that arrives', () => {
  async function received(message: EmailMessage) {
    const raw: Buffer[] = [];
    const envelopes: unknown[] = [];
    const port = await mailServer({
      disabledCommands: ['STARTTLS', 'AUTH'],
      onData(stream, session, done) {
        envelopes.push(session.envelope.rcptTo.map(({ address }) => address));
        stream.on('data', (chunk: Buffer) => raw.push(chunk));
        stream.on('end', () => done());
      },
    });
    const result = await channelTo(port).send(message);
    return { result, envelopes, mail: await PostalMime.parse(Buffer.concat(raw)) };
  }

  it('carries our Message-ID, the words in both forms and the Reply-To of the clerk', async () => {
    const { mail, result, envelopes } = await received(REMINDER);
    expect(result.serverAnswer).toMatch(/^250 /);
    expect(envelopes).toEqual([['erika@example.com']]);
    expect(mail).toMatchObject({
      messageId: '<reminder-17@mahnlauf.example.com>',
      subject: REMINDER.subject,
      from: { name: 'Muster GmbH', address: 'service@example.com' },
      replyTo: [{ address: 'clerk@example.com' }],
      html: expect.stringContaining('<p>Guten Tag</p>'),
    });
    expect(mail.text?.trim()).toBe(REMINDER.text.trim());
    const headers = Object.fromEntries(mail.headers.map(({ key, value }) => [key, value]));
    expect(headers['auto-submitted']).toBe('auto-generated');
    expect(headers).not.toHaveProperty('list-unsubscribe');
  });

  it('is a letter to one person: no mailing list, nothing to unsubscribe from', async () => {
    const { mail } = await received(REMINDER);
    const names = mail.headers.map(({ key }) => key);
    expect(names).toContain('auto-submitted');
    expect(names.filter((name) => name.startsWith('list-') || name === 'precedence')).toEqual([]);
  });

  it('stands in one thread with the reminder before it', async () => {
    const { mail } = await received({
      ...REMINDER,
      inReplyTo: 'reminder-9@mahnlauf.example.com',
      references: ['reminder-3@mahnlauf.example.com'],
    });
    expect(mail.inReplyTo).toBe('<reminder-9@mahnlauf.example.com>');
    expect(mail.references).toBe(
      '<reminder-3@mahnlauf.example.com> <reminder-9@mahnlauf.example.com>',
    );
  });

  it('brings its attachments unharmed', async () => {
    const content = Uint8Array.from({ length: 256 }, (_, i) => i);
    const { mail } = await received({
      ...REMINDER,
      attachments: [{ fileName: 'Mahnung.pdf', contentType: 'application/pdf', content }],
    });
    expect(mail.attachments).toHaveLength(1);
    const [pdf] = mail.attachments;
    expect(pdf).toMatchObject({ filename: 'Mahnung.pdf', mimeType: 'application/pdf' });
    expect(new Uint8Array(pdf?.content as ArrayBuffer)).toEqual(content);
  });

  it('cannot smuggle in a header by its subject', async () => {
    const { mail } = await received({ ...REMINDER, subject: 'Hello\r\nBcc: other@example.com' });
    expect(mail.bcc ?? []).toEqual([]);
  });
});

describe('an e-mail that was surely not taken is tried later', () => {
  it('nobody listens', async () => {
    const { port } = await scriptedServer({});
    for (const close of open.splice(0)) close();
    expect(await failure(channelTo(port))).toBeInstanceOf(PartnerUnavailable);
  });

  it.each([
    ['hangs up before it greets', { GREETING: null }],
    ['greets with 554', { GREETING: '554 no service' }],
    ['hangs up at the recipient', { RCPT: null }],
    ['puts the recipient off (greylisting)', { RCPT: '451 4.7.1 greylisted' }],
    ['finds the mailbox full for now', { RCPT: '452 4.2.2 mailbox full' }],
    ['finds the mailbox full and calls it permanent', { RCPT: '552 5.2.2 mailbox full' }],
    ['finds it full in plain words', { RCPT: '550 user is over quota' }],
    ['finds it full after the message', { '.': '552 5.2.2 mailbox full' }],
    ['refuses our sender', { MAIL: '550 5.7.1 sender not allowed' }],
    ['hangs up at DATA', { DATA: null }],
    ['puts DATA off', { DATA: '452 4.3.1 disk full' }],
    ['answers the message with 4xx', { '.': '451 4.3.0 try again later' }],
    ['loses its session', { DATA: '503 5.5.1 bad sequence' }],
    ['closes with 421 in the middle of DATA', { body: '421 4.4.2 closing' }],
  ])('the server %s', async (_case, answers) => {
    const { port } = await scriptedServer(answers);
    const error = await failure(channelTo(port));
    expect(error).toBeInstanceOf(PartnerUnavailable);
  });

  it.each([
    ['to the greeting', { GREETING: '' }],
    ['to the recipient', { RCPT: '' }],
    ['to DATA', { DATA: '' }],
  ])('the server never answers %s', async (_case, answers) => {
    const { port } = await scriptedServer(answers);
    const channel = channelTo(port, { connectTimeoutMs: 200, answerTimeoutMs: 1_000 });
    expect(await failure(channel)).toBeInstanceOf(PartnerUnavailable);
  });

  it('our login is wrong', async () => {
    const port = await mailServer({
      disabledCommands: ['STARTTLS'],
      authOptional: false,
      onAuth: (_auth, _session, done) => done(new Error('Invalid username or password')),
    });
    const channel = channelTo(port, { user: 'shop', password: 'wrong' });
    const error = await failure(channel);
    expect(error).toBeInstanceOf(PartnerUnavailable);
    expect(error.message).not.toContain('wrong');
    await expect(channel.check()).rejects.toBeInstanceOf(PartnerUnavailable);
  });

  it('the certificate of the server is not trusted, nor is one without TLS', async () => {
    const tls = await mailServer({});
    const plain = await mailServer({ disabledCommands: ['STARTTLS'] });
    for (const port of [tls, plain]) {
      const channel = channelTo(port, { tls: 'starttls' });
      expect(await failure(channel)).toBeInstanceOf(PartnerUnavailable);
    }
  });
});

describe('an e-mail that was refused for good', () => {
  it.each([
    ['the recipient', { RCPT: '550 5.1.1 no such user' }, '550 5.1.1 no such user'],
    ['the message before reading it', { DATA: '554 5.7.1 no' }, '554 5.7.1 no'],
    ['a message that is too large', { '.': '552 5.3.4 too big' }, '552 5.3.4 too big'],
    ['the message after reading it', { '.': '554 5.7.1 spam' }, '554 5.7.1 spam'],
  ])('the server refuses %s', async (_case, answers, reason) => {
    const { port } = await scriptedServer(answers);
    const error = await failure(channelTo(port));
    expect(error).toBeInstanceOf(PartnerRejected);
    expect((error as PartnerRejected).reasons).toEqual([reason]);
  });

  it.each([
    ['no such user', 'RCPT', '550 5.1.1 no such user'],
    ['no such domain', 'RCPT', '550 5.1.2 bad destination system'],
    ['a domain that takes no mail', 'RCPT', '556 5.1.10 null MX'],
    ['a mailbox that is switched off', 'RCPT', '550 5.2.1 disabled'],
    ['no such user, told after the message', '.', '550 5.1.1 no such user'],
    ['no such user, in plain words', 'RCPT', '550 No such user here'],
    ['a mailbox that has moved', 'RCPT', '551 user not local'],
    ['a mailbox name nobody can have', 'RCPT', '553 mailbox name not allowed'],
  ])('%s: the address is bad', async (_case, at, answer) => {
    const { port } = await scriptedServer({ [at]: answer });
    expect(await failure(channelTo(port))).toMatchObject({ about: 'address' });
  });

  it.each([
    ['a rule of the server', 'RCPT', '550 5.7.1 refused by policy'],
    ['a rule, in plain words', 'RCPT', '550 blocked, see our list'],
    ['our own sender', 'RCPT', '550 5.1.8 sender domain does not exist'],
    ['a relay that is not ours', 'RCPT', '550 relay not permitted'],
    ['spam', '.', '554 5.7.1 looks like spam'],
    ['no reason at all, after the message', '.', '550 no'],
    ['too large', '.', '552 5.3.4 too big'],
  ])('%s: the address may still be good', async (_case, at, answer) => {
    const { port } = await scriptedServer({ [at]: answer });
    expect(await failure(channelTo(port))).toMatchObject({ about: 'message', retry: 'never' });
  });

  it('says why without naming the debtor', async () => {
    const { port } = await scriptedServer({
      RCPT: '550-5.1.1 <erika@example.com>: Recipient address rejected\r\n550 erika@example.com',
    });
    const error = (await failure(channelTo(port))) as PartnerRejected;
    expect(`${error.message} ${error.reasons.join()}`).not.toMatch(/erika/);
    expect(error.reasons.join()).toContain('Recipient address rejected');
  });

  it.each(['', 'erika', 'erika@', 'a@example.com,b@example.com', 'a@example.com b', 'Erika <a@b>'])(
    '"%s" is no address, and no server is asked',
    async (to) => {
      const error = await failure(channelTo(1), { ...REMINDER, to });
      expect(error).toBeInstanceOf(PartnerRejected);
      expect(error).toMatchObject({ about: 'address' });
      expect(error.message).not.toContain('example.com');
    },
  );
});

describe('an e-mail of which nobody knows whether it was taken', () => {
  const big = { ...REMINDER, text: 'Guten Tag,\n'.repeat(200_000) };

  it.each([
    ['hangs up in the middle of the message', { body: null }, big],
    ['hangs up after the final dot', { '.': null }, REMINDER],
    ['answers the final dot with noise', { '.': 'hello?' }, REMINDER],
  ])('the server %s: asked first, never sent twice', async (_case, answers, message) => {
    const { port, heard } = await scriptedServer(answers);
    const error = await failure(channelTo(port), message);
    expect(error).toBeInstanceOf(OutcomeUnknown);
    expect(heard.filter((line) => line === 'DATA')).toHaveLength(1);
  });

  it('a real server dies after the final dot, and has the message all the same', async () => {
    const taken: string[] = [];
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      onData(stream, session) {
        stream.resume();
        stream.on('end', () => {
          taken.push(...session.envelope.rcptTo.map(({ address }) => address));
          for (const socket of sockets) socket.destroy();
        });
      },
    });
    const sockets: Socket[] = [];
    server.server.on('connection', (socket: Socket) => sockets.push(socket));
    server.on('error', () => {});
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    open.push(() => server.close());
    const error = await failure(channelTo((server.server.address() as AddressInfo).port));
    expect(error).toBeInstanceOf(OutcomeUnknown);
    expect(taken).toEqual([REMINDER.to]);
  });

  it('a real server takes the message and then never answers', async () => {
    const port = await mailServer({
      disabledCommands: ['STARTTLS', 'AUTH'],
      onData: (stream) => void stream.resume(),
    });
    const error = await failure(channelTo(port, { answerTimeoutMs: 1_000 }));
    expect(error).toBeInstanceOf(OutcomeUnknown);
  });

  it('a real server reads no further in the middle of the message', async () => {
    const port = await mailServer({
      disabledCommands: ['STARTTLS', 'AUTH'],
      onData: (stream) => void stream.pause(),
    });
    const error = await failure(channelTo(port, { answerTimeoutMs: 1_000 }), big);
    expect(error).toBeInstanceOf(OutcomeUnknown);
  });

  it('the server is silent after the final dot', async () => {
    const { port, heard } = await scriptedServer({ '.': '' });
    const error = await failure(channelTo(port, { answerTimeoutMs: 1_000 }));
    expect(error).toBeInstanceOf(OutcomeUnknown);
    expect(heard.at(-1)).toBe('.');
  });

  it('the server stops reading in the middle of DATA', async () => {
    let data = 0;
    const { port } = await scriptedServer({}, (socket) => {
      socket.on('data', (chunk) => {
        data += chunk.length;
        if (data > 20_000) socket.pause();
      });
    });
    const error = await failure(channelTo(port, { answerTimeoutMs: 1_000 }), big);
    expect(error).toBeInstanceOf(OutcomeUnknown);
  });

  it('the whole message takes too long, although the server keeps talking', async () => {
    const { port } = await scriptedServer({ '.': '250-one moment' });
    const channel = channelTo(port, { messageTimeoutMs: 1_500 });
    expect(await failure(channel)).toBeInstanceOf(OutcomeUnknown);
  });

  it('the sentence for the clerk holds no address', async () => {
    const { port } = await scriptedServer({ '.': null });
    expect((await failure(channelTo(port))).message).not.toMatch(/@|erika/);
  });
});

describe('the pool', () => {
  it('sends many messages over few connections, and goes on after one that was refused', async () => {
    let connections = 0;
    const taken: string[] = [];
    const port = await mailServer({
      disabledCommands: ['STARTTLS', 'AUTH'],
      onConnect(_session, done) {
        connections += 1;
        done();
      },
      onRcptTo({ address }, _session, done) {
        const isGone = address.startsWith('gone');
        done(isGone ? Object.assign(new Error('no such user'), { responseCode: 550 }) : null);
      },
      onData(stream, session, done) {
        stream.resume();
        stream.on('end', () => {
          taken.push(...session.envelope.rcptTo.map(({ address }) => address));
          done();
        });
      },
    });
    const channel = channelTo(port, { maxConnections: 2 });
    const names = Array.from({ length: 20 }, (_, i) => (i === 7 ? 'gone' : `d${i}`));
    const results = await Promise.allSettled(
      names.map((name) =>
        channel.send({
          ...REMINDER,
          to: `${name}@example.com`,
          messageId: `${name}@x.example.com`,
        }),
      ),
    );
    expect(results.map(({ status }) => status).filter((s) => s === 'rejected')).toHaveLength(1);
    expect(taken.toSorted()).toEqual(
      names
        .filter((n) => n !== 'gone')
        .map((n) => `${n}@example.com`)
        .toSorted(),
    );
    expect(connections).toBeLessThanOrEqual(2);
  });

  it('leaves it to the outbox to try again: a server that hangs up is called once', async () => {
    let calls = 0;
    const { port } = await scriptedServer({ GREETING: null }, () => {
      calls += 1;
    });
    expect(await failure(channelTo(port))).toBeInstanceOf(PartnerUnavailable);
    expect(calls).toBe(1);
  });

  it('sends no more in a minute than the setting says', async () => {
    const taken: string[] = [];
    const port = await mailServer({
      disabledCommands: ['STARTTLS', 'AUTH'],
      onData(stream, session, done) {
        stream.resume();
        stream.on('end', () => {
          taken.push(...session.envelope.rcptTo.map(({ address }) => address));
          done();
        });
      },
    });
    const channel = channelTo(port, { messagesPerMinute: 2, messageTimeoutMs: 30_000 });
    const send = (name: string) => channel.send({ ...REMINDER, to: `${name}@example.com` });
    await Promise.all([send('d1'), send('d2')]);
    await expect(send('d3')).rejects.toBeInstanceOf(PartnerUnavailable);
    expect(taken.toSorted()).toEqual(['d1@example.com', 'd2@example.com']);
  });

  it('proves the account with a login and no message', async () => {
    const logins: (string | undefined)[] = [];
    const port = await mailServer({
      disabledCommands: ['STARTTLS'],
      authOptional: false,
      onAuth({ username, password }, _session, done) {
        logins.push(username);
        if (password === 'right') done(null, { user: username });
        else done(new Error('no'));
      },
    });
    await channelTo(port, { user: 'shop', password: 'right' }).check();
    expect(logins).toEqual(['shop']);
  });
});

describe('over TLS', () => {
  /** A key and a certificate for 127.0.0.1, made for this run. */
  function certificate(): { key: string; cert: string } {
    const folder = mkdtempSync(join(tmpdir(), 'mahnlauf-tls-'));
    open.push(() => rmSync(folder, { recursive: true }));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    const named = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
    const written = ['-days', '2', '-keyout', key, '-out', cert];
    const tool = 'openssl'; // A Debian package, not one of npm.
    execFileSync(tool, ['req', '-x509', ...made, ...named, ...written], { stdio: 'pipe' });
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  }

  it.each(['starttls', 'implicit'] as const)(
    'by %s: a trusted certificate is taken, an unknown one is not',
    async (tls) => {
      const { key, cert } = certificate();
      const secured: boolean[] = [];
      const port = await mailServer({
        key,
        cert,
        secure: tls === 'implicit',
        disabledCommands: ['AUTH'],
        onData(stream, session, done) {
          secured.push(session.secure);
          stream.resume();
          stream.on('end', () => done());
        },
      });
      await channelTo(port, { tls, ca: cert }).send(REMINDER);
      expect(secured).toEqual([true]);
      expect(await failure(channelTo(port, { tls }))).toBeInstanceOf(PartnerUnavailable);
      expect(secured).toEqual([true]);
    },
  );
});
