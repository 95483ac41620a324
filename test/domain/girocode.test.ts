import fc from 'fast-check';
import { InvalidInput } from '../../server/domain/errors.ts';
import {
  creditorReference,
  giroCodePayload,
  isCreditorReference,
  isIban,
  spacedIban,
} from '../../server/domain/girocode.ts';

describe('an IBAN', () => {
  it.each([
    'DE89370400440532013000',
    'AT611904300234573201',
    'CH9300762011623852957',
    'IT60X0542811101000000123456',
    'DE79000000001234567890',
    'de89 3704 0044 0532 0130 00',
    'GB82WEST12345698765432', // a country whose length is not listed
  ])('%s is right', (iban) => {
    expect(isIban(iban)).toBe(true);
  });

  it.each([
    'DE88370400440532013000', // check digits
    'DE8937040044053201300', // one digit short
    'DE893704004405320130000', // one digit too many
    'DE5137040044053201300', // right check digits, but too short for Germany
    'DE813704004405320130000', // and too long
    'DE',
    'AT6119043002345732011',
    '89370400440532013000',
    'DE89-3704-0044-0532-0130-00',
    '',
  ])('%s is wrong', (iban) => {
    expect(isIban(iban)).toBe(false);
  });

  it('stands in groups of four on paper', () => {
    expect(spacedIban('DE89370400440532013000')).toBe('DE89 3704 0044 0532 0130 00');
    expect(spacedIban('AT611904300234573201')).toBe('AT61 1904 3002 3457 3201');
  });
});

describe('a creditor reference (ISO 11649)', () => {
  it.each([
    ['INV20261234', 'RF93INV20261234'],
    ['2026000042', 'RF022026000042'],
    ['A1', 'RF90A1'],
    ['539007547034', 'RF18539007547034'],
    ['re 2026 0001', 'RF40RE20260001'],
  ])('of %s is %s', (text, reference) => {
    expect(creditorReference(text)).toBe(reference);
    expect(isCreditorReference(reference)).toBe(true);
  });

  it('with wrong check digits is refused', () => {
    expect(isCreditorReference('RF19539007547034')).toBe(false);
    expect(isCreditorReference('RF18539007547034')).toBe(true);
  });

  it('is nothing that only contains one', () => {
    for (const text of ['XRF18539007547034', 'RF18539007547034-1', 'RF', '']) {
      expect(isCreditorReference(text)).toBe(false);
    }
  });

  it('holds 21 signs and not 22, and no hyphen', () => {
    expect(isCreditorReference(creditorReference('A'.repeat(21)))).toBe(true);
    for (const text of ['A'.repeat(22), 'R-1001', '']) {
      expect(() => creditorReference(text)).toThrow(InvalidInput);
    }
  });

  it('notices any single digit that was typed wrong', () => {
    const body = fc.stringMatching(/^[A-Z0-9]{1,21}$/);
    fc.assert(
      fc.property(body, fc.nat(), fc.integer({ min: 1, max: 9 }), (text, place, shift) => {
        const right = creditorReference(text);
        const digits = Array.from(right.matchAll(/\d/g), ({ index }) => index);
        const at = digits[place % digits.length] ?? 2;
        const other = (Number(right[at]) + shift) % 10;
        expect(isCreditorReference(right)).toBe(true);
        const wrong = `${right.slice(0, at)}${other}${right.slice(at + 1)}`;
        expect(isCreditorReference(wrong)).toBe(false);
      }),
    );
  });
});

describe('a GiroCode (EPC069-12)', () => {
  const code = {
    creditorName: 'Muster GmbH',
    iban: 'DE89 3704 0044 0532 0130 00',
    bic: 'COBADEFFXXX',
    amountCents: 121_236,
    reference: 'RF93INV20261234',
  };

  it('gives a structured reference its own line and ends there', () => {
    expect(giroCodePayload(code).split('\n')).toEqual([
      'BCD',
      '002',
      '1',
      'SCT',
      'COBADEFFXXX',
      'Muster GmbH',
      'DE89370400440532013000',
      'EUR1212.36',
      '',
      'RF93INV20261234',
    ]);
  });

  it('gives any other reference the line for text, and never both', () => {
    const lines = giroCodePayload({ ...code, bic: null, reference: 'R-1001 vom März' }).split('\n');
    expect(lines.slice(4)).toEqual([
      '',
      'Muster GmbH',
      'DE89370400440532013000',
      'EUR1212.36',
      '',
      '',
      'R-1001 vom März',
    ]);
    // An RF reference with a wrong check digit is a text like any other.
    const wrong = giroCodePayload({ ...code, reference: 'RF94INV20261234' }).split('\n');
    expect(wrong.slice(9)).toEqual(['', 'RF94INV20261234']);
  });

  it.each([
    [0, false],
    [1, true],
    [999_999_999_99, true],
    [1_000_000_000_00, false],
    [-5, false],
    [1.5, false],
  ])('takes an amount of %d cents: %s', (amountCents, isTaken) => {
    const make = () => giroCodePayload({ ...code, amountCents });
    if (isTaken) expect(make()).toContain('\nEUR');
    else expect(make).toThrow(InvalidInput);
  });

  it('cuts a long name at 70 characters, but never a reference', () => {
    const long = giroCodePayload({ ...code, creditorName: `${'Ä'.repeat(70)}GmbH` });
    expect(long.split('\n')[5]).toBe('Ä'.repeat(70));
    expect(giroCodePayload({ ...code, reference: 'x'.repeat(140) })).toContain('x'.repeat(140));
    expect(() => giroCodePayload({ ...code, reference: 'x'.repeat(141) })).toThrow(InvalidInput);
  });

  it('keeps to 331 bytes', () => {
    const of = (creditorName: string) =>
      giroCodePayload({ ...code, creditorName, reference: 'x'.repeat(140) });
    expect(Buffer.byteLength(of('Ä'.repeat(64)))).toBe(331);
    expect(() => of(`${'Ä'.repeat(64)}A`)).toThrow(/331/);
  });

  it.each([
    ['the IBAN is wrong', { iban: 'DE88370400440532013000' }],
    ['the BIC is wrong', { bic: 'COBA' }],
    ['the creditor has no name', { creditorName: ' ' }],
    ['the amount is not between', { amountCents: 0 }],
    ['longer than 140', { reference: 'x'.repeat(141) }],
  ])('says that %s', (what, wrong) => {
    expect(() => giroCodePayload({ ...code, ...wrong })).toThrow(what);
  });

  it('takes a BIC of eight signs and spaces around a name', () => {
    const lines = giroCodePayload({ ...code, bic: 'COBADEFF', creditorName: ' A  B ' }).split('\n');
    expect(lines.slice(4, 6)).toEqual(['COBADEFF', 'A B']);
  });

  it('cannot be given another line by a name', () => {
    const payload = giroCodePayload({ ...code, creditorName: 'Muster\nDE00' });
    expect(payload.split('\n')[5]).toBe('Muster DE00');
  });
});
