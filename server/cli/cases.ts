import { answerDispute, decideDispute, openDispute } from '../actions/disputes.ts';
import { extendDunningBlock, placeDunningBlock, releaseDunningBlock } from '../actions/blocks.ts';
import type { House } from '../actions/house.ts';
import { acceptPlan, draftPlan, offerPlan, withdrawPlan } from '../actions/instalments.ts';
import { makePromise, withdrawPromise } from '../actions/promises.ts';
import { respondLinkOf } from '../actions/respond.ts';
import { endState, placeSpecialState } from '../actions/special-states.ts';
import { completeTask, placeTask } from '../actions/tasks.ts';
import { BLOCK_REASONS } from '../domain/blocks.ts';
import { dayOf, type Instant, type IsoDate, isoDate } from '../domain/calendar.ts';
import { DISPUTE_REASONS } from '../domain/disputes.ts';
import { InvalidInput } from '../domain/errors.ts';
import { type SpecialStateKind, specialStates } from '../domain/special-states.ts';
import { TASK_KINDS } from '../domain/tasks.ts';
import { WORK_KINDS } from '../domain/worklist.ts';
import {
  listBlocksView,
  listDisputesView,
  listPlansView,
  listPromisesView,
  listSpecialStatesView,
  listTasksView,
} from '../storage/views-cases.ts';
import { getShopView, readWork } from '../storage/views.ts';

type Values = Readonly<Record<string, string | boolean | undefined>>;
type Shop = Parameters<typeof readWork>[1];

interface Tools {
  shopOf: (house: House, values: Values) => Promise<Shop>;
}

interface Printed {
  json: unknown;
  text: string;
}

interface CaseCommand {
  help: string;
  options: Readonly<Record<string, { type: 'string' | 'boolean' }>>;
  run(service: { house: House }, values: Values, at: Instant): Promise<Printed>;
}

/** What a command works with: its shop, its day, and its options read. */
interface Asked {
  house: House;
  shop: Shop;
  shopId: number;
  today: IsoDate;
  at: Instant;
  acting: { actor: string; at: Instant };
  options: Reader;
}

interface Reader {
  text(name: string): string;
  textOrNull(name: string): string | null;
  number(name: string): number;
  numberOrNull(name: string): number | null;
  dayOrNull(name: string): IsoDate | null;
  oneOf<T extends string>(name: string, known: readonly T[]): T;
  has(name: string): boolean;
}

