/**
 * Shopify's Admin GraphQL API for one shop. Shopify charges points for each query and refills them
 * by the second; this client reads the price in `extensions.cost`, waits before it runs dry and
 * tries again what was throttled.
 */
import { z } from 'zod';
import { exchange, type HttpLimits, partnerError } from '../../connectors/http.ts';
import { NotFound, PartnerRejected, PartnerUnavailable } from '../../server/domain/errors.ts';
import type { Clock } from '../../server/ports.ts';
import { parseLosslessly } from './payloads.ts';

/** The version of the Admin API we speak; `shopify.app.toml` names the same for webhooks. */
export const API_VERSION = '2026-10';

/** Throttled answers in a row before a call gives up and comes back later. */
const MOST_THROTTLED = 8;

const LIMITS: HttpLimits = {
  connectMs: 5_000,
  firstByteMs: 30_000,
  totalMs: 45_000,
  maxBytes: 20 * 1024 * 1024,
};

/** What the client needs from the world. */
export interface ShopifyWorld {
  clock: Clock;
  wait(ms: number): Promise<void>;
  /** `https://example.myshopify.com`; the stand-in for tests lives elsewhere. */
  originOf(shopDomain: string): string;
}

export interface AdminApi {
  readonly shopDomain: string;
  /** A read: after a failure it may always be tried again. */
  query<Data>(document: string, variables: Variables, shape: z.ZodType<Data>): Promise<Data>;
  /** A change: an answer that never came is `OutcomeUnknown`, unless repeating it is harmless. */
  change<Data>(document: string, variables: Variables, shape: z.ZodType<Data>): Promise<Data>;
}

type Variables = Readonly<Record<string, unknown>>;

const costShape = z.object({
  requestedQueryCost: z.number(),
  throttleStatus: z.object({
    maximumAvailable: z.number(),
    currentlyAvailable: z.number(),
    restoreRate: z.number().positive(),
  }),
});

const answerShape = z.object({
  data: z.unknown().optional(),
  errors: z
    .array(
      z.object({
        message: z.string(),
        extensions: z.object({ code: z.string().optional() }).optional(),
      }),
    )
    .optional(),
  extensions: z.object({ cost: costShape.optional().catch(undefined) }).optional(),
});

type Answer = z.output<typeof answerShape>;

/** Points left in the shop's bucket, as of an instant. */
interface Bucket {
  available: number;
  restoreRate: number;
  maximum: number;
  atMs: number;
}

/** Opens the API of one shop. `token` is asked before each call: it lives for an hour only. */
export function adminApi(
  shopDomain: string,
  token: () => Promise<string>,
  world: ShopifyWorld,
): AdminApi {
  const prices = new Map<string, number>();
  let bucket: Bucket | null = null;
  const nowMs = () => Date.parse(world.clock.now());

  async function waitForPoints(document: string): Promise<void> {
    const price = prices.get(document);
    if (bucket === null || price === undefined) return;
    const restored = ((nowMs() - bucket.atMs) / 1000) * bucket.restoreRate;
    const missing = price - Math.min(bucket.maximum, bucket.available + restored);
    if (missing > 0) await world.wait(Math.ceil((missing / bucket.restoreRate) * 1000));
  }

  function learn(document: string, cost: z.output<typeof costShape> | undefined): void {
    if (cost === undefined) return;
    const { currentlyAvailable, restoreRate, maximumAvailable } = cost.throttleStatus;
    prices.set(document, cost.requestedQueryCost);
    bucket = {
      available: currentlyAvailable,
      restoreRate,
      maximum: maximumAvailable,
      atMs: nowMs(),
    };
  }

  async function call(
    document: string,
    variables: Variables,
    repeatable: boolean,
  ): Promise<unknown> {
    for (let throttled = 0; throttled < MOST_THROTTLED; throttled += 1) {
      await waitForPoints(document);
      const answer = await post({ shopDomain, document, variables, repeatable }, token, world);
      learn(document, answer.extensions?.cost);
      const codes = (answer.errors ?? []).map((error) => error.extensions?.code);
      if (!codes.includes('THROTTLED')) return dataOf(answer, shopDomain);
      if (answer.extensions?.cost === undefined) await world.wait(1000);
    }
    throw new PartnerUnavailable(
      `Shopify throttled ${shopDomain} ${MOST_THROTTLED} times in a row; try later`,
    );
  }

  return {
    shopDomain,
    query: async (document, variables, shape) =>
      shaped(await call(document, variables, true), shape, shopDomain),
    change: async (document, variables, shape) =>
      shaped(await call(document, variables, false), shape, shopDomain),
  };
}

