/** The agency's side of deliveries by e-mail: what arrived, opened with GnuPG. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKey } from 'openpgp';
import PostalMime from 'postal-mime';

export interface Keys {
  privateKey: string;
  publicKey: string;
}

/** A key pair without a passphrase; `seconds` ends it. */
export async function makeKeys(
  email: string,
  life: { since?: Date; seconds?: number } = {},
): Promise<Keys> {
  const { privateKey, publicKey } = await generateKey({
    type: 'ecc',
    userIDs: [{ name: 'Example', email }],
    date: life.since ?? new Date('2026-01-01T00:00:00Z'),
    keyExpirationTime: life.seconds ?? 0,
    format: 'armored',
  });
  return { privateKey, publicKey };
}

/** A GnuPG with keys of its own. */
export interface Opener {
  /** Writes what a message holds, decrypted, into a folder; gives what GnuPG said of signatures. */
  open(raw: string, into: string): Promise<string>;
  remove(): void;
}

export function openerOf(privateKey: string, signers: readonly string[] = []): Opener {
  const home = mkdtempSync(join(tmpdir(), 'gpg-'));
  const gpg = (args: readonly string[], input: string | Uint8Array): Buffer =>
    execFileSync('gpg', ['--homedir', home, '--batch', '--quiet', ...args], {
      input,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
  for (const key of [privateKey, ...signers]) gpg(['--import'], key);
  return {
    async open(raw, into) {
      mkdirSync(into, { recursive: true });
      let said = '';
      for (const { filename, content } of (await PostalMime.parse(raw)).attachments) {
        const name = (filename ?? '').replace(/\.pgp$/, '');
        const status = join(home, 'status');
        const sealed = new Uint8Array(content as ArrayBuffer);
        const args = ['--status-file', status, '--trust-model', 'always', '--decrypt'];
        writeFileSync(join(into, name), gpg(args, sealed));
        said += execFileSync('cat', [status]).toString();
      }
      return said;
    },
    remove() {
      execFileSync('gpgconf', ['--homedir', home, '--kill', 'all']);
      rmSync(home, { recursive: true, force: true });
    },
  };
}
