import { createHmac, randomBytes, scrypt, type ScryptOptions, timingSafeEqual } from 'node:crypto';
import { unusable } from '../domain/refusals.ts';

/** The cost of a guess: N = 2^15, r = 8, p = 3 takes 32 MiB and about a quarter of a second. */
const COST = { N: 32_768, r: 8, p: 3 } as const;
const HASH_BYTES = 32;
const MEMORY_LIMIT = 256 * 1024 * 1024;

export const MOST_PASSWORD_CHARACTERS = 200;

/** Refuses what is guessed first: short, one repeated letter, or the user's own address. */
export function checkPassword(password: string, email: string): void {
  if (password.length < 12 || password.length > MOST_PASSWORD_CHARACTERS) {
    throw unusable('refused_password_length');
  }
  if (new Set(password).size < 5) {
    throw unusable('refused_password_simple');
  }
  const [name = ''] = email.split('@');
  if (name.length > 2 && password.toLowerCase().includes(name.toLowerCase())) {
    throw unusable('refused_password_name');
  }
}

/** `scrypt$N$r$p$salt$hash`: the parameters stay with the hash, so they can be raised later. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const { N, r, p } = COST;
  const hash = await derive(password, salt, { N, r, p });
  return ['scrypt', N, r, p, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

/** Does the password fit? It takes the same time for every answer. */
export async function passwordFits(password: string, kept: string): Promise<boolean> {
  const [, N, r, p, salt = '', hash = ''] = kept.split('$');
  const wanted = Buffer.from(hash, 'base64url');
  const options = { N: Number(N), r: Number(r), p: Number(p) };
  const found = await derive(password, Buffer.from(salt, 'base64url'), options);
  return found.length === wanted.length && timingSafeEqual(found, wanted);
}

/** A hash no password fits: whoever is unknown costs the same time as whoever is known. */
export const NOBODYS_HASH = [
  'scrypt',
  COST.N,
  COST.r,
  COST.p,
  Buffer.alloc(16).toString('base64url'),
  Buffer.alloc(HASH_BYTES).toString('base64url'),
].join('$');

function derive(password: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> {
  const all = { ...options, maxmem: MEMORY_LIMIT };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, HASH_BYTES, all, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}

// ---------------------------------------------------------------------------------------------
// Second factor: TOTP (RFC 6238) over HOTP (RFC 4226), SHA-1, 30 seconds, six digits

const STEP_SECONDS = 30;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The code of a step; `digits` is 6 in every common app (RFC 4226, section 5.3). */
export function hotp(secret: Uint8Array, step: number, digits = 6): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) % 16;
  const number = mac.readUInt32BE(offset) % 2 ** 31;
  return String(number % 10 ** digits).padStart(digits, '0');
}

/**
 * The step whose code this is: the present one or a neighbour, because clocks differ; null when
 * none fits or the code was used before.
 */
export function totpStep(
  secret: Uint8Array,
  code: string,
  { atSeconds, lastStep }: { atSeconds: number; lastStep: number | null },
): number | null {
  const now = Math.floor(atSeconds / STEP_SECONDS);
  const isCode = /^[0-9]{6}$/.test(code);
  const given = Buffer.from(isCode ? code : '000000');
  let found: number | null = null;
  for (const step of [now - 1, now, now + 1]) {
    const fits = timingSafeEqual(Buffer.from(hotp(secret, step)), given);
    if (fits && isCode && step > (lastStep ?? -1)) found = step;
  }
  return found;
}

/** RFC 4648 base32 without padding: how apps take a secret that is typed. */
export function toBase32(bytes: Uint8Array): string {
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  const groups = bits.match(/.{1,5}/g) ?? [];
  return groups.map((group) => ALPHABET[Number.parseInt(group.padEnd(5, '0'), 2)]).join('');
}

/** Reads what `toBase32` wrote. */
export function fromBase32(text: string): Buffer {
  const bits = text
    .split('')
    .map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0'));
  const bytes = bits.join('').match(/.{8}/g) ?? [];
  return Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)));
}
