import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
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
