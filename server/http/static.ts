import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { extname, join, normalize, sep } from 'node:path';
import express, { type RequestHandler, type Response, type Router } from 'express';
import type { House } from '../actions/house.ts';
import { findShopByDomainView } from '../storage/views-console.ts';

/** What a browser may load and who may show our pages in a frame. */
const policyOf = (ancestors: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    // Charts and overlays of the component library set style attributes.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "frame-src 'self' blob:",
    "object-src 'none'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    `frame-ancestors ${ancestors}`,
  ].join('; ');

const NOT_FRAMED = policyOf("'none'");

/** Headers of every answer. A page that is shown in a frame gets its own policy later. */
export const securityHeaders =
  (publicUrl: string): RequestHandler =>
  (_req, res, next) => {
    res.setHeader('X-Content-Type-Options', 'nosniff');
    res.setHeader('Cache-Control', 'no-store');
    res.setHeader('Referrer-Policy', 'no-referrer');
    res.setHeader('Content-Security-Policy', NOT_FRAMED);
    res.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
    res.setHeader('Permissions-Policy', 'camera=(), microphone=(), geolocation=(), payment=()');
    if (publicUrl.startsWith('https:')) {
      res.setHeader('Strict-Transport-Security', 'max-age=31536000');
    }
    next();
  };

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
};

/** Of a file `x.js` the build may leave `x.js.br` and `x.js.gz` beside it. */
const ENCODINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

const YEAR_SECONDS = 31_536_000;

/**
 * The console as it was built, or nothing while it is not built. Files whose name holds a hash are
 * kept by the browser for ever; any other path outside the API is a page of the console itself.
 */
export function consolePages(
  { house }: { house: House },
  { directory, reserved }: { directory: string; reserved: readonly string[] },
): Router {
  const router = express.Router();
  router.use(async (req, res, next) => {
    const isPage = req.method === 'GET' || req.method === 'HEAD';
    if (!isPage || reserved.some((path) => isBelow(req.path, path))) {
      next();
      return;
    }
    const file = fileOf(directory, req.path);
    const index = join(directory, 'index.html');
    if (file !== null) {
      sendFile(res, file, req);
    } else if (!['', '.html'].includes(extname(req.path)) || !existsSync(index)) {
      next();
    } else {
      res.setHeader('Content-Security-Policy', policyOf(await frameAncestors(house, req.query)));
      res.setHeader('Cache-Control', 'no-cache');
      res.type('html').send(readFileSync(index));
    }
  });
  return router;
}

const isBelow = (path: string, prefix: string): boolean =>
  path === prefix || path.startsWith(`${prefix}/`);

/** The file of a path inside the directory; null for anything else. */
function fileOf(directory: string, path: string): string | null {
  let name: string;
  try {
    name = normalize(decodeURIComponent(path));
  } catch {
    return null;
  }
  const file = join(directory, name);
  if (name.includes('\0') || !file.startsWith(directory + sep)) return null;
  const isPage = name === sep || name === `${sep}index.html`;
  if (isPage || TYPES[extname(file)] === undefined || !existsSync(file)) return null;
  return statSync(file).isFile() ? file : null;
}

function sendFile(
  res: Response,
  file: string,
  req: { method: string; acceptsEncodings(...names: string[]): string | false },
): void {
  const isHashed = /[-.][A-Za-z0-9_-]{8,}\.[a-z0-9]+$/.test(file);
  res.setHeader('Content-Type', TYPES[extname(file)] ?? 'application/octet-stream');
  res.setHeader('Vary', 'Accept-Encoding');
  const keep = isHashed ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache';
  res.setHeader('Cache-Control', keep);
  const packed = ENCODINGS.find(
    ([name, ending]) => req.acceptsEncodings(name) === name && existsSync(file + ending),
  );
  if (packed !== undefined) res.setHeader('Content-Encoding', packed[0]);
  const sent = packed === undefined ? file : file + packed[1];
  res.setHeader('Content-Length', statSync(sent).size);
  if (req.method === 'HEAD') {
    res.end();
    return;
  }
  createReadStream(sent)
    .on('error', () => res.destroy())
    .pipe(res);
}

const SHOP_DOMAIN = /^[a-z0-9][a-z0-9-]{0,60}\.myshopify\.com$/;

/** Only the admin of a shop we serve may frame our pages, and only with its own domain named. */
async function frameAncestors(house: House, query: object): Promise<string> {
  const { shop } = query as { shop?: unknown };
  if (typeof shop !== 'string' || !SHOP_DOMAIN.test(shop)) return "'none'";
  const found = await findShopByDomainView(house.db, 'shopify', shop);
  return found === null ? "'none'" : `https://${shop} https://admin.shopify.com`;
}
