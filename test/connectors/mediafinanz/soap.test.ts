import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mediafinanzPartner } from '../../../connectors/mediafinanz/partner.ts';
import {
  mediafinanz,
  shippedWsdlPath,
  type AccountSettings,
} from '../../../connectors/mediafinanz/soap.ts';
import { demoPartner } from '../../../connectors/sandbox/partner.ts';
import { startSandboxAgency } from '../../../connectors/sandbox/server.ts';
import { instant } from '../../../server/domain/calendar.ts';
import { Conflict, InvalidInput, PartnerRejected } from '../../../server/domain/errors.ts';
import { aClaim } from '../../battery/agency.ts';
import { httpAnswer, startRawServer } from '../../support/raw-server.ts';

const envelope = (body: string): string =>
  `<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>${body}</S:Body></S:Envelope>`;

/** An agency that says yes to everything, and what it was asked. */
async function startYesSayer() {
  const server = await startRawServer({
    onRequest: (socket) => socket.end(httpAnswer(envelope('<r><return>true</return></r>'))),
  });
  const connector = (changes: Partial<AccountSettings> = {}) =>
    mediafinanz({
      clientId: '10001',
      applicationKey: 'a',
      clientKey: 'c',
      sandbox: true,
      endpoint: server.url,
      ...changes,
    });
  return { server, connector };
}

/** Our WSDL with one more operation, as a merchant would add it after asking the agency. */
function wsdlWith(operation: string): { path: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'wsdl-'));
  const path = join(folder, 'own.wsdl');
  const own = readFileSync(shippedWsdlPath, 'utf8').replaceAll('closeClaim', operation);
  writeFileSync(path, own);
  return { path, remove: () => rmSync(folder, { recursive: true }) };
}

const order = { step: 'lawyer', mission: 'lawsuit_at_once' } as const;
const fileNumber = '12345678901';

describe('a next step at mediafinanz', () => {
  it('goes out as an operation where the merchant knows its name', async () => {
    const { server, connector } = await startYesSayer();
    const wsdl = wsdlWith('handOverToLawyer');
    const dialect = { wsdlPath: wsdl.path, nextSteps: { lawyer: 'handOverToLawyer' } };
    const sent = await connector({ dialect }).orderNextStep(fileNumber, order);
    expect(sent).toEqual({ sentAs: 'order' });
    expect(server.requests[0]).toContain('<instruction>3</instruction></tns:handOverToLawyer>');
    expect(server.requests[0]).toContain('#handOverToLawyer"');
    wsdl.remove();
    await server.close();
  });

  it('is refused before anything is sent when the WSDL has no such operation', async () => {
    const { server, connector } = await startYesSayer();
    const agent = connector({ dialect: { nextSteps: { lawyer: 'noSuchOperation' } } });
    await expect(agent.orderNextStep(fileNumber, order)).rejects.toBeInstanceOf(InvalidInput);
    expect(server.requests).toEqual([]);
    await server.close();
  });

  it('is offered only where it is switched on, and by 2.0.1 only with an operation', async () => {
    const { server, connector } = await startYesSayer();
    const offered = (changes: Partial<AccountSettings>) => connector(changes).abilities.nextSteps;
    expect(offered({})).toEqual([]);
    expect(offered({ dialect: { nextSteps: { factoring: null } } })).toEqual(['factoring']);
    const steps = { nextSteps: { factoring: null, lawyer: 'handOverToLawyer' } };
    expect(offered({ version: '201', dialect: steps })).toEqual(['lawyer']);
    await expect(connector().orderNextStep(fileNumber, order)).rejects.toBeInstanceOf(Conflict);
    expect(server.requests).toEqual([]);
    await server.close();
  });
});

