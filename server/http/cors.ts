import type { RequestHandler } from 'express';

const METHODS = 'GET, POST, PUT, DELETE';
const HEADERS = 'authorization, content-type, idempotency-key';
const AN_HOUR = '3600';

/**
 * Lets pages of the shop platform call the API with a token. Cookies are never allowed from there,
 * so a page that has no token can do nothing. Extensions run where their origin is `null`.
 */
export function cors(origins: readonly string[]): RequestHandler {
  const allowed = origins.map(toPattern);
  return (req, res, next) => {
    res.vary('Origin');
    const { origin } = req.headers;
    const isAllowed = origin !== undefined && allowed.some((pattern) => pattern.test(origin));
    if (isAllowed) res.setHeader('Access-Control-Allow-Origin', origin);
    if (req.method !== 'OPTIONS' || req.headers['access-control-request-method'] === undefined) {
      next();
      return;
    }
    if (isAllowed) {
      res.setHeader('Access-Control-Allow-Methods', METHODS);
      res.setHeader('Access-Control-Allow-Headers', HEADERS);
      res.setHeader('Access-Control-Max-Age', AN_HOUR);
    }
    res.status(204).end();
  };
}

/** `https://*.example.com`: the star stands for one name, and for nothing with a dot or a slash. */
function toPattern(origin: string): RegExp {
  const parts = origin.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[a-z0-9-]+')}$`);
}
