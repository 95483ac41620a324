import { readMediafinanzSettings } from '../../../connectors/mediafinanz/settings.ts';
import { InvalidInput } from '../../../server/domain/errors.ts';

const least = { clientId: '10001', endpoint: 'https://soap.example.com/encashment204' };

describe('the stored settings of a mediafinanz account', () => {
  it('are complete with a client number and an endpoint', () => {
    expect(readMediafinanzSettings(least)).toEqual(least);
  });

  it('may say everything that had to be guessed', () => {
    const all = {
      ...least,
      version: '201',
      timeZone: 'Europe/Vienna',
      limits: { connectMs: 5_000, firstByteMs: 10_000, totalMs: 20_000, maxBytes: 1_000_000 },
      dialect: {
        wsdlPath: '/etc/mahnlauf/encashment.wsdl',
        namespace: 'urn:example',
        fieldNames: { invoice: 'invoiceId' },
        lookup: 'by_invoice',
        maxReasonLength: 200,
        maxNoteLength: 500,
        nextSteps: { lawyer: 'handOverToLawyer', factoring: null },
      },
    };
    expect(readMediafinanzSettings(all)).toEqual(all);
  });

  it('name all their problems together', () => {
    const wrong = { clientId: 'abc', endpoint: 'soap.example.com', dialect: { lookup: 'maybe' } };
    expect(() => readMediafinanzSettings(wrong)).toThrow(InvalidInput);
    expect(() => readMediafinanzSettings(wrong)).toThrow(/clientId.*endpoint.*dialect\.lookup/);
  });

  it.each([
    [{ timeZone: 'Berlin' }],
    [{ limits: { totalMs: 99 } }],
    [{ limits: { maxBytes: 9_999 } }],
    [{ dialect: { fieldNames: { invoice: '<x>' } } }],
    [{ dialect: { nextSteps: { surprise: 'x' } } }],
    [{ dialekt: {} }],
    [{ endpoint: 'ftp://soap.example.com/' }],
  ])('refuse %j', (changes) => {
    expect(() => readMediafinanzSettings({ ...least, ...changes })).toThrow(InvalidInput);
  });

  it.each([[null], ['text'], [undefined], [[]]])('refuse %j as a whole', (stored) => {
    expect(() => readMediafinanzSettings(stored)).toThrow(InvalidInput);
  });

  it('take the shortest time and the smallest size that make sense', () => {
    const limits = { totalMs: 100, maxBytes: 10_000 };
    expect(readMediafinanzSettings({ ...least, limits })).toEqual({ ...least, limits });
  });
});
