import express, { type Request, type Response, type Router } from 'express';
import { z } from 'zod';
import type { House } from '../actions/house.ts';
import { Conflict, Forbidden, InvalidInput } from '../domain/errors.ts';
import type { Clock } from '../ports.ts';
import {
  beginCall,
  endCall,
  findKeyHolder,
  forgetCall,
  type KeyHolder,
  sha256,
} from '../storage/views.ts';
import { sendProblem } from './problem.ts';
import type { Call, Route } from './route.ts';
import { routes } from './routes.ts';
import { IdParams } from './schemas.ts';

interface ApiTools {
  house: House;
  clock: Clock;
  owner: string;
}

const BODY_LIMIT = '256kb';

/** What a route does not know is refused, so that a misspelt filter is not taken for none. */
const Nothing = z.strictObject({});

/** The API below `/api/v1`: a key, a role, parsed input, one answer. */
export function api(tools: ApiTools): Router {
  const router = express.Router();
  router.use(express.json({ limit: BODY_LIMIT, strict: true }));
  for (const route of routes) {
    router[route.method](route.path, async (req, res) => {
      const holder = await signIn(tools, req, res);
      if (holder !== null) await serve(tools, route, { req, res, holder });
    });
  }
  return router;
}

/** Who calls; null after the refusal was sent. */
export async function signIn(
  { house }: Pick<ApiTools, 'house'>,
  req: Request,
  res: Response,
): Promise<KeyHolder | null> {
  const [, key] = /^Bearer ([A-Za-z0-9_-]{20,100})$/.exec(req.headers.authorization ?? '') ?? [];
  const holder = key === undefined ? null : await findKeyHolder(house.db, key);
  if (holder === null) {
    const detail = 'send an API key of your shop as "Authorization: Bearer <key>"';
    res.setHeader('WWW-Authenticate', 'Bearer');
    sendProblem(res, { status: 401, code: 'not_signed_in', detail });
  }
  return holder;
}

interface Exchange {
  req: Request;
  res: Response;
  holder: KeyHolder;
}

async function serve(tools: ApiTools, route: Route, exchange: Exchange): Promise<void> {
  const { req, res, holder } = exchange;
  if (!route.roles.some((role) => role === holder.role)) {
    throw new Forbidden(`the role ${holder.role} may not do this; ${route.roles.join(' or ')} may`);
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
    shopId: holder.shopId,
    actor: `key:${holder.keyId}`,
    at: tools.clock.now(),
    owner: tools.owner,
    now: () => tools.clock.now(),
  };
  const key = req.headers['idempotency-key'];
  if (route.method !== 'post' || key === undefined) {
    res.status(route.status).json(await route.handle(call, input));
    return;
  }
  if (typeof key !== 'string' || key.length > 100 || key === '') {
    throw new InvalidInput('Idempotency-Key must have 1 to 100 characters');
  }
  await once(route, { ...exchange, call, input, key });
}

/** The same key never does the same thing twice: the first answer is given again. */
async function once(
  route: Route,
  asked: Exchange & { call: Call; input: Parameters<Route['handle']>[1]; key: string },
): Promise<void> {
  const { res, call, input, key } = asked;
  const { db } = call.house;
  const named = { shopId: call.shopId, key };
  const text = JSON.stringify([route.method, route.path, input]);
  const earlier = await beginCall(db, { ...named, requestHash: sha256(text) }, call.at);
  if (earlier.known) {
    if (!earlier.same) throw new InvalidInput(`Idempotency-Key was used for another request`);
    if (earlier.answer === null) throw new Conflict('the first call is still under way; wait');
    res.status(earlier.answer.status).type('application/json').send(earlier.answer.body);
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
  res.status(route.status).type('application/json').send(body);
}
