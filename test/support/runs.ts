/** What tests of dunning runs share: policies to run by, and a person at the doors. */
import {
  type DunningLevel,
  type DunningPolicy,
  type LevelTemplate,
  presetLevel,
  presetPolicy,
} from '../../server/domain/dunning.ts';
import { presetSettings, type DunningSettings } from '../../server/domain/shop.ts';
import { type Answer, NEVER_QUIET, rows, type World } from './world.ts';

const TONES: readonly LevelTemplate[] = [
  'friendly_reminder',
  'first_reminder',
  'second_reminder',
  'final_notice',
];

/** Four levels, each ten days after the last and with ten days to pay, changed as one wishes. */
export function policyOf(
  change: Partial<DunningLevel> | ((level: number) => Partial<DunningLevel>) = {},
  more: Partial<DunningPolicy> = {},
): DunningPolicy {
  const levels = TONES.map((template, index) => ({
    ...presetLevel,
    template,
    afterDays: index === 0 ? 5 : 10,
    deadlineDays: 7,
    feeCents: { consumer: 0, business: 0 },
    ...(typeof change === 'function' ? change(index + 1) : change),
  }));
  return { ...presetPolicy, levels, ...more };
}

/** Settings of the runs, with no quiet hour unless the test names one. */
export const dunning = (change: Partial<DunningSettings> = {}): { dunning: DunningSettings } => ({
  dunning: { ...presetSettings.dunning, quiet: NEVER_QUIET, ...change },
});

export interface Item {
  id: number;
  receivableId: number;
  orderName: string;
  outcome: string;
  reason: string | null;
  level: number;
  channel: string | null;
  groupKey: string | null;
  totalCents: number;
  openCents: number;
  feeCents: number;
  interestCents: number;
  editNote: string | null;
}

/** A person with a key who works at the doors of the runs. */
export interface Clerk {
  post(path: string, body?: unknown): Promise<Answer>;
  get(path: string): Promise<Answer>;
  /** Proposes the run of a day and gives its id. */
  propose(on: string): Promise<number>;
  items(runId: number, query?: string): Promise<Item[]>;
  item(runId: number, orderName: string): Promise<Item>;
}

export async function clerkOf(world: World): Promise<Clerk> {
  const key = await world.key('owner');
  const post = (path: string, body?: unknown) =>
    world.call('POST', `/api/v1${path}`, { key, ...(body === undefined ? {} : { body }) });
  const get = (path: string) => world.call('GET', `/api/v1${path}`, { key });
  const items = async (runId: number, query = '') => {
    const { body } = await get(`/dunning-runs/${runId}/items?limit=200${query}`);
    return body['items'] as unknown as Item[];
  };
  return {
    post,
    get,
    items,
    async propose(on) {
      world.at(on);
      const { status, body } = await post('/dunning-runs', { on });
      if (status !== 200) throw new Error(`${status}: ${JSON.stringify(body)}`);
      return Number(body['runId']);
    },
    async item(runId, orderName) {
      const found = (await items(runId)).find((one) => one.orderName === orderName);
      if (found === undefined) throw new Error(`no item ${orderName} in run ${runId}`);
      return found;
    },
  };
}

/** Selected is always reminded, handed over and left out together, in the run and in its items. */
export async function expectConserved(world: World): Promise<void> {
  const items = await rows(world, 'dunning_run_items');
  for (const run of await rows(world, 'dunning_runs')) {
    if (run['items_removed_at'] !== null) continue;
    const own = items.filter((item) => item['run_id'] === run['id']);
    const of = (outcome: string) => own.filter((item) => item['outcome'] === outcome);
    expect(run).toMatchObject({
      selected: own.length,
      reminded: of('remind').length,
      handed_over: of('hand_over').length,
      skipped: of('skip').length,
    });
    for (const item of of('skip')) expect(item['reason']).toEqual(expect.any(String));
    if (run['state'] !== 'finished') continue;
    const frozen = await rows(world, 'reminders', { run_id: run['id'] });
    const reminded = new Set(of('remind').map((item) => item['receivable_id']));
    for (const reminder of frozen) expect(reminded).toContain(reminder['receivable_id']);
  }
}
