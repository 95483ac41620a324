/**
 * Deliveries over SFTP, to one server whose host key is pinned. A delivery is written under a hidden
 * name and then renamed; what is there under either name tells what became of an attempt, so no
 * delivery arrives twice and none is given up.
 */
import { createHash } from 'node:crypto';
import ssh2, { type ClientErrorExtensions, type FileEntryWithStats, type SFTPWrapper } from 'ssh2';
import { MahnlaufError, PartnerRejected, PartnerUnavailable } from '../../server/domain/errors.ts';
import type { Carrier, Parcel, Take } from './carrying.ts';
import { MAX_BYTES } from './inbound.ts';

export interface SftpSettings {
  host: string;
  port: number;
  user: string;
  /** A private key as OpenSSH or PEM writes it, without a passphrase. */
  privateKey: string;
  /** `SHA256:…`, as `ssh-keygen -lf` shows it. */
  hostKey: string;
  /** Must exist on the server: what is not mounted there is not written past. */
  folder: string;
  limits?: SftpLimits;
}

interface SftpLimits {
  /** Until the login is through. */
  connectMs: number;
  /** Of one connection with everything that is done over it. */
  totalMs: number;
}

const usualLimits: SftpLimits = { connectMs: 20_000, totalMs: 300_000 };
/** Files taken over one connection. */
const MOST_FILES = 200;

export function sftpCarrier(settings: SftpSettings): Carrier {
  return {
    asks: true,
    check: () => connected(settings, (remote) => assertFolder(remote, settings.folder)),
    bring: (parcel) => connected(settings, (remote) => bring(remote, settings, parcel)),
    collect: (mode, take) =>
      connected(settings, (remote) => collect(remote, `${settings.folder}/${mode}`, take)),
  };
}

async function bring(remote: Remote, { folder }: SftpSettings, parcel: Parcel): Promise<void> {
  const { number, mode, key, files } = parcel;
  await assertFolder(remote, folder);
  await ensureFolder(remote, `${folder}/${mode}`);
  await ensureFolder(remote, `${folder}/${mode}/outbound`);
  const named = `${folder}/${mode}/outbound/${number}`;
  const hidden = `${folder}/${mode}/outbound/.${key}`;
  if (await remote.has(named)) return assertOurs(remote, named, files);
  if (parcel.isReady) {
    // The hidden name is gone and so is the number: it was given, and the agency took it away.
    if (await remote.has(hidden)) await remote.rename(hidden, named);
    return;
  }
  await ensureFolder(remote, hidden);
  for (const [name, content] of files) {
    await remote.write(`${hidden}/${name}`, content);
    const arrived = await remote.sizeOf(`${hidden}/${name}`);
    if (arrived !== content.length) {
      throw new PartnerUnavailable(`${name} arrived with ${arrived} of ${content.length} bytes`);
    }
  }
  await parcel.readied();
  await remote.rename(hidden, named);
}

/** Another account that writes into the same folder would have its numbers taken for ours. */
async function assertOurs(remote: Remote, path: string, files: Parcel['files']): Promise<void> {
  const ours = Buffer.from(files.get('SHA256SUMS') ?? []);
  const theirs = await remote.read(`${path}/SHA256SUMS`, MAX_BYTES);
  if (ours.equals(theirs)) return;
  throw new PartnerRejected(
    `${path} is there already and is not ours; each account needs a folder of its own`,
    [],
    'account',
  );
}

async function assertFolder(remote: Remote, folder: string): Promise<void> {
  if (await remote.has(folder)) return;
  throw new PartnerUnavailable(`the folder ${folder} does not exist on the SFTP server`);
}

/** Another connection may make it at the same time. */
async function ensureFolder(remote: Remote, path: string): Promise<void> {
  if (await remote.has(path)) return;
  try {
    await remote.makeFolder(path);
  } catch (error) {
    if (!(await remote.has(path))) throw error;
  }
}

async function collect(remote: Remote, base: string, take: Take): Promise<void> {
  const inbound = `${base}/inbound`;
  const taken = `${base}/taken`;
  if (!(await remote.has(inbound))) return;
  await ensureFolder(remote, taken);
  const names = (await remote.list(inbound)).filter(isWhole).map(({ filename }) => filename);
  for (const name of names.toSorted().slice(0, MOST_FILES)) {
    try {
      await takeOne(remote, { inbound, taken, name }, take);
    } catch (error) {
      // Another connection was quicker; it has the file.
      if (!isMissing(error)) throw error;
    }
  }
}

async function takeOne(
  remote: Remote,
  { inbound, taken, name }: { inbound: string; taken: string; name: string },
  take: Take,
): Promise<void> {
  // One byte more than is taken: the reader of the file then says that it is too long.
  const content = await remote.read(`${inbound}/${name}`, MAX_BYTES + 1);
  await take(name, content);
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 12);
  const kept = `${taken}/${hash}-${name}`;
  if (await remote.has(kept)) await remote.remove(`${inbound}/${name}`);
  else await remote.rename(`${inbound}/${name}`, kept);
}

const isWhole = ({ filename, attrs }: FileEntryWithStats): boolean =>
  attrs.isFile() &&
  /^[^./\\][^/\\]{0,199}$/.test(filename) &&
  !/\.(part|tmp|filepart)$/i.test(filename);

