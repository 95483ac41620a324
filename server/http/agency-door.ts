/**
 * The agency's own door: an agency fetches the claims that were handed over to it and says what
 * became of them. A key opens one account; whatever belongs to another does not exist here.
 */
import express, { type Request, type Response, type Router } from 'express';
import { z } from 'zod';
import { type SaidRecord, takeRecord } from '../actions/agency-door.ts';
import type { House } from '../actions/house.ts';
import { instant, type Instant } from '../domain/calendar.ts';
import { claimStates, type ClaimState } from '../domain/claim.ts';
import { Forbidden } from '../domain/errors.ts';
import type { ClaimPackage, Clock, HandoverWriter } from '../ports.ts';
import {
  type DoorAccount,
  listDoorClaims,
  listDoorInstructions,
  readDoorPackage,
} from '../storage/views.ts';
import { signIn } from './api.ts';
import { type Described, openApi } from './openapi.ts';
import { Day, IdParams } from './schemas.ts';

export interface DoorTools {
  house: House;
  clock: Clock;
  writeHandover: HandoverWriter;
}

export interface DoorCall {
  house: House;
  account: DoorAccount;
  actor: string;
  at: Instant;
  writeHandover: HandoverWriter;
}

type DoorRoute = Described & {
  method: 'get' | 'post';
  handle: (call: DoorCall, input: DoorInput) => Promise<unknown>;
};

interface DoorInput {
  id: number;
  query: unknown;
  body: unknown;
}

const BODY_LIMIT = '64kb';

const Cents = z.number().int().min(0).max(100_000_000_000);
const Text = z.string().trim().min(1);
const FileNumber = z.string().regex(/^[0-9A-Za-z][0-9A-Za-z/.-]{0,39}$/);
const At = z.iso
  .datetime({ offset: true })
  .transform((text) => instant(text))
  .describe('when it happened; the same record with the same time counts once');
const noNumber = { fileNumber: z.null().default(null) };
const note = z.string().max(500).nullable().default(null);
const money = { number: Text.max(60), on: Day, amountCents: Cents.min(1), text: note, at: At };

/** What an agency may say; every record is kept raw and then applied. */
export const DoorRecord = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('accepted'), fileNumber: FileNumber, text: note, at: At }),
  z.strictObject({ kind: z.literal('rejected'), text: Text.max(1000), at: At, ...noNumber }),
  z.strictObject({
    kind: z.literal('status'),
    code: z
      .string()
      .regex(/^[\w.-]{1,20}$/)
      .describe('in_progress, question, waiting, court, closed_paid, closed_partly, closed_unpaid'),
    text: Text.max(500),
    at: At,
    ...noNumber,
  }),
  z.strictObject({ kind: z.literal('message'), text: Text.max(10_000), at: At, ...noNumber }),
  z.strictObject({ kind: z.literal('payment'), ...money, ...noNumber }),
  z.strictObject({ kind: z.literal('payout'), ...money, ...noNumber }),
  z.strictObject({
    kind: z.literal('account'),
    totalCents: Cents,
    paidCents: Cents,
    outstandingCents: Cents,
    text: note,
    at: At,
    ...noNumber,
  }),
]);

const paging = {
  afterId: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};
const ClaimQuery = z.strictObject({ ...paging, show: z.enum(['new', 'all']).default('new') });
const PageQuery = z.strictObject(paging);

const states = Object.keys(claimStates) as [ClaimState, ...ClaimState[]];
const InstantOut = z.string().meta({ format: 'date-time' });
const Claim = z.object({
  id: z.number(),
  ourReference: z.string(),
  fileNumber: z.string().nullable(),
  state: z.enum(states),
  mode: z.enum(['sandbox', 'live']),
  handedOverAt: InstantOut,
});
const ClaimList = z.object({ items: z.array(Claim), nextAfterId: z.number().nullable() });
const ClaimWithPackage = Claim.extend({ package: z.looseObject({ ourReference: z.string() }) });
const InstructionList = z.object({
  items: z.array(
    z.object({
      id: z.number(),
      kind: z.enum(['recall', 'direct_payment', 'message']),
      claimId: z.number(),
      ourReference: z.string(),
      fileNumber: z.string(),
      at: InstantOut,
      paidOn: z.string().nullable(),
      amountCents: z.number().nullable(),
      text: z.string().nullable(),
    }),
  ),
  nextAfterId: z.number().nullable(),
});
const Taken = z.object({ known: z.boolean().describe('true: this was said before') });

