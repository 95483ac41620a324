import {
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto';
import { addDays, type IsoDate, isoDate } from './domain/calendar.ts';
import type { SealingKey } from './sealing.ts';

/** Days for which the link of a letter opens the page. */
export const RESPOND_DAYS = 90;

/** Whose page a link opens, and until when. */
export interface RespondLink {
  shopId: number;
  debtorId: number;
  /** The last day of the creditor on which it opens. */
  untilOn: IsoDate;
}

/** Links without a login: signed, so that nobody can make one up, and with an end. */
export interface RespondLinks {
  /** The token of a debtor's page; null when no key is set, and then letters have no link. */
  make(of: { shopId: number; debtorId: number; on: IsoDate }): string | null;
  /** What a token says; null for one that we did not make. Whether it has ended, the caller asks. */
  read(token: string): RespondLink | null;
  /** Signs anything that must come back as it went out, such as a form. Null without a key. */
  sign(purpose: string, text: string): string | null;
  /** Did we sign it? Compared in constant time. */
  isSigned(purpose: string, text: string, signature: string): boolean;
}

const SHAPE =
  /^([A-Za-z0-9_-]{1,32})\.([a-z0-9]{1,11})\.([a-z0-9]{1,11})\.([0-9]{8})\.([\w-]{22})$/;
const SIGNATURE_BYTES = 16;

/** HMAC-SHA-256 with a key derived from the newest of `SECRET_KEYS`; older ones still open theirs. */
export function respondLinks(keys: readonly SealingKey[]): RespondLinks {
  const derived = new Map(
    keys.map(({ name, bytes }) => [
      name,
      createSecretKey(Buffer.from(hkdfSync('sha256', bytes, '', 'mahnlauf respond links', 32))),
    ]),
  );
  const [newest] = keys;
  const mac = (key: KeyObject, text: string): Buffer =>
    createHmac('sha256', key).update(text).digest().subarray(0, SIGNATURE_BYTES);
  const fits = (key: KeyObject, text: string, signature: string): boolean => {
    const given = Buffer.from(signature, 'base64url');
    // Bits that decode to nothing are refused too: each link has one way to be written.
    const isPlain = given.length === SIGNATURE_BYTES && given.toString('base64url') === signature;
    return isPlain && timingSafeEqual(given, mac(key, text));
  };
  const signWith = (name: string, text: string): string | null => {
    const key = derived.get(name);
    return key === undefined ? null : mac(key, text).toString('base64url');
  };
  return {
    make({ shopId, debtorId, on }) {
      if (newest === undefined) return null;
      const untilOn = addDays(on, RESPOND_DAYS).replaceAll('-', '');
      const said = [newest.name, shopId.toString(36), debtorId.toString(36), untilOn].join('.');
      const signature = signWith(newest.name, `page:${said}`);
      return signature === null ? null : `${said}.${signature}`;
    },
    read(token) {
      const [, name = '', shop = '', debtor = '', until = '', signature = ''] =
        SHAPE.exec(token) ?? [];
      const key = derived.get(name);
      const said = [name, shop, debtor, until].join('.');
      if (key === undefined || !fits(key, `page:${said}`, signature)) return null;
      const untilOn = isoDate(`${until.slice(0, 4)}-${until.slice(4, 6)}-${until.slice(6)}`);
      return { shopId: parseInt(shop, 36), debtorId: parseInt(debtor, 36), untilOn };
    },
    sign: (purpose, text) => {
      const name = newest?.name ?? '';
      const signature = signWith(name, `${purpose}:${text}`);
      return signature === null ? null : `${name}.${signature}`;
    },
    isSigned(purpose, text, signed) {
      const [name = '', signature = ''] = signed.split('.');
      const key = derived.get(name);
      return key !== undefined && fits(key, `${purpose}:${text}`, signature);
    },
  };
}
