import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { agencyKey, DAYS_TO_HANDOVER, useAgency } from '../support/agencies.ts';
import { hasZeep, PYTHON, zeepClient } from '../support/foreign.ts';
import { makeWorld, rows, type World } from '../support/world.ts';

const client = fileURLToPath(new URL('../support/php/agency-door.php', import.meta.url));
const hasPhp = spawnSync('php', ['-r', 'exit(extension_loaded("soap") ? 0 : 1);']).status === 0;

if (!hasPhp && process.env['CI'] !== 'true') {
  console.warn('NOT TESTED: php with its soap extension is missing (apt install php-cli php-soap)');
}

describe("the agency's own door over SOAP", () => {
  let world: World;
  let key: string;
  beforeEach(async () => {
    world = await makeWorld();
    key = await agencyKey(world, await useAgency(world, 'pull'));
    await world.order({ id: '5001' });
    for (const on of DAYS_TO_HANDOVER) await world.day(on);
  });
  afterEach(() => world.end());

  const post = async (body: string, as = key) => {
    const answer = await fetch(`${world.url}/agency/v1/soap`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`agency:${as}`)}`, 'content-type': 'text/xml' },
      body,
    });
    return { status: answer.status, text: await answer.text() };
  };
  const call = (operation: string, as = key) =>
    post(
      '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>' +
        `${operation}</e:Body></e:Envelope>`,
      as,
    );

  it('has php with its soap extension wherever every test must run', () => {
    expect(hasPhp || process.env['CI'] !== 'true').toBe(true);
  });

  (hasPhp ? it : it.skip)(
    "serves PHP's SoapClient, which knows nothing of ours but the WSDL",
    async () => {
      const door = `${world.url}/agency/v1/soap`;
      const { stdout } = await promisify(execFile)('php', [client, door, key, world.now()]);
      const got = JSON.parse(stdout) as Record<string, unknown>;
      expect(got).toMatchObject({
        new: { item: [{ state: 'submitted', mode: 'sandbox' }] },
        accepted: false,
        again: true,
        message: false,
        paid: false,
        none: {},
        all: { item: [{ state: 'accepted', fileNumber: 'PHP-1' }] },
        instructions: {},
        renumbered: ['s:Client', expect.stringContaining('PHP-1 already')],
        foreign: ['s:Client', expect.stringContaining('does not exist')],
        strange: ['s:Client', expect.stringContaining('kind')],
      });
      expect(got['package']).toContain('<principal>100.00</principal>');
      const [claim] = await rows(world, 'claims');
      expect(claim).toMatchObject({ state: 'accepted', file_number: 'PHP-1' });
      const [message] = await rows(world, 'agency_news', { kind: 'message' });
      expect(message?.['item']).toContain('Größe & <Maß>');
    },
  );

  (hasZeep ? it : it.skip)("serves Python's Zeep by the same WSDL", async () => {
    const wsdl = `${world.url}/agency/v1/soap?wsdl`;
    const { stdout } = await promisify(execFile)(PYTHON, [
      zeepClient,
      'door',
      wsdl,
      key,
      world.now(),
    ]);
    expect(JSON.parse(stdout)).toMatchObject({
      new: { item: [{ state: 'submitted', mode: 'sandbox' }] },
      package: expect.stringContaining('<principal>100.00</principal>'),
      accepted: false,
      again: true,
      foreign: [expect.stringMatching(/Client$/), expect.stringContaining('does not exist')],
    });
    expect((await rows(world, 'claims'))[0]).toMatchObject({ file_number: 'ZEEP-1' });
  });

  it.each([
    ['a document type', '<!DOCTYPE e [<!ENTITY a "b">]><e:Envelope xmlns:e="x"/>'],
    ['10,000 levels', '<a>'.repeat(9_000)],
    ['another document', '<html/>'],
    ['nothing', ''],
  ])('refuses %s with a fault', async (_what, body) => {
    const { status, text } = await post(body);
    expect(status).toBe(500);
    expect(text).toContain('<faultcode>s:Client</faultcode>');
    expect(text).toContain('invalid_input');
  });

  describe('takes what other SOAP stacks send', () => {
    const basic = () => `Basic ${btoa(`agency:${key}`)}`;
    const send = async (body: string | Buffer, headers: Record<string, string> = {}) => {
      const answer = await fetch(`${world.url}/agency/v1/soap`, {
        method: 'POST',
        headers: { authorization: basic(), 'content-type': 'text/xml', ...headers },
        body: new Uint8Array(Buffer.from(body as string)),
      });
      const type = answer.headers.get('content-type');
      return { status: answer.status, type, text: await answer.text(), headers: answer.headers };
    };
    const inEnvelope = (body: string, namespace = 'http://schemas.xmlsoap.org/soap/envelope/') =>
      `<E:Envelope xmlns:E="${namespace}"><E:Header/><E:Body>${body}</E:Body></E:Envelope>`;
    const message = async (text: string) =>
      inEnvelope(
        `<sendRecord xmlns="urn:mahnlauf:agency:1"><claimId>${String((await rows(world, 'claims'))[0]?.['id'])}` +
          `</claimId><kind><![CDATA[message]]></kind><at>${world.now()}</at><!-- c -->` +
          `<fileNumber xsi:nil="true" xmlns:xsi="x"/><text>${text}</text></sendRecord>`,
      );
    const kept = async () => (await rows(world, 'agency_news')).map(({ item }) => String(item));

    it.each<[string, string, (xml: string) => Buffer]>([
      ['Latin-1 by its declaration', 'text/xml', (xml) => Buffer.from(xml, 'latin1')],
      ['Latin-1 by HTTP', "text/xml; charset='ISO-8859-1'", (xml) => Buffer.from(xml, 'latin1')],
      ['UTF-16', 'text/xml', (xml) => Buffer.from(`\uFEFF${xml}`, 'utf16le').swap16()],
    ])('in %s, with every letter', async (_what, type, encode) => {
      const encoding = _what === 'UTF-16' ? 'UTF-16' : 'ISO-8859-1';
      const xml = `<?xml version="1.0" encoding="${encoding}"?>${await message('Größe')}`;
      expect(await send(encode(xml), { 'content-type': type })).toMatchObject({ status: 200 });
      expect(await kept()).toEqual([expect.stringContaining('Größe')]);
    });

    it('refuses letters that do not fit their charset, rather than keep others', async () => {
      const answer = await send(Buffer.from(await message('Größe'), 'latin1'));
      expect(answer).toMatchObject({ status: 500, text: expect.stringContaining('utf-8') });
      expect(await kept()).toEqual([]);
    });

    it('packed with gzip, but not a bomb', async () => {
      const packed = gzipSync(await message('Hallo'));
      expect(await send(packed, { 'content-encoding': 'gzip' })).toMatchObject({ status: 200 });
      const bomb = gzipSync(`<a>${' '.repeat(50_000_000)}</a>`);
      expect(bomb.length).toBeLessThan(60_000);
      expect((await send(bomb, { 'content-encoding': 'gzip' })).status).toBe(413);
      expect(await kept()).toHaveLength(1);
    });

    it('in SOAP 1.2, and answers in it', async () => {
      const namespace = 'http://www.w3.org/2003/05/soap-envelope';
      const type = { 'content-type': 'application/soap+xml; charset=utf-8; action="listClaims"' };
      const list = await send(inEnvelope('<listClaims/>', namespace), type);
      expect(list).toMatchObject({ status: 200, type: 'application/soap+xml; charset=utf-8' });
      expect(list.text).toContain(`<s:Envelope xmlns:s="${namespace}">`);
      const none = await send(inEnvelope('<fetchClaim><claimId>9</claimId></fetchClaim>'), type);
      expect(none).toMatchObject({ status: 400, type: 'application/soap+xml; charset=utf-8' });
      expect(none.text).toContain('<s:Value>s:Sender</s:Value>');
    });

    it('asks a client for its password that waits to be asked', async () => {
      const { status, headers } = await send(inEnvelope('<listClaims/>'), { authorization: '' });
      expect(status).toBe(401);
      expect(headers.get('www-authenticate')).toMatch(/^Basic realm="[^"]+"/);
      const taken = await send(inEnvelope('<listClaims/>'));
      expect(taken.headers.get('www-authenticate')).toBeNull();
    });

    it('with the day, the numbers and the nothing of typed languages', async () => {
      const id = String((await rows(world, 'claims'))[0]?.['id']);
      const call = (fields: string) =>
        send(
          inEnvelope(
            `<m:sendRecord xmlns:m="urn:mahnlauf:agency:1"><m:claimId> ${id} </m:claimId>` +
              `<m:at>2026-05-20T10:00:00.1234567+02:00</m:at>${fields}</m:sendRecord>`,
          ),
        );
      await call('<m:kind>accepted</m:kind><m:fileNumber>AZ-1</m:fileNumber><m:text/>');
      const money = '<m:number>Z</m:number><m:amountCents>+0001050</m:amountCents>';
      const paid = await call(`<m:kind>payment</m:kind>${money}<m:on>2026-05-20+02:00</m:on>`);
      expect(paid).toMatchObject({ status: 200 });
      const item = JSON.parse((await kept())[1] ?? '{}') as Record<string, unknown>;
      expect(item).toMatchObject({ amountCents: 1050, on: '2026-05-20' });
      const all = '<listClaims><show xsi:nil="1" xmlns:xsi="x"/><afterId/></listClaims>';
      expect(await send(inEnvelope(all))).toMatchObject({ status: 200 });
    });
  });

  it('refuses an operation it does not have, also one that every object has', async () => {
    const { status, text } = await call('<deleteClaim/>');
    expect([status, text.includes('there is no such operation')]).toEqual([500, true]);
    for (const operation of ['<constructor/>', '<toString/>', '<valueOf/>']) {
      expect((await call(operation)).text).toContain('<faultcode>s:Client</faultcode>');
    }
  });

  it('refuses a body that is too large', async () => {
    const { status } = await call(`<listClaims><show>${'x'.repeat(70_000)}</show></listClaims>`);
    expect(status).toBe(413);
  });

  it('opens with the key of an agency only', async () => {
    expect((await call('<listClaims/>', 'x'.repeat(32))).status).toBe(401);
    const owner = await call('<listClaims/>', await world.key('owner'));
    expect([owner.status, owner.text.includes('forbidden')]).toEqual([500, true]);
    expect((await call('<listClaims/>')).status).toBe(200);
  });
});
