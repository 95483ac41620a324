/**
 * Deliveries by encrypted e-mail: each file is an attachment of its own, encrypted with OpenPGP for
 * the agency and, with a key of ours, signed. A mail server cannot be asked what became of a message,
 * so a delivery whose answer was lost is held for a person.
 */
import * as openpgp from 'openpgp';
import { InvalidInput, PartnerRejected } from '../../server/domain/errors.ts';
import type { EmailAttachment, EmailChannel } from '../../server/ports.ts';
import type { Carrier, Parcel } from './carrying.ts';

export interface MailSettings {
  email: EmailChannel;
  to: string;
  /** The agency's public key, armored. */
  encryptionKey: string;
  /** Our own private key without a passphrase, armored; null leaves deliveries unsigned. */
  signingKey: string | null;
}

export function mailCarrier(settings: MailSettings): Carrier {
  const { email } = settings;
  return {
    asks: false,
    async check() {
      await readKeys(settings);
      await email.check();
    },
    async bring(parcel) {
      await email.send({
        to: settings.to,
        subject: `Mahnlauf delivery ${parcel.number}${parcel.mode === 'sandbox' ? ' (TEST)' : ''}`,
        text: words(parcel),
        html: null,
        messageId: `${parcel.key}@${settings.to.replace(/^.*@/, '')}`,
        replyTo: null,
        attachments: await encrypted(parcel.files, await readKeys(settings)),
      });
    },
    /** Files of the agency are laid into our folder by whoever receives them. */
    collect: () => Promise.resolve(),
  };
}

interface Keys {
  encryptionKeys: openpgp.PublicKey;
  signingKeys: openpgp.PrivateKey[];
}

/** An account whose keys cannot be used, or are no longer valid, sends nothing. */
async function readKeys({ encryptionKey, signingKey }: MailSettings): Promise<Keys> {
  try {
    const encryptionKeys = await openpgp.readKey({ armoredKey: encryptionKey });
    if (encryptionKeys.isPrivate())
      throw new Error('this is a private key; ask for the public one');
    await encryptionKeys.getEncryptionKey();
    if (signingKey === null) return { encryptionKeys, signingKeys: [] };
    const ours = await openpgp.readPrivateKey({ armoredKey: signingKey });
    if (!ours.isDecrypted()) throw new Error('our own key has a passphrase; store it without one');
    await ours.getSigningKey();
    return { encryptionKeys, signingKeys: [ours] };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new PartnerRejected(`a key of the account cannot be used: ${detail}`, [], 'account');
  }
}

async function encrypted(files: Parcel['files'], keys: Keys): Promise<readonly EmailAttachment[]> {
  const attachments: EmailAttachment[] = [];
  for (const [name, content] of files) {
    // `from`: the bytes of a Buffer as the plain array that the library asks for.
    const message = await openpgp.createMessage({ binary: Uint8Array.from(content) });
    const sealed: unknown = await openpgp.encrypt({ message, ...keys, format: 'binary' });
    if (!(sealed instanceof Uint8Array)) throw new InvalidInput(`${name} could not be encrypted`);
    attachments.push({
      fileName: `${name}.pgp`,
      contentType: 'application/octet-stream',
      content: sealed,
    });
  }
  return attachments;
}

/** No name, no amount: the message itself is not encrypted. */
const words = ({ number, mode, files }: Parcel): string =>
  [
    `Delivery ${number}${mode === 'sandbox' ? ' (a TEST, no real claim)' : ''}.`,
    '',
    `${files.size} files, each encrypted for you with OpenPGP: save them into one folder, decrypt`,
    'them, and check them with SHA256SUMS.',
    '',
    'The same number again is the same delivery.',
  ].join('\n');