const routes: readonly DoorRoute[] = [
  {
    method: 'get',
    path: '/claims',
    summary: 'Claims handed over to you: the new ones, or all, by pages',
    query: ClaimQuery,
    answer: ClaimList,
    status: 200,
    hasId: false,
    handle: ({ house, account }, { query }) =>
      listDoorClaims(house.db, account, query as z.output<typeof ClaimQuery>),
  },
  {
    method: 'get',
    path: '/claims/:id',
    summary: 'One claim with its package',
    answer: ClaimWithPackage,
    status: 200,
    hasId: true,
    handle: ({ house, account }, { id }) => readDoorPackage(house.db, account, id),
  },
  {
    method: 'get',
    path: '/claims/:id/handover.xml',
    summary: 'The package as XML after handover.xsd',
    answer: z.string(),
    type: 'application/xml',
    status: 200,
    hasId: true,
    async handle({ house, account, writeHandover }, { id }) {
      const claim = await readDoorPackage(house.db, account, id);
      return writeHandover(claim.package as unknown as ClaimPackage, claim.mode);
    },
  },
  {
    method: 'post',
    path: '/claims/:id/records',
    summary: 'Says what became of a claim: its file number first, then status, messages, money',
    body: DoorRecord,
    answer: Taken,
    status: 200,
    hasId: true,
    handle: ({ house, account, actor, at }, { id, body }) =>
      takeRecord(
        house,
        account,
        { claimId: id, record: body as SaidRecord, raw: JSON.stringify(body) },
        { actor, at },
      ),
  },
  {
    method: 'get',
    path: '/instructions',
    summary: 'What the creditor wants done: recalls, direct payments, messages, in their order',
    query: PageQuery,
    answer: InstructionList,
    status: 200,
    hasId: false,
    handle: ({ house, account }, { query }) =>
      listDoorInstructions(house.db, account, query as z.output<typeof PageQuery>),
  },
];

const BASE = '/agency/v1';

/** The door below `/agency/v1`. */
export function agencyDoor(tools: DoorTools): Router {
  const router = express.Router();
  const description = openApi(routes, tools.house.publicUrl, {
    base: BASE,
    title: 'Mahnlauf for agencies',
    description:
      'The claims of one creditor that were handed over to one agency: the key says which. ' +
      'Amounts are whole cents, instants are UTC. Saying the same twice changes nothing.',
  });
  router.get('/openapi.json', (_req, res) => {
    res.json(description);
  });
  router.use(express.json({ limit: BODY_LIMIT, strict: true }));
  for (const route of routes) {
    router[route.method](route.path, async (req, res) => {
      const call = await enter(tools, req, res);
      if (call !== null) await serve(route, call, { req, res });
    });
  }
  return router;
}

/** Who calls for which account; null after the refusal was sent. */
export async function enter(
  tools: DoorTools,
  req: Request,
  res: Response,
): Promise<DoorCall | null> {
  const { house, clock, writeHandover } = tools;
  const holder = await signIn(tools, req, res);
  if (holder === null) return null;
  const { shopId, agencyAccountId: accountId, actor, role } = holder;
  if (role !== 'agency' || accountId === null) {
    throw new Forbidden(`this door is for agencies; the key has the role ${role}`);
  }
  const account = { shopId, accountId };
  return { house, account, actor: `agency ${actor}`, at: clock.now(), writeHandover };
}

async function serve(
  route: DoorRoute,
  call: DoorCall,
  { req, res }: { req: Request; res: Response },
): Promise<void> {
  const answer = await route.handle(call, {
    id: route.hasId ? IdParams.parse(req.params).id : 0,
    query: route.query?.parse(req.query),
    body: route.body?.parse(req.body ?? {}),
  });
  res.status(route.status);
  if (route.type === undefined) res.json(answer);
  else res.type(route.type).send(answer);
}
