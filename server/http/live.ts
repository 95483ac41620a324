import express, { type Request, type Response, type Router } from 'express';
import { z } from 'zod';
import type { House } from '../actions/house.ts';
import type { Clock } from '../ports.ts';
import {
  listChangesAfter,
  listProgress,
  readJournalHead,
  type RunProgress,
} from '../storage/views-console.ts';
import { signIn } from './api.ts';
import { type Caller, findCaller } from './caller.ts';
import type { Described } from './openapi.ts';
import { sendProblem } from './problem.ts';
import { READ } from './route.ts';

interface LiveTools {
  house: House;
  clock: Clock;
}

/** For the description of the API. */
export const liveDoor: Described = {
  method: 'get',
  path: '/events',
  summary:
    'A stream of what changes: server-sent events `change`, `run`, `reload` and `signed_out`',
  roles: READ,
  hasId: false,
  answer: z.string(),
  status: 200,
  type: 'text/event-stream',
};

/** One look a second serves every listener of a shop; a line every 20 seconds keeps proxies awake. */
const LOOK_MS = 1000;
const LOOKS_A_BEAT = 20;
const MOST_OF_SHOP = 50;
const MOST_OF_ACTOR = 8;
const MOST_CHANGES = 200;

interface Listener {
  actor: string;
  res: Response;
  /** Is whoever listens still signed in? */
  isWelcome(): Promise<boolean>;
}

/** Everybody who listens to one shop, and how far they were told. */
interface Channel {
  listeners: Set<Listener>;
  sequence: number;
  /** The runs that were under way, as they were told. */
  runs: ReadonlyMap<number, string>;
  timer: NodeJS.Timeout;
  isLooking: boolean;
  looks: number;
}

/**
 * `GET /api/v1/events`: server-sent events that tell what changed, not how: a page reads it anew by
 * the API. `change` holds ids and the name of the event; a listener that comes back with
 * `Last-Event-ID` gets what it missed, or `reload` when that is too much. `run` tells how far a
 * dunning run is, at most once a second, and once more when it is no longer under way.
 */
export function live(tools: LiveTools): Router {
  const channels = new Map<number, Channel>();
  const router = express.Router();
  router.get('/events', async (req, res) => {
    const caller = await signIn(tools, req, res);
    if (caller === null) return;
    if (!READ.includes(caller.role)) {
      const detail = `the role ${caller.role} may not listen`;
      sendProblem(res, { status: 403, code: 'forbidden', detail });
      return;
    }
    const channel = await openChannel(tools, channels, caller.shopId);
    if (isFull(channel, caller)) {
      const detail = 'too many open streams; close one';
      sendProblem(res, { status: 429, code: 'too_many_streams', detail });
      return;
    }
    const listener = { actor: caller.actor, res, isWelcome: () => mayListen(tools, req) };
    // Listening begins at once: nothing is missed, and whoever has hung up meanwhile is let go.
    channel.listeners.add(listener);
    if (res.closed || req.destroyed) {
      leave(channels, caller.shopId, listener);
      return;
    }
    res.on('close', () => leave(channels, caller.shopId, listener));
    res.writeHead(200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
    });
    res.write(`retry: 3000\nid: ${channel.sequence}\nevent: ready\ndata: {}\n\n`);
    const last = Number(req.headers['last-event-id'] ?? Number.NaN);
    if (Number.isSafeInteger(last) && last < channel.sequence) {
      await tell(tools, [listener], { shopId: caller.shopId, after: last });
    }
  });
  return router;
}

/** Still signed in, and still in a role that may listen. Listening is no use of a session. */
async function mayListen({ house, clock }: LiveTools, req: Request): Promise<boolean> {
  const caller = await findCaller(house, req, clock.now(), false);
  return caller !== null && READ.includes(caller.role);
}

function isFull({ listeners }: Channel, { actor }: Caller): boolean {
  const own = [...listeners].filter((listener) => listener.actor === actor).length;
  return listeners.size >= MOST_OF_SHOP || own >= MOST_OF_ACTOR;
}

async function openChannel(
  tools: LiveTools,
  channels: Map<number, Channel>,
  shopId: number,
): Promise<Channel> {
  const sequence = await readJournalHead(tools.house.db, shopId);
  const known = channels.get(shopId);
  if (known !== undefined) return known;
  const channel: Channel = {
    listeners: new Set(),
    sequence,
    runs: new Map(),
    isLooking: false,
    looks: 0,
    timer: setInterval(() => void look(tools, shopId, channel), LOOK_MS),
  };
  channel.timer.unref();
  channels.set(shopId, channel);
  return channel;
}

function leave(channels: Map<number, Channel>, shopId: number, listener: Listener): void {
  const channel = channels.get(shopId);
  channel?.listeners.delete(listener);
  if (channel === undefined || channel.listeners.size > 0) return;
  clearInterval(channel.timer);
  channels.delete(shopId);
}

/** Looks whether the journal went on; a database that is gone for a moment is looked at later. */
async function look(tools: LiveTools, shopId: number, channel: Channel): Promise<void> {
  if (channel.isLooking || channel.listeners.size === 0) return;
  channel.isLooking = true;
  try {
    const head = await readJournalHead(tools.house.db, shopId);
    if (head > channel.sequence) {
      const after = channel.sequence;
      channel.sequence = await tell(tools, [...channel.listeners], { shopId, after });
    }
    await tellRuns(tools, shopId, channel);
    channel.looks += 1;
    if (channel.looks % LOOKS_A_BEAT === 0) await beat(channel);
  } catch {
    // The next look tells it.
  } finally {
    channel.isLooking = false;
  }
}

const UNDER_WAY: readonly RunProgress['state'][] = ['proposing', 'committing'];

/** Numbers alone: whom a run is about stands in no event. */
async function tellRuns(tools: LiveTools, shopId: number, channel: Channel): Promise<void> {
  const runs = await listProgress(tools.house.db, shopId, [...channel.runs.keys()]);
  const textOf = (run: RunProgress): string => `event: run\ndata: ${JSON.stringify(run)}\n\n`;
  const news = runs.filter((run) => channel.runs.get(run.runId) !== textOf(run)).map(textOf);
  const working = runs.filter(({ state }) => UNDER_WAY.includes(state));
  channel.runs = new Map(working.map((run) => [run.runId, textOf(run)]));
  if (news.length > 0) await send([...channel.listeners], news.join(''));
}

async function send(listeners: readonly Listener[], text: string): Promise<void> {
  for (const listener of listeners) {
    if (await listener.isWelcome()) listener.res.write(text);
    else listener.res.end('event: signed_out\ndata: {}\n\n');
  }
}

/** Who was signed out meanwhile hears nothing any more. */
const beat = (channel: Channel): Promise<void> => send([...channel.listeners], ': still here\n\n');

/** Sends what came after an event and gives the last one that was told. */
async function tell(
  { house }: LiveTools,
  listeners: readonly Listener[],
  { shopId, after }: { shopId: number; after: number },
): Promise<number> {
  const changes = await listChangesAfter(house.db, shopId, after, MOST_CHANGES);
  const last = changes.at(-1)?.sequence ?? after;
  const isMuch = changes.length === MOST_CHANGES;
  const head = isMuch ? await readJournalHead(house.db, shopId) : last;
  const text = isMuch
    ? `id: ${head}\nevent: reload\ndata: {}\n\n`
    : changes
        .map(
          (change) => `id: ${change.sequence}\nevent: change\ndata: ${JSON.stringify(change)}\n\n`,
        )
        .join('');
  await send(listeners, text);
  return head;
}
