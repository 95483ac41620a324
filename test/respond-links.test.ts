import { randomBytes } from 'node:crypto';
import { isoDate } from '../server/domain/calendar.ts';
import { RESPOND_DAYS, respondLinks } from '../server/respond-links.ts';

const key = (name: string) => ({ name, bytes: randomBytes(32) });
const [young, old] = [key('2026'), key('2025')];
const of = { shopId: 1, debtorId: 4711, on: isoDate('2026-03-20') };

const token = (links = respondLinks([young])): string => links.make(of) ?? '';

it('says whose page it opens and until when', () => {
  expect(respondLinks([young]).read(token())).toEqual({
    shopId: 1,
    debtorId: 4711,
    untilOn: '2026-06-18',
  });
  expect(RESPOND_DAYS).toBe(90);
});

it('is the same for the same letter, so that a preview shows what is sent', () => {
  expect(token()).toBe(token());
});

it('opens what an older key signed, and nothing a forgotten one did', () => {
  const before = token(respondLinks([old]));
  expect(respondLinks([young, old]).read(before)).toMatchObject({ debtorId: 4711 });
  expect(respondLinks([young]).read(before)).toBeNull();
});

it('takes no link in which anything was changed', () => {
  const links = respondLinks([young]);
  const made = token(links);
  for (let at = 0; at < made.length; at += 1) {
    const other = String.fromCharCode((made.codePointAt(at) ?? 0) + 1);
    const forged = made.slice(0, at) + other + made.slice(at + 1);
    expect([at, links.read(forged)]).toEqual([at, null]);
  }
  for (const wrong of [
    '',
    '.',
    `${made}x`,
    made.slice(0, -1),
    `${made}.${made}`,
    '../x',
    made.toUpperCase(),
  ]) {
    expect(links.read(wrong)).toBeNull();
  }
});

it('signs a form for one page only', () => {
  const links = respondLinks([young]);
  const signature = links.sign('form:a', 'nonce') ?? '';
  expect(links.isSigned('form:a', 'nonce', signature)).toBe(true);
  expect(links.isSigned('form:b', 'nonce', signature)).toBe(false);
  expect(links.isSigned('form:a', 'other', signature)).toBe(false);
  expect(links.isSigned('form:a', 'nonce', '')).toBe(false);
  expect(links.read(`2026.1.3n3.20260618.${signature.split('.')[1] ?? ''}`)).toBeNull();
});

it('makes no link without a key', () => {
  const links = respondLinks([]);
  expect(links.make(of)).toBeNull();
  expect(links.read(token())).toBeNull();
  expect(links.sign('form:a', 'nonce')).toBeNull();
});
