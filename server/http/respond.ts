import { randomBytes } from 'node:crypto';
import express, { type ErrorRequestHandler, type Response, type Router } from 'express';
import type { House } from '../actions/house.ts';
import { answerLetter, readRespondPage, type RespondPage } from '../actions/respond.ts';
import { NotFound } from '../domain/errors.ts';
import type { Clock } from '../ports.ts';
import type { RespondLink, RespondLinks } from '../respond-links.ts';
import { networkOf } from './network.ts';
import { readForm } from './respond-form.ts';
import { callLimit } from './respond-limit.ts';
import { CONTENT_POLICY, messagePage, type PageState, respondPage } from './respond-page.ts';
import { PAGE_WORDS, type PageWords } from './respond-words.ts';

interface RespondTools {
  house: House;
  clock: Clock;
  links: RespondLinks;
}

const HOUR = 3600;
const FORM_LIMIT = '32kb';

/**
 * The page on which a debtor answers his letter without a login. Its link is signed and ends; what
 * is wrong with a link is not told. Nothing of it is kept by browsers or named to other pages.
 */
export function respond(tools: RespondTools): Router {
  const router = express.Router();
  const limits = {
    ofAddress: callLimit({ most: 600, seconds: HOUR }),
    ofLink: callLimit({ most: 60, seconds: HOUR }),
    ofWrongLinks: callLimit({ most: 60, seconds: HOUR }),
  };
  router.use((_req, res, next) => {
    res.setHeader('Content-Security-Policy', CONTENT_POLICY);
    res.setHeader('Referrer-Policy', 'no-referrer');
    res.setHeader('X-Robots-Tag', 'noindex, nofollow');
    res.setHeader('X-Frame-Options', 'DENY');
    next();
  });
  router.use('/:token', (req, res, next) => {
    const at = tools.clock.now();
    const address = networkOf(req);
    const link = tools.links.read(req.params.token);
    const allowed =
      link === null
        ? limits.ofWrongLinks.allows(address, at)
        : // What a link is refused counts for no address: behind one there may be many.
          limits.ofLink.allows(req.params.token, at) && limits.ofAddress.allows(address, at);
    if (allowed) next();
    else say(res, 429, 'tooOften', req.acceptsLanguages('de', 'en', 'it'));
  });
  router.get('/:token', async (req, res) => {
    const opened = await open(tools, req.params.token, res);
    if (opened === null) return;
    const thanks = thanksOf(req.query['sent']);
    show(res, { ...opened, status: 200 }, { thanks, refused: null });
  });
  const parsed = express.urlencoded({ extended: false, limit: FORM_LIMIT, parameterLimit: 20 });
  router.post('/:token', parsed, async (req, res) => {
    const opened = await open(tools, req.params.token, res);
    if (opened === null) return;
    const { token, link, page } = opened;
    const nonce = provenNonce(tools.links, token, req.body);
    const form = readForm(req.body, page);
    if (nonce === null || form === null) {
      show(res, { ...opened, status: 400 }, { thanks: null, refused: null });
      return;
    }
    if ('refused' in form) {
      show(res, { ...opened, status: 400 }, { thanks: null, refused: form.refused });
      return;
    }
    const { answer } = form;
    const wish = { link, answer, formKey: nonce };
    const answered = await answerLetter(tools.house, wish, tools.clock.now());
    if (answered === null) return say(res, 410, 'ended', page.language);
    const sent = answer.kind === 'date' && answered === 'asked' ? 'dateAsked' : answer.kind;
    res.redirect(303, `${req.baseUrl}/${token}?sent=${sent}`);
  });
  router.use(failures);
  return router;
}

interface Opened {
  tools: RespondTools;
  token: string;
  link: RespondLink;
  page: RespondPage;
}

/** The page of a token; null after its end, or that there is none, was told. */
async function open(tools: RespondTools, token: string, res: Response): Promise<Opened | null> {
  const link = tools.links.read(token);
  const asked = res.req.acceptsLanguages('de', 'en', 'it');
  if (link === null) {
    say(res, 404, 'notFound', asked);
    return null;
  }
  try {
    const page = await readRespondPage(tools.house, link, tools.clock.now());
    if (page !== null) return { tools, token, link, page };
    say(res, 410, 'ended', asked);
  } catch (error) {
    if (!(error instanceof NotFound)) throw error;
    say(res, 404, 'notFound', asked);
  }
  return null;
}

function show(
  res: Response,
  { tools, token, page, status }: Opened & { status: number },
  state: Pick<PageState, 'thanks' | 'refused'>,
): void {
  const action = `${res.req.baseUrl}/${token}`;
  const html = respondPage(page, { ...state, action, formToken: newFormToken(tools.links, token) });
  res.status(status).type('html').send(html);
}

function say(
  res: Response,
  status: number,
  what: Parameters<typeof messagePage>[1],
  language: string | false,
): void {
  const spoken = language === 'en' || language === 'it' ? language : 'de';
  res.status(status).type('html').send(messagePage(spoken, what));
}

/** A new form of this page: random, so that it counts once, and signed, so that it is ours. */
function newFormToken(links: RespondLinks, token: string): string {
  const nonce = randomBytes(12).toString('base64url');
  return `${nonce}.${links.sign(`form:${token}`, nonce) ?? ''}`;
}

function provenNonce(links: RespondLinks, token: string, body: unknown): string | null {
  const given: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'form') : '';
  const [, nonce = '', signature = ''] =
    /^([\w-]{16})\.([\w-]{1,32}\.[\w-]{22})$/.exec(typeof given === 'string' ? given : '') ?? [];
  return links.isSigned(`form:${token}`, nonce, signature) ? nonce : null;
}

function thanksOf(sent: unknown): keyof PageWords['thanks'] | null {
  const names = Object.keys(PAGE_WORDS.de.thanks) as (keyof PageWords['thanks'])[];
  return names.find((name) => name === sent) ?? null;
}

/** A form that is too large or broken is answered in words as well; faults of ours go on. */
const failures: ErrorRequestHandler = (error: unknown, req, res, next) => {
  const status = typeof error === 'object' && error !== null && 'status' in error && error.status;
  if (typeof status !== 'number' || status < 400 || status >= 500 || res.headersSent) {
    next(error);
    return;
  }
  say(res, status, 'notFound', req.acceptsLanguages('de', 'en', 'it'));
};
