/**
 * Brings numbered deliveries from our folder to an agency that is elsewhere, and its files to us.
 * A delivery is brought by one process at a time, marked as such before anything leaves. One whose
 * outcome nobody knows is held, and only leaves again when it is handed in again.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { addSeconds, type Instant, instant } from '../../server/domain/calendar.ts';
import {
  MahnlaufError,
  OutcomeUnknown,
  PartnerRejected,
  PartnerUnavailable,
} from '../../server/domain/errors.ts';
import type { AgencyMode, Clock } from '../../server/ports.ts';
import { codeOf, publishOnce, readOrNull } from './durable.ts';

/** One delivery on its way. */
export interface Parcel {
  number: string;
  mode: AgencyMode;
  /** The same for each attempt with this delivery, and for no other delivery. */
  key: string;
  files: ReadonlyMap<string, Uint8Array>;
  /** An earlier attempt got as far as `readied`. */
  isReady: boolean;
  /** Everything is at the agency but for its name: from here on only the name is missing. */
  readied(): Promise<void>;
}

/** A way to an agency that does not see our folder. Errors as for agencies. */
export interface Carrier {
  /** Can it tell what became of an attempt? Else a delivery whose answer was lost is held. */
  readonly asks: boolean;
  /** Proves, without leaving anything, that the way is open. */
  check(): Promise<void>;
  /** Where `asks`: a delivery that arrived before is not brought again. */
  bring(parcel: Parcel): Promise<void>;
  /** Hands in each file of the agency; it is taken away there only when that is done. */
  collect(mode: AgencyMode, take: Take): Promise<void>;
}

export type Take = (name: string, content: Uint8Array) => Promise<void>;

export interface Carrying {
  check(): Promise<void>;
  /** Brings one delivery. `again`: also one that is held. */
  bring(number: string, how: { again: boolean }): Promise<void>;
  /** Brings what could not leave earlier; what is held stays. */
  bringWaiting(): Promise<void>;
  collect(): Promise<void>;
  /** Is the delivery neither brought nor on its way? */
  isHeld(number: string): Promise<boolean>;
}

/** Longer than any carrier tries. */
const ATTEMPT_SECONDS = 900;

const folderOf = (root: string): string => join(root, 'books', 'carrying');

/** A delivery that somebody has to bring; written before it gets its name. */
export async function wantBrought(root: string, number: string, key: string): Promise<void> {
  await publishOnce(join(folderOf(root), `${number}.wanted`), key);
}

/** No way at all: the agency sees our folder. */
export const atHome: Carrying = {
  check: () => Promise.resolve(),
  bring: () => Promise.resolve(),
  bringWaiting: () => Promise.resolve(),
  collect: () => Promise.resolve(),
  isHeld: () => Promise.resolve(false),
};

export function openCarrying(
  root: string,
  tools: { carrier: Carrier; mode: AgencyMode; clock: Clock },
): Carrying {
  const { carrier, mode, clock } = tools;
  const marks = openMarks(root);
  const bring = async (number: string, { again }: { again: boolean }): Promise<void> => {
    const key = await marks.read(number, 'wanted');
    if (key === null) return;
    if (again && (await marks.has(number, 'held'))) {
      await marks.drop(number, 'sending');
      await marks.drop(number, 'held');
    }
    if (await marks.has(number, 'done')) return marks.drop(number, 'wanted');
    await begin(marks, number, { asks: carrier.asks, at: clock.now() });
    if (!(await marks.has(number, 'done'))) await attempt(number, key);
    await marks.put(number, 'done', clock.now());
    await marks.drop(number, 'sending');
    await marks.drop(number, 'wanted');
  };
  const attempt = async (number: string, key: string): Promise<void> => {
    try {
      await carrier.bring({
        number,
        mode,
        key,
        files: await readFolder(join(root, 'outbound', number)),
        isReady: await marks.has(number, 'ready'),
        readied: async () => void (await marks.put(number, 'ready', '')),
      });
    } catch (error) {
      if (isForAPerson(error, carrier)) await marks.put(number, 'held', error.message);
      await marks.drop(number, 'sending');
      throw error;
    }
  };
  return {
    bring,
    check: () => carrier.check(),
    isHeld: (number) => marks.has(number, 'held'),
    async bringWaiting() {
      for (const number of await listWaiting(root)) {
        if (!(await marks.has(number, 'held'))) await bring(number, { again: false });
      }
    },
    async collect() {
      const inbound = join(root, 'inbound');
      await carrier.collect(mode, async (name, content) => {
        const hash = createHash('sha256').update(content).digest('hex').slice(0, 12);
        const plain = name.replace(/[^\w.-]/g, '_').slice(-100);
        await publishOnce(join(inbound, `${hash}-${plain}`), content);
      });
    },
  };
}

/**
 * Claims a delivery for this process. Throws `OutcomeUnknown` for one that is held, and
 * `PartnerUnavailable` while another process is at it.
 */
async function begin(
  marks: Marks,
  number: string,
  { asks, at }: { asks: boolean; at: Instant },
): Promise<void> {
  if (await marks.has(number, 'held')) throw unknown(number);
  if (await marks.put(number, 'sending', at)) return;
  const since = await marks.read(number, 'sending');
  const isDead = since !== null && addSeconds(instant(since), ATTEMPT_SECONDS) <= at;
  if (isDead && !asks) await marks.put(number, 'held', 'its sender died on the way');
  if (isDead) await marks.drop(number, 'sending');
  if (isDead && !asks) throw unknown(number);
  if (isDead && (await marks.put(number, 'sending', at))) return;
  throw new PartnerUnavailable(`delivery ${number} is on its way just now; look again later`);
}

interface Marks {
  /** False when it is there already. */
  put(number: string, kind: Mark, text: string): Promise<boolean>;
  has(number: string, kind: Mark): Promise<boolean>;
  read(number: string, kind: Mark): Promise<string | null>;
  drop(number: string, kind: Mark): Promise<void>;
}

function openMarks(root: string): Marks {
  const path = (number: string, kind: Mark): string => join(folderOf(root), `${number}.${kind}`);
  return {
    put: (number, kind, text) => publishOnce(path(number, kind), text),
    has: async (number, kind) => (await readOrNull(path(number, kind))) !== null,
    read: (number, kind) => readOrNull(path(number, kind)),
    drop: (number, kind) => unlinkIfThere(path(number, kind)),
  };
}

/**
 * `wanted` until it is brought; `sending` while a process is at it; `ready`: see `Parcel`; `held`
 * until a person decides; `done`.
 */
type Mark = 'wanted' | 'sending' | 'ready' | 'held' | 'done';

/** Refused for its content, or lost without a trace: trying again by ourselves helps nobody. */
const isForAPerson = (error: unknown, { asks }: Carrier): error is MahnlaufError =>
  (error instanceof PartnerRejected && error.about === 'message') ||
  (error instanceof OutcomeUnknown && !asks);

const unknown = (number: string): OutcomeUnknown =>
  new OutcomeUnknown(`nobody knows what became of delivery ${number}; ask the agency`);

async function listWaiting(root: string): Promise<readonly string[]> {
  await mkdir(folderOf(root), { recursive: true, mode: 0o700 });
  return (await readdir(folderOf(root)))
    .filter((name) => name.endsWith('.wanted') && !name.startsWith('.'))
    .map((name) => name.replace(/\.wanted$/, ''))
    .toSorted();
}

async function readFolder(path: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const names = (await readdir(path)).toSorted();
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(join(path, name))] as const)),
  );
}

async function unlinkIfThere(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}
