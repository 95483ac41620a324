import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { InvalidInput } from './domain/errors.ts';

/** Seals secrets before they are stored, with the first key; opens what any key sealed. */
export interface Sealing {
  seal(text: string): string;
  open(sealed: string): string;
  /** Was this sealed with the newest key? */
  isNewest(sealed: string): boolean;
}

/** A key has a name, so that an old one can still open what it sealed: `2026:<32 bytes, base64>`. */
export interface SealingKey {
  name: string;
  bytes: Buffer;
}

/** AES-256-GCM; the text is `name.iv.tag.cipher`, each in base64url. */
export function sealing(keys: readonly SealingKey[]): Sealing {
  return {
    seal(text) {
      const [key] = keys;
      if (key === undefined) {
        throw new InvalidInput('SECRET_KEYS is not set, so no secret can be stored; set a key');
      }
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key.bytes, iv);
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      const parts = [Buffer.from(key.name), iv, cipher.getAuthTag(), sealed];
      return parts.map((part) => part.toString('base64url')).join('.');
    },
    isNewest(sealed) {
      const [name = ''] = sealed.split('.');
      return Buffer.from(name, 'base64url').toString() === keys[0]?.name;
    },
    open(sealed) {
      const [name, iv, tag, text] = sealed.split('.').map((part) => Buffer.from(part, 'base64url'));
      const key = keys.find((candidate) => candidate.name === name?.toString());
      if (key === undefined || iv === undefined || tag === undefined || text === undefined) {
        throw new InvalidInput(
          'a stored secret cannot be opened: its key is not among SECRET_KEYS; add it there',
        );
      }
      try {
        const decipher = createDecipheriv('aes-256-gcm', key.bytes, iv).setAuthTag(tag);
        return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8');
      } catch {
        throw new InvalidInput('a stored secret cannot be opened: it was changed, or its key was');
      }
    },
  };
}
