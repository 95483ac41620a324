/** The agency's own door over SOAP: the same claims, records and instructions as over HTTP. */
import express, { type Request, type Router } from 'express';
import { z } from 'zod';
import { type SaidRecord, takeRecord } from '../actions/agency-door.ts';
import { MahnlaufError, NotFound } from '../domain/errors.ts';
import type { Log } from '../log.ts';
import type { ClaimPackage, SoapDoor, SoapPen, SoapValue } from '../ports.ts';
import { listDoorClaims, listDoorInstructions, readDoorPackage } from '../storage/views.ts';
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
    const claim = await readDoorPackage(house.db, account, claimId);
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

/** SOAP knows texts only: amounts become numbers, and a day loses the zone that Java writes. */
function toFields(parts: Parts): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(parts).map(([name, text]) => {
      if (name.endsWith('Cents') && /^\+?\d{1,15}$/.test(text)) return [name, Number(text)];
      return [name, name === 'on' ? text.replace(/(?<=^.{10})(Z|[+-]\d\d:\d\d)$/, '') : text];
    }),
  );
}

/** A client that was given a password mostly sends it only when it is asked for it. */
const CHALLENGE = 'Basic realm="Mahnlauf for agencies", charset="UTF-8"';

/** The door at `/agency/v1/soap`; `?wsdl` describes it. */
export function agencySoap(tools: DoorTools & { soap: SoapDoor; log: Log }): Router {
  const { house, soap } = tools;
  const router = express.Router();
  router.get('/soap', (_req, res) => {
    res.type('text/xml').send(soap.wsdl(`${house.publicUrl}/agency/v1/soap`));
  });
  router.post('/soap', express.raw({ type: () => true, limit: BODY_LIMIT }), async (req, res) => {
    takeBasic(req);
    const contentType = req.headers['content-type'] ?? '';
    const pen = soap.answering(contentType);
    try {
      res.setHeader('WWW-Authenticate', CHALLENGE);
      const call = await enter(tools, req, res);
      if (call === null) return;
      res.removeHeader('WWW-Authenticate');
      const body = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
      const { operation, parts } = soap.read(body, contentType);
      const work = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
      if (work === undefined) throw new NotFound('there is no such operation');
      res.type(pen.type).send(pen.write(operation, await work(call, parts)));
    } catch (error) {
      const { status, text } = pen.fault(...faultOf(tools.log, error));
      res.status(status).type(pen.type).send(text);
    }
  });
  return router;
}

/** SOAP clients know Basic; the password is the key, whatever the user is called. */
function takeBasic(req: Request): void {
  const [, encoded] =
    /^Basic ([A-Za-z0-9+/=]{1,300})$/i.exec(req.headers.authorization ?? '') ?? [];
  if (encoded === undefined) return;
  const password = Buffer.from(encoded, 'base64')
    .toString('utf8')
    .replace(/^[^:]*:/, '');
  req.headers.authorization = `Bearer ${password}`;
}

function faultOf(log: Log, error: unknown): Parameters<SoapPen['fault']> {
  if (error instanceof z.ZodError) {
    const words = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    return ['Client', 'invalid_input', words.join('; ')];
  }
  if (error instanceof MahnlaufError) return ['Client', error.code, error.message];
  log.error({ err: error }, 'a SOAP call failed');
  const words = 'an unexpected fault; it is logged, and trying again later does no harm';
  return ['Server', 'internal_error', words];
}
