import { randomBytes, randomUUID } from 'node:crypto';
import {
  commitProposed,
  commitRun,
  discardRun,
  previewRun,
  proposeRun,
  type RunReport,
  type RunWish,
} from '../actions/dunning-run.ts';
import { approveItem, chooseItemChannel, putBack, takeOut } from '../actions/edit-run.ts';
import { emergencyStop } from '../actions/emergency-stop.ts';
import type { House } from '../actions/house.ts';
import { keepReminderWebhook } from '../actions/reminder-webhook.ts';
import { withdrawReminder } from '../actions/withdraw-reminder.ts';
import { dayOf, type Instant, isoDate } from '../domain/calendar.ts';
import { InvalidInput } from '../domain/errors.ts';
import { decimalFromCents } from '../domain/money.ts';
import { CHANNELS, ITEM_OUTCOMES } from '../domain/runs.ts';
import type { Clock } from '../ports.ts';
import { getRunView, getStop, listRunItems, listRuns } from '../storage/views-runs.ts';
import { getShopView } from '../storage/views.ts';

type Values = Readonly<Record<string, string | boolean | undefined>>;

interface Service {
  house: House;
  clock: Clock;
  owner: string;
}

interface Printed {
  json: unknown;
  text: string;
}

interface RunCommand {
  help: string;
  options: Readonly<Record<string, { type: 'string' | 'boolean' }>>;
  run(service: Service, values: Values, at: Instant): Promise<Printed>;
}

interface Tools {
  shopOf: (house: House, values: Values) => Promise<{ id: number }>;
}

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const shop = { shop: text };

/** Commands for dunning runs: the same doors as in the API. */
export const runCommands = ({ shopOf }: Tools): Readonly<Record<string, RunCommand>> => ({
  ...proposals(shopOf),
  ...exceptions(shopOf),
});

type ShopOf = Tools['shopOf'];

const wishOf = async (shopOf: ShopOf, service: Service, values: Values, at: Instant) => {
  const { id: shopId } = await shopOf(service.house, values);
  const owner = `${service.owner.slice(0, 8)}:${randomUUID()}`;
  return { shopId, owner, actor: 'cli', at, now: () => service.clock.now() };
};

/** From the proposal to its commit. */
const proposals = (shopOf: ShopOf): Readonly<Record<string, RunCommand>> => ({
  dun: {
    help:
      '[--on DATE] --preview|--propose|--commit [--run ID] [--shop DOMAIN]: the dunning run of ' +
      'a day; --commit --run ID commits a proposal',
    options: { on: text, preview: flag, propose: flag, commit: flag, run: text, ...shop },
    async run(service, values, at) {
      const wish = await wishOf(shopOf, service, values, at);
      const report = await dun(service, values, wish);
      return { json: report, text: tellRun(report) };
    },
  },
  runs: {
    help: '[--run ID [--outcome remind|hand_over|skip] [--after ID]]: runs, or the items of one',
    options: { run: text, outcome: text, after: text, ...shop },
    async run({ house }, values) {
      const { id: shopId } = await shopOf(house, values);
      if (values['run'] === undefined) return tellRuns(house, shopId);
      return tellItems(house, shopId, values);
    },
  },
  'run-edit': {
    help:
      '--item ID --take-out --reason TEXT | --put-back | --approve | --channel CHANNEL: edits a ' +
      'proposal',
    options: {
      item: text,
      'take-out': flag,
      'put-back': flag,
      approve: flag,
      reason: text,
      channel: text,
      ...shop,
    },
    async run({ house }, values, at) {
      const { id: shopId } = await shopOf(house, values);
      const edited = await edit(house, shopId, values, { actor: 'cli', at });
      return { json: edited, text: `receivable ${edited.receivableId}: ${edited.outcome}` };
    },
  },
  'run-discard': {
    help: '--run ID: throws a proposal away',
    options: { run: text, ...shop },
    async run(service, values, at) {
      const wish = await wishOf(shopOf, service, values, at);
      const runId = numberOf(values, 'run');
      const report = await discardRun(service.house, { ...wish, runId });
      return { json: report, text: tellRun(report) };
    },
  },
});

/** What is taken back, what stops everything, and where reminders are posted to. */
const exceptions = (shopOf: ShopOf): Readonly<Record<string, RunCommand>> => ({
  'withdraw-reminder': {
    help: '--reminder ID --reason TEXT: takes a reminder back, with a correction if it had left',
    options: { reminder: text, reason: text, ...shop },
    async run({ house }, values, at) {
      const { id: shopId } = await shopOf(house, values);
      const reminderId = numberOf(values, 'reminder');
      const wish = { shopId, reminderId, reason: textOf(values, 'reason') };
      const done = await withdrawReminder(house, wish, { actor: 'cli', at });
      const correction = done.correctionId === null ? '' : ', a correction follows';
      return { json: done, text: `${done.reminderIds.length} ${done.state}${correction}` };
    },
  },
  'emergency-stop': {
    help: '[--start|--end --reason TEXT]: stops everything that would leave for debtors',
    options: { start: flag, end: flag, reason: text, ...shop },
    async run({ house }, values, at) {
      const { id: shopId } = await shopOf(house, values);
      const on = values['start'] === true;
      const stop =
        on || values['end'] === true
          ? await emergencyStop(
              house,
              { shopId, on, reason: textOf(values, 'reason') },
              { actor: 'cli', at },
            )
          : await getStop(house.db, shopId);
      const words = stop.on ? `on since ${stop.since}: ${stop.reason}` : 'off';
      return { json: stop, text: `the emergency stop is ${words}` };
    },
  },
  'reminder-webhook': {
    help: '--url URL|--none: where reminders are posted; the secret is shown once',
    options: { url: text, none: flag, ...shop },
    async run({ house }, values, at) {
      const { id: shopId } = await shopOf(house, values);
      const url = values['none'] === true ? null : textOf(values, 'url');
      const secret = randomBytes(32).toString('base64url');
      await keepReminderWebhook(house, { shopId, url, secret }, { actor: 'cli', at });
      if (url === null) return { json: { url, secret: null }, text: 'nothing is posted any more' };
      return { json: { url, secret }, text: `reminders go to ${url}; secret: ${secret}` };
    },
  },
});

