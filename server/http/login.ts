import { randomBytes } from 'node:crypto';
import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import {
  beginTotp,
  changePassword,
  confirmTotp,
  logIn,
  logOut,
  removeTotp,
  secondsUntil,
} from '../actions/login.ts';
import type { House } from '../actions/house.ts';
import type { Clock } from '../ports.ts';
import { signIn } from './api.ts';
import { type Caller, findCaller, SESSION_COOKIE } from './caller.ts';
import * as schema from './console-schemas.ts';
import { showCaller } from './me.ts';
import { networkOf } from './network.ts';
import type { Described } from './openapi.ts';
import { sendProblem } from './problem.ts';

interface LoginTools {
  house: House;
  clock: Clock;
}

interface Door extends Described {
  serve(tools: LoginTools, req: Request, res: Response): Promise<void>;
}

const door = (
  path: string,
  summary: string,
  rest: Partial<Described> & Pick<Door, 'answer' | 'serve'>,
): Door => ({ method: 'post', path, summary, hasId: false, status: 200, ...rest });

/** The doors of a person: to come in, to go, and to change how he proves who he is. */
export const loginDoors: readonly Door[] = [
  door('/session', 'Who is signed in here; no error where nobody is', {
    method: 'get',
    answer: schema.SessionView,
    serve: async ({ house, clock }, req, res) => {
      const at = clock.now();
      const caller = await findCaller(house, req, at);
      res.json({ me: caller === null ? null : await showCaller(house, caller, at) });
    },
  }),
  door('/login', 'Signs a user in and sets the cookie of the session', {
    body: schema.LoginBody,
    answer: schema.MeView,
    serve: serveLogin,
  }),
  door('/logout', 'Ends this session', {
    answer: schema.Done,
    serve: (tools, req, res) => leave(tools, { req, res }, false),
  }),
  door('/logout-everywhere', 'Ends every session of the user', {
    answer: schema.Done,
    serve: (tools, req, res) => leave(tools, { req, res }, true),
  }),
  door('/me/password', "Changes the user's own password and ends the other sessions", {
    body: schema.PasswordBody,
    answer: schema.Done,
    serve: asPerson(async ({ house, who, acting, body }) => {
      await changePassword(house, who, schema.PasswordBody.parse(body), acting);
      return DONE;
    }),
  }),
  door('/me/totp', 'Begins a second factor: the secret for the app, shown once', {
    body: schema.PresentPassword,
    answer: schema.TotpBegun,
    serve: asPerson(({ house, who, acting, body }) => {
      const { password } = schema.PresentPassword.parse(body);
      return beginTotp(house, who, { password, secret: randomBytes(20) }, acting);
    }),
  }),
  door('/me/totp-confirm', 'Turns the second factor on with its first code', {
    body: schema.TotpCode,
    answer: schema.Done,
    serve: asPerson(async ({ house, who, acting, body }) => {
      await confirmTotp(house, who, schema.TotpCode.parse(body).code, acting);
      return DONE;
    }),
  }),
  door('/me/totp-remove', 'Turns the second factor off', {
    body: schema.PresentPassword,
    answer: schema.Done,
    serve: asPerson(async ({ house, who, acting, body }) => {
      await removeTotp(house, who, schema.PresentPassword.parse(body).password, acting);
      return DONE;
    }),
  }),
];

const DONE = { done: true } as const;

/** The router below `/api/v1`; it stands before the routes of the API. */
export function login(tools: LoginTools): Router {
  const router = express.Router();
  const json = express.json({ limit: '16kb', strict: true });
  for (const one of loginDoors) {
    const handle: RequestHandler = (req, res) => one.serve(tools, req, res);
    if (one.method === 'get') router.get(one.path, handle);
    else router.post(one.path, json, handle);
  }
  return router;
}

const cookieOf = ({ house }: LoginTools, value: string, maxAge: number): string =>
  `${SESSION_COOKIE}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${maxAge}` +
  (house.publicUrl.startsWith('https:') ? '; Secure' : '');

const LONGEST_SECONDS = 7 * 86_400;

async function serveLogin(tools: LoginTools, req: Request, res: Response): Promise<void> {
  const { house, clock } = tools;
  // A form of another site cannot send this type, so nobody is signed in without wanting it.
  if (req.is('application/json') === false) {
    const detail = 'send the login as application/json';
    sendProblem(res, { status: 415, code: 'not_json', detail });
    return;
  }
  const { email, password, code } = schema.LoginBody.parse(req.body ?? {});
  const at = clock.now();
  const token = randomBytes(32).toString('base64url');
  const address = networkOf(req);
  const outcome = await logIn(house, { email, password, code, address, token }, at);
  switch (outcome.outcome) {
    case 'signed_in': {
      res.setHeader('Set-Cookie', cookieOf(tools, token, LONGEST_SECONDS));
      req.headers.cookie = `${SESSION_COOKIE}=${token}`;
      delete req.headers.authorization;
      const caller = await findCaller(house, req, at);
      if (caller === null) throw new Error('a session vanished at once');
      res.json(await showCaller(house, caller, at));
      return;
    }
    case 'wrong': {
      const detail = 'the e-mail address, the password or the code does not fit';
      sendProblem(res, { status: 401, code: 'wrong_login', detail });
      return;
    }
    case 'code_needed': {
      const detail = 'send the code of the second factor as well';
      sendProblem(res, { status: 401, code: 'code_needed', detail });
      return;
    }
    case 'locked': {
      const seconds = secondsUntil(outcome.until, at);
      res.setHeader('Retry-After', String(seconds));
      const detail = `too many wrong guesses; try again in ${Math.ceil(seconds / 60)} minutes`;
      sendProblem(res, { status: 429, code: 'locked', detail });
    }
  }
}

interface Person {
  house: House;
  who: { shopId: number; userId: number; sessionId: number };
  acting: { actor: string; at: ReturnType<Clock['now']> };
  body: unknown;
}

/** For doors that only a person with a session has. */
function asPerson(work: (person: Person) => Promise<unknown>): Door['serve'] {
  return async (tools, req, res) => {
    const caller = await signIn(tools, req, res);
    if (caller === null) return;
    const who = personOf(caller, res);
    if (who === null) return;
    const acting = { actor: caller.actor, at: tools.clock.now() };
    res.json(await work({ house: tools.house, who, acting, body: req.body ?? {} }));
  };
}

function personOf({ shopId, session }: Caller, res: Response): Person['who'] | null {
  if (session !== null) return { shopId, userId: session.user.id, sessionId: session.sessionId };
  const detail = 'this is for a signed-in user, not for an API key';
  sendProblem(res, { status: 403, code: 'forbidden', detail });
  return null;
}

async function leave(
  tools: LoginTools,
  { req, res }: { req: Request; res: Response },
  everywhere: boolean,
): Promise<void> {
  const caller = await signIn(tools, req, res);
  const who = caller === null ? null : personOf(caller, res);
  if (who === null) return;
  await logOut(tools.house, who, { everywhere }, tools.clock.now());
  res.setHeader('Set-Cookie', cookieOf(tools, '', 0));
  res.json(DONE);
}
