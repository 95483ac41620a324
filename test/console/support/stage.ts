/** The real service with the built console, some months of a small shop, and one user of each role. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { consoleFolder } from '../../../plugin/admin-ui/build.ts';
import { createUser } from '../../../server/actions/users.ts';
import { addDays, isoDate } from '../../../server/domain/calendar.ts';
import { presetSettings } from '../../../server/domain/shop.ts';
import type { OrderFacts } from '../../../server/demo/shopify-deliveries.ts';
import { makeWorld, NEVER_QUIET, type World } from '../../support/world.ts';

export const PASSWORD = 'correct horse battery';

export const USERS = {
  owner: 'owner@example.com',
  clerk: 'clerk@example.com',
  read_only: 'reader@example.com',
} as const;

const BUILD = fileURLToPath(new URL('../../../plugin/admin-ui/build.ts', import.meta.url));

const FIRST_DAY = '2026-03-02';
const STEP_DAYS = 2;

type Billing = NonNullable<OrderFacts['billing']>;

const person = (firstName: string, lastName: string, city: string): Billing => ({
  firstName,
  lastName,
  company: null,
  street: 'Musterstraße 12',
  postcode: '10115',
  city,
  country: 'DE',
});

const firm = (company: string): Billing => ({
  ...person('Erika', 'Muster', 'Hamburg'),
  company,
});

interface StageOrder {
  on: string;
  totalCents: number;
  billing: OrderFacts['billing'];
  /** Days after the order on which it is paid; never when left out. */
  paidAfter?: number;
}

const ORDERS: readonly StageOrder[] = [
  { on: '2026-03-02', totalCents: 129_90, billing: person('Jürgen', 'Beispiel', 'Berlin') },
  { on: '2026-03-02', totalCents: 1_249_00, billing: firm('Muster & Söhne GmbH') },
  {
    on: '2026-03-04',
    totalCents: 64_50,
    billing: person('Max', 'Mustermann', 'Köln'),
    paidAfter: 12,
  },
  { on: '2026-03-06', totalCents: 349_00, billing: person('Renate', 'Probe', 'Leipzig') },
  {
    on: '2026-03-10',
    totalCents: 89_95,
    billing: person('José', 'Ejemplo', 'München'),
    paidAfter: 31,
  },
  { on: '2026-03-16', totalCents: 512_40, billing: firm('Example Handels UG') },
  { on: '2026-03-24', totalCents: 74_00, billing: person('Anna', 'Maier', 'Bremen'), paidAfter: 9 },
  { on: '2026-04-01', totalCents: 219_90, billing: person('Peter', 'Platzhalter', 'Dresden') },
  { on: '2026-04-14', totalCents: 1_990_00, billing: firm('Beispiel Bau AG'), paidAfter: 25 },
  { on: '2026-04-22', totalCents: 45_80, billing: person('Lena', 'Vorlage', 'Kiel') },
  { on: '2026-05-04', totalCents: 159_00, billing: person('Jürgen', 'Beispiel', 'Berlin') },
  { on: '2026-05-11', totalCents: 799_00, billing: firm('Muster & Söhne GmbH') },
  { on: '2026-05-20', totalCents: 39_90, billing: person('Kim', 'Exempel', 'Ulm'), paidAfter: 5 },
  { on: '2026-05-26', totalCents: 275_00, billing: person('Ömer', 'Örnek', 'Essen') },
];

export interface Stage {
  world: World;
  end(): Promise<void>;
}

export interface StageWish {
  /** The last day that is lived. */
  untilOn?: string;
  /** `automatic` hands over by itself, `approval` waits for a person. */
  handover?: 'automatic' | 'approval';
}

/** Builds the console when it is old, and lives the months. */
export async function makeStage({ untilOn = '2026-06-05', handover = 'approval' }: StageWish = {}) {
  buildOnce();
  const world = await makeWorld({
    startOn: FIRST_DAY,
    consoleDirectory: consoleFolder,
    settings: {
      dunning: { ...presetSettings.dunning, quiet: NEVER_QUIET },
      handover: { ...presetSettings.handover, start: handover },
    },
  });
  try {
    for (const role of ['owner', 'clerk', 'read_only'] as const) await addUser(world, role);
    await live(world, untilOn);
  } catch (error) {
    await world.end();
    throw error;
  }
  return { world, end: () => world.end() };
}

/** The bundler wants a process of its own: it does not run inside the modules of jest. */
export function buildOnce(): void {
  // The runner's own NODE_ENV would make it React for developers, 68 kB more.
  const env = { ...process.env, NODE_ENV: 'production' };
  execFileSync(process.execPath, [BUILD, '--when-old'], { stdio: 'inherit', env });
}

const NAMES = { owner: 'Olga Owner', clerk: 'Klara Clerk', read_only: 'Rita Reader' } as const;

export async function addUser(world: World, role: keyof typeof USERS): Promise<void> {
  const user = { shopId: world.shopId, email: USERS[role], name: NAMES[role], role };
  const acting = { actor: 'test', at: world.now() };
  await createUser(world.service.house, { ...user, password: PASSWORD }, acting);
}

async function live(world: World, untilOn: string): Promise<void> {
  for (let on = isoDate(FIRST_DAY); on <= untilOn; on = addDays(on, STEP_DAYS)) {
    world.at(on, 5);
    const since = addDays(on, 1 - STEP_DAYS);
    for (const [index, order] of ORDERS.entries()) {
      const id = String(9001 + index);
      if (order.on >= since && order.on <= on) {
        await world.order({
          id,
          number: 1001 + index,
          totalCents: order.totalCents,
          billing: order.billing,
          email: `debtor${index + 1}@example.com`,
        });
      }
      const paidOn =
        order.paidAfter === undefined ? null : addDays(isoDate(order.on), order.paidAfter);
      if (paidOn !== null && paidOn >= since && paidOn <= on)
        await world.pays(id, order.totalCents);
    }
    await world.day(on);
  }
}