function textOf(values: Values, name: string): string {
  const value = values[name];
  if (typeof value === 'string' && value.trim() !== '') return value;
  throw new InvalidInput(`--${name} is missing`);
}

function numberOf(values: Values, name: string): number {
  const value = textOf(values, name);
  if (/^\d{1,15}$/.test(value)) return Number(value);
  throw new InvalidInput(`--${name} ${value} is not a whole number`);
}

async function dun(
  { house }: Service,
  values: Values,
  wish: Omit<RunWish, 'on'>,
): Promise<RunReport> {
  const modes = ['preview', 'propose', 'commit'].filter((mode) => values[mode] === true);
  const [mode] = modes;
  if (mode === undefined || modes.length > 1) {
    throw new InvalidInput('say either --preview or --commit, or --propose for a person to look');
  }
  if (values['run'] !== undefined) {
    if (mode !== 'commit') throw new InvalidInput('--run goes with --commit only');
    return commitProposed(house, { ...wish, runId: numberOf(values, 'run') });
  }
  const { timeZone } = (await getShopView(house.db, wish.shopId)).settings;
  const on = typeof values['on'] === 'string' ? isoDate(values['on']) : dayOf(wish.at, timeZone);
  const run = { preview: previewRun, propose: proposeRun, commit: commitRun }[mode];
  if (run === undefined) throw new InvalidInput(`there is no mode ${mode}`);
  return run(house, { ...wish, on });
}

function tellRun(report: RunReport): string {
  const { runId, runOn, selected, reminded, handedOver, skipped, heldBecause } = report;
  const lines = report.lines.map(
    (line) =>
      `  ${line.orderName.padEnd(10)} ${line.outcome.padEnd(9)} level ${line.level} ` +
      `${decimalFromCents(line.openCents, line.currency).padStart(10)} ${line.currency} ` +
      (line.reason ?? ''),
  );
  const name = runId === null || report.state === 'finished' ? '' : ` (${report.state} ${runId})`;
  const sum =
    `${runOn}${name}: ${selected} selected, ${reminded} reminded, ${handedOver} handed over, ` +
    `${skipped} left out`;
  const held = heldBecause === null ? [] : [`  held: ${heldBecause}`];
  return [sum, ...held, ...lines].join('\n');
}

async function tellRuns(house: House, shopId: number): Promise<Printed> {
  const { items } = await listRuns(house.db, shopId, { afterId: 0, limit: 20, state: null });
  const lines = items.map(
    (run) =>
      `${String(run.id).padStart(6)} ${run.runOn} ${run.state.padEnd(10)} ${run.reminded} reminded, ` +
      `${run.handedOver} handed over, ${run.skipped} left out ${run.heldBecause ?? ''}`,
  );
  return { json: { items }, text: lines.length === 0 ? 'no run yet' : lines.join('\n') };
}

async function tellItems(house: House, shopId: number, values: Values): Promise<Printed> {
  const runId = numberOf(values, 'run');
  const asked = values['outcome'];
  const outcome = ITEM_OUTCOMES.find((known) => known === asked) ?? null;
  if (asked !== undefined && outcome === null) {
    throw new InvalidInput(`--outcome is one of ${ITEM_OUTCOMES.join(', ')}`);
  }
  const afterId = values['after'] === undefined ? 0 : numberOf(values, 'after');
  const page = { runId, outcome, reason: null, afterId, limit: 200 };
  const { items, nextAfterId } = await listRunItems(house.db, shopId, page);
  const run = await getRunView(house.db, shopId, runId);
  const lines = items.map(
    (item) =>
      `${String(item.id).padStart(8)} ${item.orderName.padEnd(12)} ${item.outcome.padEnd(9)} level ` +
      `${item.level} ${(item.channel ?? '').padEnd(9)} ${item.reason ?? ''}`,
  );
  const more = nextAfterId === null ? [] : [`more: --after ${nextAfterId}`];
  return {
    json: { run, items, nextAfterId },
    text: [`run ${runId} of ${run.runOn}: ${run.state}`, ...lines, ...more].join('\n'),
  };
}

async function edit(
  house: House,
  shopId: number,
  values: Values,
  acting: { actor: string; at: Instant },
): Promise<{ receivableId: number; outcome: string }> {
  const wish = { shopId, itemId: numberOf(values, 'item') };
  if (values['take-out'] === true) {
    return takeOut(house, { ...wish, reason: textOf(values, 'reason') }, acting);
  }
  if (values['put-back'] === true) return putBack(house, wish, acting);
  if (values['approve'] === true) return approveItem(house, wish, acting);
  const channel = CHANNELS.find((known) => known === values['channel']);
  if (channel !== undefined) return chooseItemChannel(house, { ...wish, channel }, acting);
  throw new InvalidInput(
    `say --take-out, --put-back, --approve or --channel (${CHANNELS.join(', ')})`,
  );
}
