import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import { z } from 'zod';
import { type ErrorCode, MahnlaufError, NotFound } from '../domain/errors.ts';
import type { Log } from '../log.ts';
import { describeIssues } from './issues.ts';

const STATUS: Readonly<Record<ErrorCode, number>> = {
  invalid_input: 400,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  partner_rejected: 422,
  partner_unavailable: 503,
  outcome_unknown: 502,
};

/** RFC 9457: what happened, in one sentence, with a code a program can act on. */
export interface Problem {
  type: 'about:blank';
  title: string;
  status: number;
  code: string;
  detail: string;
  /** The detail as codes and values, for other languages; left out where there are none. */
  says?: MahnlaufError['says'];
  /** Which parts of the input are refused, `creditor.iban`; left out when none is named. */
  fields?: readonly string[];
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Not signed in',
  403: 'Forbidden',
  404: 'Not found',
  409: 'Conflict',
  413: 'Too large',
  415: 'Unsupported',
  422: 'Refused by the partner',
  502: 'Outcome unknown',
  503: 'Partner unavailable',
};

/** Answers with a problem. */
export function sendProblem(
  res: Response,
  { status, code, detail, says = [], fields = [] }: Omit<Problem, 'type' | 'title'>,
): void {
  const title = TITLES[status] ?? (status < 500 ? 'Bad request' : 'Internal error');
  const more = {
    ...(says.length === 0 ? {} : { says }),
    ...(fields.length === 0 ? {} : { fields }),
  };
  const problem: Problem = { type: 'about:blank', title, status, code, detail, ...more };
  res.status(status).type('application/problem+json').send(JSON.stringify(problem));
}

/** Whatever a route threw becomes a problem; a stack trace stays in the log. */
export const problems =
  (log: Log): ErrorRequestHandler =>
  (error: unknown, req, res, next) => {
    if (res.headersSent) {
      next(error);
      return;
    }
    if (error instanceof z.ZodError) {
      const detail = describeIssues(error.issues);
      const fields = error.issues.map(({ path }) => path.join('.')).filter(Boolean);
      sendProblem(res, { status: 400, code: 'invalid_input', detail, fields });
    } else if (error instanceof MahnlaufError) {
      const { code, message: detail, says } = error;
      sendProblem(res, { status: STATUS[code], code, detail, says });
    } else if (isClientError(error)) {
      const tooLarge = error.status === 413;
      sendProblem(res, {
        status: error.status,
        code: tooLarge ? 'too_large' : 'invalid_input',
        detail: tooLarge
          ? 'the body is larger than this service takes'
          : 'the request cannot be read',
      });
    } else {
      log.error({ err: error, method: req.method, route: req.route?.path }, 'a request failed');
      const detail = 'an unexpected fault; it is logged, and trying again later does no harm';
      sendProblem(res, { status: 500, code: 'internal_error', detail });
    }
  };

/** What express and its body parsers throw for a bad request. */
function isClientError(error: unknown): error is { status: number } {
  if (typeof error !== 'object' || error === null || !('status' in error)) return false;
  return typeof error.status === 'number' && error.status >= 400 && error.status < 500;
}

/** The answer for a path nobody serves. */
export const nothingHere: RequestHandler = (req) => {
  throw new NotFound(`there is nothing at ${req.method} ${req.path}`);
};