/** What is done on the server. */
interface Remote {
  has(path: string): Promise<boolean>;
  sizeOf(path: string): Promise<number>;
  list(path: string): Promise<FileEntryWithStats[]>;
  makeFolder(path: string): Promise<void>;
  write(path: string, content: Uint8Array): Promise<void>;
  /** The first bytes of a file, at most so many. */
  read(path: string, most: number): Promise<Buffer>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
}

const NO_SUCH_FILE = 2;

const isMissing = (error: unknown): boolean => (error as { code?: unknown }).code === NO_SUCH_FILE;

type Done<T> = (error: Error | null | undefined, result: T) => void;

/** A callback of the library as a promise. */
const asked = <T = void>(start: (done: Done<T>) => void): Promise<T> =>
  new Promise((resolve, reject) => {
    start((error, result) => {
      if (error === null || error === undefined) resolve(result);
      else reject(error);
    });
  });

function remoteOf(sftp: SFTPWrapper): Remote {
  const stat = (path: string) => asked<{ size: number }>((done) => sftp.stat(path, done));
  return {
    sizeOf: async (path) => (await stat(path)).size,
    async has(path) {
      try {
        await stat(path);
        return true;
      } catch (error) {
        if (isMissing(error)) return false;
        throw error;
      }
    },
    list: (path) => asked<FileEntryWithStats[]>((done) => sftp.readdir(path, done)),
    makeFolder: (path) => asked((done) => sftp.mkdir(path, (error) => done(error))),
    write: (path, content) =>
      asked((done) => sftp.writeFile(path, Buffer.from(content), (error) => done(error))),
    async read(path, most) {
      // Not a stream of the library: one that has been read shuts its file unheard, and when the
      // connection ends before the answer, its error ends the process.
      const handle = await asked<Buffer>((done) => sftp.open(path, 'r', done));
      try {
        return await readOpen(sftp, handle, most);
      } finally {
        await asked((done) => sftp.close(handle, (error) => done(error)));
      }
    },
    rename: (from, to) => asked((done) => sftp.rename(from, to, (error) => done(error))),
    remove: (path) => asked((done) => sftp.unlink(path, (error) => done(error))),
  };
}

const READ_BYTES = 262_144;

async function readOpen(sftp: SFTPWrapper, handle: Buffer, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  while (length < most) {
    const size = Math.min(READ_BYTES, most - length);
    const buffer = Buffer.alloc(size);
    const count = await asked<number>((done) =>
      sftp.read(handle, buffer, 0, size, length, (error, read) => done(error, read)),
    );
    if (count === 0) break;
    chunks.push(buffer.subarray(0, count));
    length += count;
  }
  return Buffer.concat(chunks);
}

/** One connection for one piece of work. Whatever fails names itself as an error of the business. */
async function connected<T>(
  settings: SftpSettings,
  work: (remote: Remote) => Promise<T>,
): Promise<T> {
  const limits = settings.limits ?? usualLimits;
  const client = new ssh2.Client();
  const line: Line = { client, shown: '' };
  let timer: NodeJS.Timeout | undefined;
  const broken = new Promise<never>((_resolve, reject) => {
    const late = (): void => reject(new Error(`not done after ${limits.totalMs} ms`));
    timer = setTimeout(late, limits.totalMs);
    client.on('error', reject);
    client.on('close', () => reject(new Error('the connection ended')));
  });
  broken.catch(() => undefined);
  try {
    const sftp = await Promise.race([signIn(line, settings, limits), broken]);
    return await Promise.race([work(remoteOf(sftp)), broken]);
  } catch (error) {
    throw toPartnerError(error, settings, line.shown);
  } finally {
    clearTimeout(timer);
    client.end();
    client.destroy();
  }
}

/** A connection, and the host key the server showed on it. */
interface Line {
  client: ssh2.Client;
  shown: string;
}

function signIn(line: Line, settings: SftpSettings, limits: SftpLimits): Promise<SFTPWrapper> {
  const { host, port, user: username, privateKey, hostKey } = settings;
  return new Promise((resolve, reject) => {
    line.client.on('ready', () => {
      line.client.sftp((error, sftp) => {
        if (error !== undefined) return reject(error);
        // What the server says wrong later ends this connection, and with an error of its own.
        sftp.on('error', (wrong: Error) => line.client.emit('error', wrong));
        resolve(sftp);
      });
    });
    line.client.connect({
      host,
      port,
      username,
      privateKey,
      readyTimeout: limits.connectMs,
      hostVerifier: (key: Buffer): boolean => {
        line.shown = `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
        return line.shown === hostKey;
      },
    });
    // Many small packets: without this each waits for the answer to the one before.
    line.client.setNoDelay(true);
  });
}

function toPartnerError(error: unknown, settings: SftpSettings, shown: string): MahnlaufError {
  if (error instanceof MahnlaufError) return error;
  const { host, hostKey, user } = settings;
  const account = (words: string): PartnerRejected => new PartnerRejected(words, [], 'account');
  if (shown !== '' && shown !== hostKey) {
    return account(
      `${host} shows the host key ${shown} and not ${hostKey}; nothing was sent. Ask the agency ` +
        'whether it has a new key before you change the setting',
    );
  }
  const { level } = error as ClientErrorExtensions;
  const words = error instanceof Error ? error.message : String(error);
  if (level === 'client-authentication') return account(`${host} refuses the key of ${user}`);
  if (/privateKey|private key/i.test(words)) return account(`the private key: ${words}`);
  return new PartnerUnavailable(`SFTP with ${host} failed (${words}); try later`, { cause: error });
}
