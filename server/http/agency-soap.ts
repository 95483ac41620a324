/** The agency's own door over SOAP: the same claims, records and instructions as over HTTP. */
import express, { type Request, type Response, type Router } from 'express';
import { z } from 'zod';
import { type SaidRecord, takeRecord } from '../actions/agency-door.ts';
import { MahnlaufError } from '../domain/errors.ts';
import type { Log } from '../log.ts';
import type { ClaimPackage, SoapDoor, SoapValue } from '../ports.ts';
import { getDoorClaim, listDoorClaims, listDoorInstructions } from '../storage/views.ts';
import { type DoorCall, DoorRecord, type DoorTools, enter } from './agency-door.ts';

const BODY_LIMIT = '64kb';
const PAGE = 200;

const Id = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER);
const afterId = z.coerce.number().int().min(0).default(0);
const ListClaims = z.strictObject({ afterId, show: z.enum(['new', 'all']).default('new') });
const FetchClaim = z.strictObject({ claimId: Id });
const ListInstructions = z.strictObject({ afterId });

type Parts = Readonly<Record<string, string>>;
type Operation = (call: DoorCall, parts: Parts) => Promise<Readonly<Record<string, SoapValue>>>;

const operations: Readonly<Record<string, Operation>> = {
  async listClaims({ house, account }, parts) {
    const page = { limit: PAGE, ...ListClaims.parse(parts) };
    const { items, nextAfterId } = await listDoorClaims(house.db, account, page);
    return { item: items.map((claim) => ({ ...claim })), nextAfterId };
  },
  async fetchClaim({ house, account, writeHandover }, parts) {
    const { claimId } = FetchClaim.parse(parts);
    const claim = await getDoorClaim(house.db, account, claimId);
    return { handover: writeHandover(claim.package as unknown as ClaimPackage, claim.mode) };
  },
  async sendRecord({ house, account, actor, at }, { claimId, ...parts }) {
    const id = Id.parse(claimId);
    const record = DoorRecord.parse(toFields(parts)) as SaidRecord;
    const said = { claimId: id, record, raw: JSON.stringify({ claimId: id, ...parts }) };
    return takeRecord(house, account, said, { actor, at });
  },
  async listInstructions({ house, account }, parts) {
    const page = { limit: PAGE, ...ListInstructions.parse(parts) };
    const { items, nextAfterId } = await listDoorInstructions(house.db, account, page);
    return { item: items.map((wish) => ({ ...wish })), nextAfterId };
  },
};

/** SOAP knows texts only: amounts become numbers, and what is empty was not said. */
function toFields(parts: Parts): Readonly<Record<string, unknown>> {
  const said = Object.entries(parts).filter(([, text]) => text !== '');
  return Object.fromEntries(
    said.map(([name, text]) => [
      name,
      name.endsWith('Cents') && /^\d{1,15}$/.test(text) ? Number(text) : text,
    ]),
  );
}

/** The door at `/agency/v1/soap`; `?wsdl` describes it. */
export function agencySoap(tools: DoorTools & { soap: SoapDoor; log: Log }): Router {
  const { house, soap } = tools;
  const router = express.Router();
  router.get('/soap', (_req, res) => {
    res.type('text/xml').send(soap.wsdl(`${house.publicUrl}/agency/v1/soap`));
  });
  const text = express.text({ type: () => true, limit: BODY_LIMIT, inflate: false });
  router.post('/soap', text, async (req, res) => {
    takeBasic(req);
    try {
      const call = await enter(tools, req, res);
      if (call === null) return;
      const { operation, parts } = soap.read(typeof req.body === 'string' ? req.body : '');
      const work = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
      if (work === undefined) {
        sendFault(res, soap, { code: 'not_found', words: 'there is no such operation' });
        return;
      }
      res.type('text/xml').send(soap.write(operation, await work(call, parts)));
    } catch (error) {
      answerFault(tools, res, error);
    }
  });
  return router;
}

/** SOAP clients know Basic; the password is the key, whatever the user is called. */
function takeBasic(req: Request): void {
  const [, encoded] = /^Basic ([A-Za-z0-9+/=]{1,300})$/.exec(req.headers.authorization ?? '') ?? [];
  if (encoded === undefined) return;
  const password = Buffer.from(encoded, 'base64')
    .toString('utf8')
    .replace(/^[^:]*:/, '');
  req.headers.authorization = `Bearer ${password}`;
}

function answerFault({ soap, log }: { soap: SoapDoor; log: Log }, res: Response, error: unknown) {
  if (error instanceof z.ZodError) {
    const words = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    sendFault(res, soap, { code: 'invalid_input', words: words.join('; ') });
  } else if (error instanceof MahnlaufError) {
    sendFault(res, soap, { code: error.code, words: error.message });
  } else {
    log.error({ err: error }, 'a SOAP call failed');
    const words = 'an unexpected fault; it is logged, and trying again later does no harm';
    res
      .status(500)
      .type('text/xml')
      .send(soap.fault('Server', 'internal_error', words));
  }
}

/** SOAP 1.1 over HTTP answers every fault with 500. */
function sendFault(
  res: Response,
  soap: SoapDoor,
  { code, words }: { code: string; words: string },
) {
  res
    .status(500)
    .type('text/xml')
    .send(soap.fault('Client', code, words));
}
