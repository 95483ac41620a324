import express, { type Request, type Response, type Router } from 'express';
import type { House } from '../actions/house.ts';
import { answerOwnInvoice, readOwnInvoice } from '../actions/own-invoice.ts';
import { InvalidInput } from '../domain/errors.ts';
import type { Clock, ShopCustomer } from '../ports.ts';
import * as schema from './customer-schemas.ts';
import { sendProblem } from './problem.ts';
import { callLimit } from './respond-limit.ts';
import { visitorToken } from './visitors.ts';

interface DoorTools {
  house: House;
  clock: Clock;
}

const BODY_LIMIT = '16kb';
/** Each answer is work for a clerk or news for the agency; so many a customer gives in an hour. */
const ANSWERS = { most: 20, seconds: 3600 };

/**
 * The door for customers who are signed in at the shop: each sees the invoice of his own order and
 * may answer it. The platform's token says who he is; nothing he sends does.
 */
export function customerDoor(tools: DoorTools): Router {
  const { house, clock } = tools;
  const router = express.Router();
  const limit = callLimit(ANSWERS);
  router.use(express.json({ limit: BODY_LIMIT, strict: true }));
  router.get('/order', async (req, res) => {
    const signedIn = await signIn(tools, req, res);
    if (signedIn === null) return;
    const { orderId } = schema.InvoiceQuery.parse(req.query);
    const invoice = await readOwnInvoice(house, { ...signedIn, orderId }, clock.now());
    res.json({ invoice });
  });
  router.post('/answers', async (req, res) => {
    const signedIn = await signIn(tools, req, res);
    if (signedIn === null) return;
    const { customer } = signedIn;
    if (!limit.allows(`${customer.shopDomain} ${customer.customerNumber}`, clock.now())) {
      const detail = 'too many answers; write an e-mail to the shop, or wait an hour';
      sendProblem(res, { status: 429, code: 'too_many_answers', detail });
      return;
    }
    const { orderId, ...answer } = schema.AnswerBody.parse(req.body ?? {});
    const wish = { ...signedIn, orderId, answer, formKey: formKeyOf(req) };
    res.status(201).json(await answerOwnInvoice(house, wish, clock.now()));
  });
  return router;
}

/** What makes a form count once. */
function formKeyOf(req: Request): string {
  const key = req.headers['idempotency-key'];
  if (typeof key === 'string' && key !== '' && key.length <= 100) return key;
  throw new InvalidInput('send an Idempotency-Key of 1 to 100 characters');
}

/** Who is signed in; null after the refusal was sent. */
async function signIn(
  { house, clock }: DoorTools,
  req: Request,
  res: Response,
): Promise<{ source: string; customer: ShopCustomer } | null> {
  const token = visitorToken(req.headers.authorization);
  let refusal = 'send the session token as "Authorization: Bearer <token>"';
  for (const platform of token === null ? [] : house.platforms.values()) {
    try {
      const customer = await platform.readCustomer(token ?? '', clock.now());
      return { source: platform.name, customer };
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      refusal = error.message;
    }
  }
  res.setHeader('WWW-Authenticate', 'Bearer');
  sendProblem(res, { status: 401, code: 'not_signed_in', detail: refusal });
  return null;
}