interface Post {
  shopDomain: string;
  document: string;
  variables: Variables;
  repeatable: boolean;
}

async function post(
  { shopDomain, document, variables, repeatable }: Post,
  token: () => Promise<string>,
  world: ShopifyWorld,
): Promise<Answer> {
  const answer = await exchange(
    {
      method: 'POST',
      url: `${world.originOf(shopDomain)}/admin/api/${API_VERSION}/graphql.json`,
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        'x-shopify-access-token': await token(),
      },
      body: JSON.stringify({ query: document, variables }),
    },
    LIMITS,
  );
  const what = `The call to Shopify for ${shopDomain}`;
  if ('failed' in answer) throw partnerError(answer, repeatable, what);
  refuseStatus(answer.status, shopDomain);
  if (answer.status >= 500) {
    throw partnerError({ sent: true, detail: `HTTP ${answer.status}` }, repeatable, what);
  }
  const read = answerShape.safeParse(parsed(answer.body));
  if (read.success) return read.data;
  throw partnerError({ sent: true, detail: 'the answer cannot be read' }, repeatable, what);
}

function parsed(body: Buffer): unknown {
  try {
    return parseLosslessly(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Shopify says by the status that the door is shut; a 5xx says nothing about the change. */
function refuseStatus(status: number, shopDomain: string): void {
  if ((status >= 200 && status < 300) || status >= 500) return;
  if (status === 401 || status === 403) {
    throw new PartnerRejected(
      `Shopify does not take our token for ${shopDomain}; the merchant must open the app once`,
      [`HTTP ${status}`],
      'account',
    );
  }
  if (status === 404) throw new NotFound(`Shopify knows no shop ${shopDomain}`);
  if (status === 402 || status === 423) {
    const reasons = [`HTTP ${status}`];
    throw new PartnerRejected(
      `The shop ${shopDomain} is frozen or locked at Shopify`,
      reasons,
      'account',
    );
  }
  throw new PartnerUnavailable(`Shopify answered ${status} for ${shopDomain}; try later`);
}

function dataOf(answer: Answer, shopDomain: string): unknown {
  const errors = answer.errors ?? [];
  if (errors.length === 0) return answer.data;
  const codes = errors.map((error) => error.extensions?.code);
  if (codes.includes('INTERNAL_SERVER_ERROR')) {
    throw new PartnerUnavailable(`Shopify failed inside for ${shopDomain}; try later`);
  }
  const reasons = errors.map((error) => error.message);
  throw new PartnerRejected(`Shopify refused a call for ${shopDomain}`, reasons);
}

function shaped<Data>(data: unknown, shape: z.ZodType<Data>, shopDomain: string): Data {
  const read = shape.safeParse(data);
  if (read.success) return read.data;
  const field = read.error.issues[0]?.path.join('.') || 'data';
  throw new PartnerRejected(`Shopify answered for ${shopDomain} without a usable ${field}`);
}

/** Throws `PartnerRejected` when Shopify took the call, but not the change. */
export function refuseUserErrors(errors: readonly { message: string }[], what: string): void {
  if (errors.length === 0) return;
  throw new PartnerRejected(
    `Shopify did not take ${what}`,
    errors.map((error) => error.message),
  );
}
