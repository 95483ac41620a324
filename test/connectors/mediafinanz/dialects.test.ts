/** Answers as other SOAP stacks write them, over a real socket. */
import { mediafinanz } from '../../../connectors/mediafinanz/soap.ts';
import { OutcomeUnknown, PartnerRejected } from '../../../server/domain/errors.ts';
import { aClaim } from '../../battery/agency.ts';
import { httpAnswer, startRawServer } from '../../support/raw-server.ts';

const envelope = (body: string): string =>
  `<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>${body}</S:Body></S:Envelope>`;
const fault = (code: string, words: string): string =>
  envelope(
    `<S:Fault><faultcode>${code}</faultcode><faultstring xml:lang="de">${words}</faultstring>` +
      '<detail><m:code xmlns:m="urn:x">7</m:code></detail></S:Fault>',
  );

type Options = Parameters<typeof httpAnswer>[1];
type Agency = ReturnType<typeof mediafinanz>;

/** What a call to an agency ends in that gives this one answer. */
async function asking<T>(
  body: string | Buffer,
  call: (agency: Agency) => Promise<T>,
  options: Options = {},
) {
  const server = await startRawServer({
    onRequest: (socket) => socket.end(httpAnswer(body, options)),
  });
  const keys = { clientId: '10001', applicationKey: 'a', clientKey: 'c' };
  const agency = mediafinanz({ ...keys, sandbox: true, endpoint: server.url });
  try {
    return await call(agency).catch((error: unknown) => error);
  } finally {
    await server.close();
  }
}

const fileNumber = '12345678901';
const statusOf = (agency: Agency) => agency.getStatus(fileNumber);
const accountOf = (agency: Agency) => agency.getAccount(fileNumber);
const handOver = (agency: Agency) => agency.submitClaim(aClaim());
const xml = (encoding: string) => `<?xml version="1.0" encoding="${encoding}"?>`;
const status = envelope(
  '<r><return><statusCode>10202</statusCode><statusText>Größe</statusText></return></r>',
);
const told = { code: '10202', text: 'Größe', details: null };
const little = (text: string): Buffer => Buffer.from(`\uFEFF${text}`, 'utf16le');
const big = (text: string): Buffer => little(text).swap16();
const typed = (contentType: string): Options => ({ headers: { 'Content-Type': contentType } });

describe('bytes of an answer', () => {
  it.each<[string, string | Buffer, string]>([
    ['with an empty line in front', `\r\n${xml('UTF-8')}${status}`, 'text/xml'],
    ['with a byte order mark', `\uFEFF${xml('UTF-8')}${status}`, 'text/xml'],
    ['in UTF-16, the low byte first', little(`${xml('UTF-16')}${status}`), 'text/xml'],
    ['in UTF-16, the high byte first', big(`${xml('UTF-16')}${status}`), 'text/xml'],
    ['in UTF-16 as HTTP says it', big(`${xml('UTF-16')}${status}`), 'text/xml; charset=utf-16'],
    ['in UTF-16 without a mark', big(`${xml('UTF-16')}${status}`).subarray(2), 'text/xml'],
    ['in Latin-1', Buffer.from(`${xml('ISO-8859-1')}${status}`, 'latin1'), 'text/xml'],
    ['in Latin-1, said in single quotes', Buffer.from(status, 'latin1'), "a/b; charset='latin1'"],
    ['as application/soap+xml', status, 'application/soap+xml; charset="UTF-8"; action="x"'],
    ['of a type that says nothing', status, 'application/octet-stream'],
  ])('%s are read', async (_what, body, contentType) => {
    expect(await asking(body, statusOf, typed(contentType))).toEqual(told);
  });
});

