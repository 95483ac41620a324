/** What a merchant stores about an account by file, and the connector made of it. */
import { z } from 'zod';
import { InvalidInput } from '../../server/domain/errors.ts';
import type { AgencyMode, Clock, EmailChannel } from '../../server/ports.ts';
import { type FileAgency, fileAgency } from './agency.ts';
import type { Carrier } from './carrying.ts';
import { mailCarrier } from './mail.ts';
import { sftpCarrier } from './sftp.ts';

const Folder = z.string().regex(/^\//, 'write the whole path');

const Transport = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('sftp'),
    host: z.string().min(1).max(253),
    port: z.int().min(1).max(65_535).default(22),
    user: z.string().min(1).max(100),
    folder: Folder,
    hostKey: z.string().regex(/^SHA256:[A-Za-z0-9+/]{43}$/, 'as ssh-keygen -lf shows it: SHA256:…'),
  }),
  z.strictObject({
    kind: z.literal('mail'),
    to: z.email(),
    encryptionKey: z.string().regex(/BEGIN PGP PUBLIC KEY BLOCK/, 'an armored public key'),
  }),
]);

const Settings = z.strictObject({ folder: Folder, transport: Transport.optional() });

type FileSettings = z.output<typeof Settings>;

/** Reads what is stored about an account. Throws `InvalidInput` that names every field. */
export function readFileSettings(stored: unknown): FileSettings {
  const read = Settings.safeParse(stored);
  if (read.success) return read.data;
  const problems = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new InvalidInput(`the account by file cannot be used: ${problems.join('; ')}`);
}

/** The connector of a stored account; `email` is the mail server of the service, where it has one. */
export function fileAgencyOf(
  stored: { settings: unknown; secrets: Readonly<Record<string, string>> },
  tools: { mode: AgencyMode; clock: Clock; email: EmailChannel | null },
): FileAgency {
  const { folder, transport } = readFileSettings(stored.settings);
  const carrier = carrierOf(transport, stored.secrets, tools.email);
  return fileAgency({ folder, mode: tools.mode, clock: tools.clock, carrier });
}

function carrierOf(
  transport: FileSettings['transport'],
  secrets: Readonly<Record<string, string>>,
  email: EmailChannel | null,
): Carrier | null {
  switch (transport?.kind) {
    case undefined:
      return null;
    case 'sftp': {
      const { kind: _kind, ...server } = transport;
      return sftpCarrier({ ...server, privateKey: secrets['privateKey'] ?? '' });
    }
    case 'mail': {
      if (email === null)
        throw new InvalidInput('an account by mail needs a mail server: SMTP_URL');
      const { to, encryptionKey } = transport;
      return mailCarrier({ email, to, encryptionKey, signingKey: secrets['signingKey'] ?? null });
    }
  }
}