describe('an account at mediafinanz', () => {
  it.each(['', 'soap.example.com', 'ftp://soap.example.com/'])(
    'needs an endpoint, not %j',
    (endpoint) => {
      const account = { clientId: '1', applicationKey: 'a', clientKey: 'c', sandbox: true };
      expect(() => mediafinanz({ ...account, endpoint })).toThrow(InvalidInput);
    },
  );

  it.each([
    ['http://soap.example.com/', true, true],
    ['http://soap.example.com/', false, false],
    ['https://soap.example.com/', false, true],
    ['http://127.0.0.1:8090/', false, true],
  ])('at %s with sandbox %s is possible: %s', (endpoint, sandbox, isPossible) => {
    const make = () =>
      mediafinanz({ clientId: '1', applicationKey: 'a', clientKey: 'c', sandbox, endpoint });
    if (isPossible) expect(make().mode).toBe(sandbox ? 'sandbox' : 'live');
    else expect(make).toThrow(InvalidInput);
  });

  it('names the WSDL that cannot be read', async () => {
    const { server, connector } = await startYesSayer();
    const agent = connector({ dialect: { wsdlPath: '/no/such.wsdl' } });
    await expect(agent.checkAccount()).rejects.toThrow('/no/such.wsdl');
    await expect(agent.submitClaim(aClaim())).rejects.toBeInstanceOf(InvalidInput);
    await server.close();
  });

  it('of version 2.0.1 asks for nothing that nobody has seen there', async () => {
    const { server, connector } = await startYesSayer();
    const agent = connector({ version: '201' });
    expect(await agent.fetchMessages()).toMatchObject({ receipt: null, items: [] });
    expect(await agent.getHistory(fileNumber)).toEqual([]);
    expect(await agent.getMessages(fileNumber)).toEqual([]);
    expect(await agent.getPayouts()).toEqual([]);
    expect(await agent.getOptions(fileNumber)).toEqual(['close']);
    await expect(agent.sendMessage(fileNumber, 'Hallo')).rejects.toBeInstanceOf(Conflict);
    expect(server.requests).toEqual([]);
    await server.close();
  });

  it('hands a claim over on a connection of its own, which no idle time can have broken', async () => {
    const ports: (number | undefined)[] = [];
    const server = createServer((call, reply) => {
      ports.push(call.socket.remotePort);
      reply.end(envelope('<r><return><fileNumber>12345678901</fileNumber></return></r>'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const account = { clientId: '1', applicationKey: 'a', clientKey: 'c', sandbox: true };
    const agent = mediafinanz({ ...account, endpoint: `http://127.0.0.1:${port}/` });
    await agent.checkAccount();
    await agent.checkAccount();
    await agent.submitClaim(aClaim());
    expect(ports[1]).toBe(ports[0]);
    expect(ports[2]).not.toBe(ports[0]);
    server.closeAllConnections();
    server.close();
  });

  it('sends the namespace of the account in place of ours', async () => {
    const { server, connector } = await startYesSayer();
    await connector({ dialect: { namespace: 'urn:example' } }).closeClaim(fileNumber);
    expect(server.requests[0]).toContain('xmlns:tns="urn:example"');
    expect(server.requests[0]).toMatch(/soapaction: "urn:example#closeClaim"/i);
    await server.close();
  });
});

describe('becoming a client of the agency', () => {
  const registration = {
    salutation: 'mr',
    firstName: 'Max',
    lastName: 'Muster',
    company: 'Muster GmbH',
    legalForm: 'GmbH',
    street: 'Musterweg 1',
    postcode: '10115',
    city: 'Berlin',
    country: 'DE',
    phone: '+49 30 000000',
    email: 'office@example.com',
    homepage: null,
    estimatedClaims: 5,
    voucher: null,
    bankAccount: null,
  } as const;

  it('gives a registration key and takes a registration at the sandbox agency', async () => {
    const agency = await startSandboxAgency({ now: instant('2026-03-01T09:00:00Z') });
    const access = {
      applicationId: demoPartner.applicationId,
      serviceKey: demoPartner.licenceKey,
      sandbox: false,
      endpoint: agency.partnerUrl,
    };
    const partner = mediafinanzPartner(access);
    expect(await partner.generateRegistrationKey()).toBe('SANDBOX-10001');
    await partner.registerClient(registration);
    const stranger = mediafinanzPartner({ ...access, serviceKey: 'wrong' });
    await expect(stranger.generateRegistrationKey()).rejects.toBeInstanceOf(PartnerRejected);
    await agency.close();
  });

  it.each([
    ['a fraction of a claim', { estimatedClaims: 1.5 }],
    ['a country that is no code', { country: 'Germany' }],
    ['no e-mail address', { email: '' }],
  ])('refuses %s', async (_what, changes) => {
    const partner = mediafinanzPartner({
      applicationId: '77',
      serviceKey: 'key',
      sandbox: false,
      endpoint: 'http://127.0.0.1:1/',
    });
    const register = partner.registerClient({ ...registration, ...changes });
    await expect(register).rejects.toBeInstanceOf(InvalidInput);
  });
});
