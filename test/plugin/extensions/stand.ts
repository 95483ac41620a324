/**
 * Shopify's own tester, with our service behind it: the extension is rendered as Shopify renders
 * it, and what it asks for goes over HTTP to a server that answers as the test says.
 */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { getExtension } from '@shopify/ui-extensions-tester';
import { render } from 'preact';
import { act } from 'preact/test-utils';

export const LANGUAGES = ['en', 'de', 'it'] as const;
export type Language = (typeof LANGUAGES)[number];

const ROOT = join(process.cwd(), 'plugin/shopify/extensions');
export const TOKEN = 'token-of-the-visitor';

/** A call as our service got it. */
export interface Call {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: unknown;
}

export interface Reply {
  status: number;
  body: unknown;
}

type Words = { [key: string]: string | Words };

/** The texts of an extension, as `locales/` has them. */
function localeOf(name: string, language: Language): Words {
  const file = language === 'en' ? 'en.default.json' : `${language}.json`;
  return JSON.parse(readFileSync(join(ROOT, name, 'locales', file), 'utf8')) as Words;
}

/** Shopify's translation: a dotted key, `{{name}}` replaced. A key that is missing fails the test. */
function translator(name: string, language: Language) {
  const words = localeOf(name, language);
  return (key: string, values: Readonly<Record<string, string | number>> = {}): string => {
    const found = key
      .split('.')
      .reduce<Words | string | undefined>(
        (at, part) => (typeof at === 'object' ? at[part] : undefined),
        words,
      );
    if (typeof found !== 'string') throw new Error(`${name} has no text for ${key} in ${language}`);
    return found.replaceAll(/\{\{(\w+)\}\}/g, (_all, value: string) => {
      if (!(value in values)) throw new Error(`${key} wants {{${value}}}`);
      return String(values[value]);
    });
  };
}

/** The parts of the mocked `shopify` that all our surfaces have. */
interface Surface {
  i18n: Record<string, unknown>;
  auth?: { idToken: () => Promise<string | null> };
  sessionToken?: { get: () => Promise<string> };
}

export interface Stand {
  calls: Call[];
  /** The mocked API of Shopify, to be changed before `show`. */
  shopify: object;
  /** A value of that API which Shopify may change. */
  signal(name: string): object;
  /** Renders and waits until the first answers are in. */
  show(): Promise<void>;
  /** The same page opened anew. */
  showAgain(): Promise<void>;
  /** Renders and does not wait: what is shown while the answer is on its way. */
  showWaiting(): Promise<void>;
  /** What a person reads. */
  text(): string;
  find(selector: string): Element;
  all(selector: string): Element[];
  /** Presses a button by its label and waits for what follows. */
  press(label: string): Promise<void>;
  /** Types into a field by its name. */
  type(name: string, value: string): Promise<void>;
  /** Lets everything that is under way come to its end. */
  settle(): Promise<void>;
  end(): Promise<void>;
}

export interface StandWish {
  name: string;
  target: string;
  language?: Language;
  /** Our service. Null leaves the call without an answer. */
  answer: (call: Call) => Reply | null;
}