describe('amounts of other languages', () => {
  const withTotal = (total: string) =>
    envelope(`<r><return><totalDebts>${total}</totalDebts><paid>0</paid></return></r>`);

  it.each([
    ['1.2345678E7', 12_345_678_00],
    ['1.0e7', 10_000_000_00],
    ['1.005E1', 10_05],
    ['-2.8421709430404E-14', 0],
    ['9.99E-1', 1_00],
    ['4.9E-3', 0],
    ['.5', 50],
    ['5.', 5_00],
    ['+007.10', 7_10],
    ['119.98999999999999', 119_99],
    ['12,50', 12_50],
    ['1.234,56', 1_234_56],
    ['-12.345.678,9', -12_345_678_90],
    ['999999999999.99', 99_999_999_999_999],
  ])('%s are %i cents', async (written, totalDebtsCents) => {
    expect(await asking(withTotal(written), accountOf)).toMatchObject({ totalDebtsCents });
  });

  it.each(['1,234', '1,234.56', '12,345', '1.23.456,00', '.', 'E5', '1E13', '1e', 'NaN', '12 EUR'])(
    '%s are refused rather than guessed',
    async (written) => {
      expect(await asking(withTotal(written), accountOf)).toMatchObject({
        message: expect.stringContaining('"totalDebts" of the answer is not an amount'),
      });
    },
  );
});

describe('days and times of other languages', () => {
  const withPayout = (date: string) =>
    envelope(
      `<r><return><item><date>${date}</date><total>1</total><payoutNumber>A</payoutNumber>` +
        '</item></return></r>',
    );

  it.each([
    ['2026-11-21', '2026-11-21'],
    ['2026-11-21+01:00', '2026-11-21'],
    ['2026-11-21Z', '2026-11-21'],
    ['2026-11-21T00:00:00', '2026-11-21'],
    // Midnight in Berlin, as a language writes it that knows instants only.
    ['2026-11-20T23:00:00.000Z', '2026-11-21'],
    ['2026-07-20T22:00:00Z', '2026-07-21'],
    ['2026-07-20T21:59:59Z', '2026-07-20'],
    ['2026-11-21T00:00:00+01:00', '2026-11-21'],
  ])('a payout of %s was on %s', async (written, on) => {
    const payouts = await asking(withPayout(written), (agency) => agency.getPayouts());
    expect(payouts).toEqual([{ on, totalCents: 100, payoutNumber: 'A' }]);
  });

  it.each(['0001-01-01T00:00:00', '9999-12-31T23:59:59Z', '1601-01-01T00:00:00Z', '', '0'])(
    'a change of status at %j is news without an hour',
    async (written) => {
      const change = `<fileNumber>1</fileNumber><statusCode>2</statusCode><time>${written}</time>`;
      const body = envelope(`<r><return><changes><item>${change}</item></changes></return></r>`);
      const news = await asking(body, (agency) => agency.fetchStatusChanges());
      expect(news).toMatchObject({ items: [{ fileNumber: '1', code: '2', occurredAt: null }] });
    },
  );
});

describe('an answer to a hand-over', () => {
  const taken = envelope('<r><return><fileNumber>123</fileNumber></return></r>');

  it.each(['200 OK', '201 Created', '202 Accepted'])('of HTTP %s holds', async (line) => {
    expect(await asking(taken, handOver, { status: line })).toEqual({ fileNumber: '123' });
  });

  it('of HTTP 500 does not, whatever stands in it', async () => {
    const end = await asking(taken, handOver, { status: '500 Internal Server Error' });
    expect(end).toBeInstanceOf(OutcomeUnknown);
  });

  it.each([
    ['a technical fault', '500 Internal Server Error', fault('S:Server', 'Deadlock')],
    [
      'a technical fault in long words',
      '500 Internal Server Error',
      fault('{http://schemas.xmlsoap.org/soap/envelope/}Server.userException', 'java.io.EOF'),
    ],
    ['a fault of nobody', '200 OK', fault('', '')],
    ['nothing', '202 Accepted', ''],
  ])('with %s leaves open what became of the claim', async (_what, line, body) => {
    expect(await asking(body, handOver, { status: line })).toBeInstanceOf(OutcomeUnknown);
  });

  it.each(['401 Unauthorized', '403 Forbidden'])(
    'of HTTP %s is about the account, also with a fault of a gateway in it',
    async (line) => {
      const end = await asking(fault('S:Server', 'Access denied'), handOver, { status: line });
      expect(end).toBeInstanceOf(PartnerRejected);
      expect(end).toMatchObject({ about: 'account' });
    },
  );
});
