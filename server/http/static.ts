import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { extname, join, normalize, sep } from 'node:path';
import express, { type RequestHandler, type Response, type Router } from 'express';
import type { House } from '../actions/house.ts';
import type { Instant } from '../domain/calendar.ts';
import type { Clock, ShopFrame } from '../ports.ts';
import { findShopByDomainView } from '../storage/views-console.ts';
import { readVisitor } from './visitors.ts';

/** What a browser may load and who may show our pages in a frame. */
const policyOf = (frame: Omit<ShopFrame, 'head'>): string =>
  [
    "default-src 'none'",
    ["script-src 'self'", ...frame.scripts].join(' '),
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
    ['frame-ancestors', ...frame.ancestors].join(' '),
  ].join('; ');

const NOT_FRAMED: ShopFrame = { ancestors: ["'none'"], scripts: [], head: '' };

/** Headers of every answer. A page that is shown in a frame gets its own policy later. */
export const securityHeaders =
  (publicUrl: string): RequestHandler =>
  (_req, res, next) => {
    res.setHeader('X-Content-Type-Options', 'nosniff');
    res.setHeader('Cache-Control', 'no-store');
    res.setHeader('Referrer-Policy', 'no-referrer');
    res.setHeader('Content-Security-Policy', policyOf(NOT_FRAMED));
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
  { house, clock }: { house: House; clock: Clock },
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
      const frame = (await findFrame(house, req.query, clock.now())) ?? NOT_FRAMED;
      res.setHeader('Content-Security-Policy', policyOf(frame));
      res.setHeader('Cache-Control', 'no-cache');
      const page = readFileSync(index, 'utf8');
      res.type('html').send(page.replace('<head>', () => `<head>${frame.head}`));
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

/**
 * The frame of a page that says it is opened inside a shop's admin. The shop is one that we serve,
 * or its admin proves by a token that it opens us for the first time; nobody else frames our pages.
 */
async function findFrame(house: House, query: object, at: Instant): Promise<ShopFrame | null> {
  const { shop, embedded, host, id_token: token } = query as Readonly<Record<string, unknown>>;
  const isOpenedInside = embedded === '1' || host !== undefined || token !== undefined;
  if (!isOpenedInside || typeof shop !== 'string') return null;
  for (const platform of house.platforms.values()) {
    const frame = platform.frameOf(shop);
    if (frame === null) continue;
    const isServed = (await findShopByDomainView(house.db, platform.name, shop)) !== null;
    if (isServed || (await isProved(house, shop, { token, at }))) return frame;
  }
  return null;
}

async function isProved(
  house: House,
  shop: string,
  { token, at }: { token: unknown; at: Instant },
): Promise<boolean> {
  if (typeof token !== 'string') return false;
  const read = await readVisitor(house, token, at);
  return 'visitor' in read && read.visitor.shopDomain === shop;
}