/** Sets an extension up with a server of its own. `end()` it, or the port stays. */
export async function stand(wish: StandWish): Promise<Stand> {
  const language = wish.language ?? 'en';
  const calls: Call[] = [];
  const server = await serve(wish, calls);
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const open = new Set<Promise<unknown>>();
  const extension = getExtension(wish.target as 'admin.order-details.block.render', {
    configSearchDir: join(ROOT, wish.name),
  });
  extension.setUp();
  const shopify = extension.shopify as unknown as Surface;
  Object.assign(shopify.i18n, {
    translate: translator(wish.name, language),
    formatCurrency: (amount: number, options: Intl.NumberFormatOptions) =>
      new Intl.NumberFormat(language, { style: 'currency', ...options }).format(amount),
    formatDate: (day: Date, options: Intl.DateTimeFormatOptions) =>
      // The visitor sits far in the west, where midnight in UTC is the day before.
      new Intl.DateTimeFormat(language, { timeZone: 'America/Los_Angeles', ...options }).format(
        day,
      ),
  });
  if ('auth' in extension.shopify) shopify.auth = { idToken: async () => TOKEN };
  else shopify.sessionToken = { get: async () => TOKEN };
  extension.fetch = ((url: string, init: RequestInit) => {
    const asked = over(origin, url, init);
    open.add(asked);
    asked.then(
      () => open.delete(asked),
      () => open.delete(asked),
    );
    return asked;
  }) as typeof fetch;

  /** Lets what is shown catch up and calls come back, until nothing is under way. */
  const settle = async (): Promise<void> => {
    for (let quiet = 0; quiet < 2; quiet += 1) {
      await turn();
      if (open.size === 0) continue;
      quiet = 0;
      await act(async () => {
        await Promise.allSettled(open);
      });
    }
  };
  const all = (selector: string) => [...document.body.querySelectorAll(selector)];
  const find = (selector: string): Element => {
    const [found] = all(selector);
    if (found === undefined) throw new Error(`nothing on the screen is ${selector}`);
    return found;
  };
  return {
    calls,
    shopify: extension.shopify,
    signal: (name) => Reflect.get(extension.shopify, name) as object,
    async show() {
      await act(() => extension.render());
      await settle();
    },
    async showAgain() {
      render(null, document.body);
      await act(() => extension.render());
      await settle();
    },
    async showWaiting() {
      await act(() => extension.render());
      await turn();
    },
    text: () => readable(document.body).replaceAll(/\s+/g, ' ').trim(),
    find,
    all,
    async press(label) {
      const button = all('s-button').find((one) => one.textContent === label);
      if (button === undefined)
        throw new Error(`no button ${label} in: ${readable(document.body)}`);
      if (button.hasAttribute('disabled')) throw new Error(`the button ${label} is off`);
      button.dispatchEvent(new Event('click', { bubbles: true }));
      await settle();
    },
    async type(name, value) {
      const field = find(`[name="${name}"]`);
      Object.assign(field, { value });
      for (const kind of ['input', 'change']) {
        field.dispatchEvent(new Event(kind, { bubbles: true }));
      }
      await settle();
    },
    settle,
    async end() {
      render(null, document.body);
      extension.tearDown();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Effects and renders that wait for their turn, and the promises between them. */
async function turn(): Promise<void> {
  await act(async () => {
    for (let link = 0; link < 10; link += 1) await Promise.resolve();
  });
}

/** The words on the screen: those of elements, and those that Shopify reads from attributes. */
function readable(element: Element): string {
  const own = ['heading', 'label', 'error', 'accessibilityLabel', 'collapsedSummary']
    .map(
      (name) => (element as unknown as Record<string, unknown>)[name] ?? element.getAttribute(name),
    )
    .filter((word): word is string => typeof word === 'string' && word !== '');
  const inside = [...element.childNodes].map((node) =>
    node instanceof Element ? readable(node) : (node.textContent ?? ''),
  );
  return [...own, ...inside].join(' ');
}

/** Where Shopify would resolve an address: relative ones against the address of the app. */
const HOSTED = /^https:\/\/mahnlauf\.example\.com/;

/** `fetch` over a real socket; the mock DOM has none of its own. */
function over(origin: string, url: string, init: RequestInit): Promise<Response> {
  if (!url.startsWith('/') && !HOSTED.test(url)) {
    return Promise.reject(new TypeError(`${url} is not an address of the app`));
  }
  const { method = 'GET', headers, body } = init;
  return new Promise((resolve, reject) => {
    const sent = request(`${origin}${url.replace(HOSTED, '')}`, {
      method,
      headers: headers as Record<string, string>,
    });
    sent.on('error', reject);
    sent.on('response', (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => {
        resolve(
          new Response(Buffer.concat(parts).toString('utf8'), { status: answer.statusCode ?? 0 }),
        );
      });
    });
    sent.end(typeof body === 'string' ? body : undefined);
  });
}

async function serve({ answer }: StandWish, calls: Call[]): Promise<Server> {
  const server = createServer((req, res) => {
    const parts: Buffer[] = [];
    req.on('data', (part: Buffer) => parts.push(part));
    req.on('end', () => {
      const { pathname, searchParams } = new URL(req.url ?? '/', 'http://127.0.0.1');
      const text = Buffer.concat(parts).toString('utf8');
      const call: Call = {
        method: req.method ?? '',
        path: pathname,
        query: searchParams,
        headers: req.headers,
        body: text === '' ? undefined : JSON.parse(text),
      };
      calls.push(call);
      const reply = answer(call);
      if (reply === null) return;
      res.statusCode = reply.status;
      res.setHeader('content-type', 'application/json');
      res.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return server;
}