function reader(values: Values): Reader {
  const textOrNull = (name: string): string | null => {
    const value = values[name];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const needed = <T>(name: string, value: T | null): T => {
    if (value === null) throw new InvalidInput(`--${name} is missing`);
    return value;
  };
  const numberOrNull = (name: string): number | null => {
    const text = textOrNull(name);
    if (text === null) return null;
    if (/^\d{1,15}$/.test(text)) return Number(text);
    throw new InvalidInput(`--${name} ${text} is not a whole number`);
  };
  return {
    textOrNull,
    numberOrNull,
    text: (name) => needed(name, textOrNull(name)),
    number: (name) => needed(name, numberOrNull(name)),
    dayOrNull: (name) => {
      const text = textOrNull(name);
      return text === null ? null : isoDate(text);
    },
    oneOf: (name, known) => {
      const text = needed(name, textOrNull(name));
      const found = known.find((one) => one === text);
      if (found !== undefined) return found;
      throw new InvalidInput(`--${name} ${text} is none of ${known.join(', ')}`);
    },
    has: (name) => values[name] === true,
  };
}

const EVERY = { afterId: 0, limit: 200 };
const KINDS = Object.keys(specialStates) as SpecialStateKind[];

const show = (answer: object): Printed => ({ json: answer, text: JSON.stringify(answer) });

const list = (page: { items: readonly object[] }): Printed => ({
  json: page,
  text: page.items.map((item) => JSON.stringify(item)).join('\n') || 'nothing',
});

/** The commands about what is to be cleared up before a reminder goes on. */
export function caseCommands({ shopOf }: Tools): Readonly<Record<string, CaseCommand>> {
  const command = (
    help: string,
    options: string,
    run: (asked: Asked) => Promise<Printed>,
  ): CaseCommand => {
    const names = `${options} shop`.trim().split(/\s+/);
    return {
      help,
      options: Object.fromEntries(
        names.map((name) => [
          name.replace('?', ''),
          { type: name.endsWith('?') ? ('boolean' as const) : ('string' as const) },
        ]),
      ),
      async run({ house }, values, at) {
        const shop = await shopOf(house, values);
        const { timeZone } = (await getShopView(house.db, shop.id)).settings;
        const acting = { actor: 'cli', at };
        const today = dayOf(at, timeZone);
        const options = reader(values);
        return run({ house, shop, shopId: shop.id, today, at, acting, options });
      },
    };
  };
  return {
    ...work(command),
    ...blocks(command),
    ...disputes(command),
    ...states(command),
    ...promises(command),
    ...plans(command),
  };
}

type Make = (help: string, options: string, run: (asked: Asked) => Promise<Printed>) => CaseCommand;

const ofReceivable = ({ options }: Asked) => ({
  ...EVERY,
  receivableId: options.numberOrNull('receivable'),
});

function work(command: Make): Record<string, CaseCommand> {
  return {
    worklist: command(
      '[--kind K] [--receivable N]: everything that waits for a person, the most urgent first',
      'kind receivable',
      async ({ house, shop, at, options }) => {
        const kind = options.textOrNull('kind') === null ? null : options.oneOf('kind', WORK_KINDS);
        const receivableId = options.numberOrNull('receivable');
        const filter = { kind, receivableId, offset: 0, limit: 1000 };
        const { items, total } = await readWork(house.db, shop, at, filter);
        const lines = items.map(
          (item) => `${item.dueOn ?? item.since}  ${item.kind} ${item.id}: ${item.why}`,
        );
        const text = lines.length === 0 ? 'nothing waits for a person' : lines.join('\n');
        return { json: { items, total }, text };
      },
    ),
    tasks: command('[--receivable N]: open tasks', 'receivable', async (asked) => {
      const filter = { ...ofReceivable(asked), state: 'open' as const, kind: null };
      return list(await listTasksView(asked.house.db, asked.shopId, filter));
    }),
    'task-add': command(
      '--receivable N --kind K --note TEXT [--on DATE]: writes a task',
      'receivable kind note on',
      async ({ house, shopId, today, acting, options }) => {
        const kind = options.oneOf('kind', TASK_KINDS);
        const dueOn = options.dayOrNull('on') ?? today;
        const wish = { shopId, receivableId: options.number('receivable'), kind, dueOn };
        return show(await placeTask(house, { ...wish, note: options.text('note') }, acting));
      },
    ),
    'task-done': command('--id N: a task is done', 'id', async (asked) => {
      const { house, shopId, acting, options } = asked;
      return show(await completeTask(house, { shopId, taskId: options.number('id') }, acting));
    }),
  };
}

function blocks(command: Make): Record<string, CaseCommand> {
  return {
    blocks: command(
      '[--receivable N] [--history]: blocks of reminders',
      'receivable history?',
      async (asked) => {
        const filter = { ...ofReceivable(asked), history: asked.options.has('history') };
        return list(await listBlocksView(asked.house.db, asked.shopId, filter, asked.today));
      },
    ),
    block: command(
      '--receivable N --reason R [--until DATE] [--note TEXT]: stops the reminders',
      'receivable reason until note',
      async ({ house, shopId, acting, options }) => {
        const reason = options.oneOf('reason', BLOCK_REASONS);
        const untilOn = options.dayOrNull('until');
        const wish = { shopId, receivableId: options.number('receivable'), reason, untilOn };
        return show(
          await placeDunningBlock(house, { ...wish, note: options.textOrNull('note') }, acting),
        );
      },
    ),
    'block-extend': command(
      '--id N [--until DATE]: moves the end of a block',
      'id until',
      async ({ house, shopId, acting, options }) => {
        const wish = { shopId, blockId: options.number('id'), untilOn: options.dayOrNull('until') };
        return show(await extendDunningBlock(house, wish, acting));
      },
    ),
    unblock: command('--id N: reminders go on', 'id', async (asked) => {
      const { house, shopId, acting, options } = asked;
      await releaseDunningBlock(house, { shopId, blockId: options.number('id') }, acting);
      return show({ done: true });
    }),
    'respond-link': command(
      '--receivable N: a link to the page on which the debtor may answer',
      'receivable',
      async ({ house, shopId, acting, options }) => {
        const target = { shopId, receivableId: options.number('receivable') };
        return show(await respondLinkOf(house, target, acting));
      },
    ),
  };
}

function disputes(command: Make): Record<string, CaseCommand> {
  return {
    disputes: command('[--receivable N]: disputes', 'receivable', async (asked) => {
      const filter = { ...ofReceivable(asked), state: null };
      return list(await listDisputesView(asked.house.db, asked.shopId, filter));
    }),
    dispute: command(
      '--receivable N --reason R --text TEXT [--cents N]: takes an objection down',
      'receivable reason text cents',
      async ({ house, shopId, acting, options }) => {
        const reason = options.oneOf('reason', DISPUTE_REASONS);
        const amountCents = options.numberOrNull('cents');
        const wish = { shopId, receivableId: options.number('receivable'), reason, amountCents };
        return show(await openDispute(house, { ...wish, text: options.text('text') }, acting));
      },
    ),
    'dispute-answer': command(
      '--id N --text TEXT: answers an objection',
      'id text',
      async ({ house, shopId, acting, options }) => {
        const wish = { shopId, disputeId: options.number('id'), text: options.text('text') };
        return show(await answerDispute(house, wish, acting));
      },
    ),
    'dispute-decide': command(
      '--id N --outcome upheld|rejected|withdrawn [--cents N] [--remedy R]: decides it',
      'id outcome cents remedy',
      async ({ house, shopId, acting, options }) => {
        const outcome = options.oneOf('outcome', ['upheld', 'rejected', 'withdrawn'] as const);
        const remedy =
          options.textOrNull('remedy') === null
            ? undefined
            : options.oneOf('remedy', ['credit_note', 'write_off'] as const);
        const upheldCents = options.numberOrNull('cents') ?? undefined;
        const wish = { shopId, disputeId: options.number('id'), outcome, remedy, upheldCents };
        return show(await decideDispute(house, wish, acting));
      },
    ),
  };
}

function states(command: Make): Record<string, CaseCommand> {
  return {
    'special-states': command('[--receivable N]: special states', 'receivable', async (asked) => {
      const filter = { ...ofReceivable(asked), debtorId: null, kind: null };
      return list(await listSpecialStatesView(asked.house.db, asked.shopId, filter));
    }),
    'special-state': command(
      '--debtor N | --receivable N --kind K [--court C] [--file F] [--until DATE] [--note TEXT]',
      'debtor receivable kind since until court file note',
      async ({ house, shopId, acting, options }) => {
        const debtorId = options.numberOrNull('debtor');
        const about =
          debtorId === null ? { receivableId: options.number('receivable') } : { debtorId };
        const wish = {
          shopId,
          about,
          kind: options.oneOf('kind', KINDS),
          sinceOn: options.dayOrNull('since'),
          untilOn: options.dayOrNull('until'),
          court: options.textOrNull('court'),
          fileNumber: options.textOrNull('file'),
          note: options.textOrNull('note'),
        };
        return show(await placeSpecialState(house, wish, acting));
      },
    ),
    'special-state-end': command('--id N: ends a special state', 'id', async (asked) => {
      const { house, shopId, acting, options } = asked;
      return show(await endState(house, { shopId, stateId: options.number('id') }, acting));
    }),
  };
}

function promises(command: Make): Record<string, CaseCommand> {
  return {
    promises: command('[--receivable N]: promises to pay', 'receivable', async (asked) => {
      const filter = { ...ofReceivable(asked), state: null };
      return list(await listPromisesView(asked.house.db, asked.shopId, filter));
    }),
    promise: command(
      '--receivable N --on DATE [--cents N]: takes a promise to pay down',
      'receivable on cents note',
      async ({ house, shopId, acting, options }) => {
        const wish = {
          shopId,
          receivableId: options.number('receivable'),
          amountCents: options.numberOrNull('cents'),
          promisedOn: isoDate(options.text('on')),
          note: options.textOrNull('note'),
        };
        return show(await makePromise(house, wish, acting));
      },
    ),
    'promise-withdraw': command('--id N: takes a promise back', 'id', async (asked) => {
      const { house, shopId, acting, options } = asked;
      const wish = { shopId, promiseId: options.number('id') };
      return show(await withdrawPromise(house, wish, acting));
    }),
  };
}

function plans(command: Make): Record<string, CaseCommand> {
  return {
    plans: command('[--receivable N]: instalment plans', 'receivable', async (asked) => {
      const filter = { ...ofReceivable(asked), state: null };
      return list(await listPlansView(asked.house.db, asked.shopId, filter, asked.today));
    }),
    plan: command(
      '--receivable N --first DATE --count N [--every week|two_weeks|month]: drafts instalments',
      'receivable first count every note',
      async ({ house, shopId, acting, options }) => {
        const every = ['week', 'two_weeks', 'month'] as const;
        const wish = {
          shopId,
          receivableId: options.number('receivable'),
          firstOn: isoDate(options.text('first')),
          count: options.number('count'),
          every: options.textOrNull('every') === null ? 'month' : options.oneOf('every', every),
          chargeCents: 0,
          acceptsConsumerCredit: false,
          note: options.textOrNull('note'),
        } as const;
        return show(await draftPlan(house, wish, acting));
      },
    ),
    'plan-offer': command('--id N: the plan was offered', 'id', async (asked) => {
      const { house, shopId, acting, options } = asked;
      return show(await offerPlan(house, { shopId, planId: options.number('id') }, acting));
    }),
    'plan-accept': command(
      '--id N [--on DATE] [--acknowledges]: the debtor accepted the plan',
      'id on acknowledges?',
      async ({ house, shopId, acting, options }) => {
        const acknowledges = options.has('acknowledges');
        const acceptedOn = options.dayOrNull('on');
        const wish = { shopId, planId: options.number('id'), acceptedOn, acknowledges };
        return show(await acceptPlan(house, wish, acting));
      },
    ),
    'plan-withdraw': command('--id N: takes a plan back', 'id', async (asked) => {
      const { house, shopId, acting, options } = asked;
      return show(await withdrawPlan(house, { shopId, planId: options.number('id') }, acting));
    }),
  };
}
