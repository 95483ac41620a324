import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import express, { type Request, type Response, type Router } from 'express';
import { z } from 'zod';
import type { House } from '../actions/house.ts';
import { Conflict, Forbidden, InvalidInput } from '../domain/errors.ts';
import type { Clock, EmailChannel } from '../ports.ts';
import { beginCall, endCall, forgetCall, sha256 } from '../storage/views.ts';
import { type Caller, findCaller, hasCsrfToken } from './caller.ts';
import { sendProblem } from './problem.ts';
import { hideRestricted, refuseRestricted } from './restricted.ts';
import { type Call, FileAnswer, type Route } from './route.ts';
import { routes } from './routes.ts';
import { IdParams } from './schemas.ts';

interface ApiTools extends Pick<Call, 'agencyOf' | 'lookForNews'> {
  house: House;
  clock: Clock;
  owner: string;
  email: EmailChannel | null;
}

const BODY_LIMIT = '256kb';

const DOCUMENT_LIMIT = '5mb';

/** What a route does not know is refused, so that a misspelt filter is not taken for none. */
const Nothing = z.strictObject({});

/** The API below `/api/v1`: a key, a role, parsed input, one answer. */
export function api(tools: ApiTools): Router {
  const router = express.Router();
  router.use(express.json({ limit: BODY_LIMIT, strict: true }));
  for (const route of routes) {
    router[route.method](route.path, async (req, res) => {
      const caller = await signIn(tools, req, res);
      if (caller === null) return;
      if (route.takes === 'application/pdf') await readPdf(req, res);
      await serve(tools, route, { req, res, caller });
    });
  }
  return router;
}

/** Puts the bytes of a document into `req.body`; the shop's own callers alone may send so many. */
const readPdf = promisify(express.raw({ type: 'application/pdf', limit: DOCUMENT_LIMIT }));

/** Who calls; null after the refusal was sent. */
export async function signIn(
  { house, clock }: Pick<ApiTools, 'house' | 'clock'>,
  req: Request,
  res: Response,
): Promise<Caller | null> {
  const caller = await findCaller(house, req, clock.now());
  if (caller === null) {
    const detail = 'sign in, or send an API key of your shop as "Authorization: Bearer <key>"';
    res.append('WWW-Authenticate', 'Bearer');
    sendProblem(res, { status: 401, code: 'not_signed_in', detail });
    return null;
  }
  if (!hasCsrfToken(req, caller)) {
    const detail = 'send the csrfToken of GET /api/v1/me in the header X-CSRF-Token';
    sendProblem(res, { status: 403, code: 'csrf_token_missing', detail });
    return null;
  }
  return caller;
}

interface Exchange {
  req: Request;
  res: Response;
  caller: Caller;
}

async function serve(tools: ApiTools, route: Route, exchange: Exchange): Promise<void> {
  const { req, res, caller } = exchange;
  if (!route.roles.some((role) => role === caller.role)) {
    throw new Forbidden(`the role ${caller.role} may not do this; ${route.roles.join(' or ')} may`);
  }
  const input = {
    id: route.hasId ? IdParams.parse(req.params).id : 0,
    query: (route.query ?? Nothing).parse(req.query),
    body: ['post', 'put'].includes(route.method)
      ? (route.body ?? Nothing).parse(req.body ?? {})
      : undefined,
  };
  const call: Call = {
    house: tools.house,
    shopId: caller.shopId,
    actor: caller.actor,
    caller,
    at: tools.clock.now(),
    owner: tools.owner,
    email: tools.email,
    agencyOf: tools.agencyOf,
    lookForNews: tools.lookForNews,
    now: () => tools.clock.now(),
  };
  const asked = { res, route, call, input };
  await refuseRestricted(call, route, input);
  const key = req.headers['idempotency-key'];
  const isKept = route.isSecret !== true && route.type === undefined;
  if (route.method !== 'post' || key === undefined || !isKept) {
    await answer(asked, await route.handle(call, input));
    return;
  }
  if (typeof key !== 'string' || key.length > 100 || key === '') {
    throw new InvalidInput('Idempotency-Key must have 1 to 100 characters');
  }
  await once(asked, key);
}

interface Asked {
  res: Response;
  route: Route;
  call: Call;
  input: Parameters<Route['handle']>[1];
}

/** JSON, or a file piece by piece: a long list is never held whole. */
async function answer({ res, route, call, input }: Asked, value: unknown): Promise<void> {
  res.status(route.status);
  if (!(value instanceof FileAnswer)) {
    res.json(await hideRestricted(call, { route, input }, value));
    return;
  }
  const disposition = `${value.inline ? 'inline' : 'attachment'}; filename="${value.name}"`;
  res.type(value.type).setHeader('Content-Disposition', disposition);
  await pipeline(Readable.from(value.pieces), res);
}

/** The same key never does the same thing twice: the first answer is given again. */
async function once(asked: Asked, key: string): Promise<void> {
  const { route, call, input } = asked;
  const { db } = call.house;
  const named = { shopId: call.shopId, key };
  const text = JSON.stringify([route.method, route.path, input]);
  const earlier = await beginCall(db, { ...named, requestHash: sha256(text) }, call.at);
  if (earlier.known) {
    if (!earlier.same) throw new InvalidInput(`Idempotency-Key was used for another request`);
    if (earlier.answer === null) throw new Conflict('the first call is still under way; wait');
    await answer(asked, JSON.parse(earlier.answer.body));
    return;
  }
  let body: string;
  try {
    body = JSON.stringify(await route.handle(call, input));
  } catch (error) {
    await forgetCall(db, named);
    throw error;
  }
  await endCall(db, named, { status: route.status, body });
  // Whoever sends the key again may be somebody else: what is hidden is hidden on the way out.
  await answer(asked, JSON.parse(body));
}
