import type { IsoDate } from '../domain/calendar.ts';
import { Conflict, InvalidInput } from '../domain/errors.ts';
import { unusable } from '../domain/refusals.ts';
import { say } from '../domain/sayings.ts';
import { type SpecialStateKind, specialStates } from '../domain/special-states.ts';
import { inTransaction, type Trx } from '../storage/database.ts';
import { appendEvents } from '../storage/journal.ts';
import { lockReceivable, type StoredReceivable } from '../storage/receivables.ts';
import { getShop } from '../storage/shops.ts';
import {
  addSpecialState,
  endSpecialState,
  listSamePerson,
  listStatesOf,
  lockReceivablesOf,
  lockSpecialState,
} from '../storage/special-states.ts';
import { addTask, dropTasks } from '../storage/tasks.ts';
import { tellAgency } from './agency-case.ts';
import { endBlocksOf, placeBlock } from './blocks.ts';
import { type Acting, type House, shopDay } from './house.ts';

export interface SpecialStateWish {
  kind: SpecialStateKind;
  sinceOn: IsoDate | null;
  untilOn: IsoDate | null;
  /** Of an insolvency. */
  court: string | null;
  fileNumber: string | null;
  note: string | null;
}

export interface PlacedState {
  stateId: number;
  /** The receivables that are held by it. */
  heldReceivableIds: readonly number[];
}

/**
 * Notes what is special about a person or a receivable: everything it concerns is held, its gate is
 * shut, the agency that has a claim is told, and where the law asks for a step there is a task.
 */
export async function placeSpecialState(
  house: House,
  wish: SpecialStateWish & {
    shopId: number;
    about: { debtorId: number } | { receivableId: number };
  },
  acting: Acting,
): Promise<PlacedState> {
  return inTransaction(house.db, async (trx) => {
    const shop = await getShop(trx, wish.shopId);
    const today = shopDay(shop, acting.at);
    const { kind, about, court, fileNumber, note, untilOn } = wish;
    const sinceOn = wish.sinceOn ?? today;
    assertDays({ sinceOn, untilOn }, today);
    const held = await receivablesOf(trx, shop.id, about);
    assertAbout(kind, about);
    const state = { kind, sinceOn, untilOn, court, fileNumber, note, placedBy: acting.actor };
    const debtorId = 'debtorId' in about ? about.debtorId : null;
    const receivableId = 'receivableId' in about ? about.receivableId : null;
    const kept = { ...state, shopId: shop.id, debtorId, receivableId };
    const stateId = await addSpecialState(trx, kept, acting.at);
    const data = { stateId, kind, sinceOn, untilOn, debtorId };
    const of = receivableId === null ? {} : { receivableId };
    const event = { type: 'special_state.placed' as const, ...of, data, actor: acting.actor };
    await appendEvents(trx, shop.id, [event], acting.at);
    for (const receivable of held) {
      await hold(trx, receivable, { kind, untilOn, id: stateId }, acting);
      await tellAgency(trx, receivable, AGENCY_TEXTS[kind], acting);
    }
    const { task } = specialStates[kind];
    if (task !== null) {
      const first = held[0]?.id ?? receivableId;
      const words = say('task_special_state', { kind });
      const asked = { shopId: shop.id, receivableId: first, kind: task, dueOn: today, note: words };
      await addTask(trx, { ...asked, key: taskKey(stateId) }, acting);
    }
    return { stateId, heldReceivableIds: held.map(({ id }) => id) };
  });
}

const taskKey = (stateId: number): string => `special_state:${stateId}`;

/** For the clerk of a German agency. */
const AGENCY_TEXTS: Readonly<Record<SpecialStateKind, string>> = {
  insolvency: 'Wichtig: Über das Vermögen des Schuldners ist ein Insolvenzverfahren bekannt.',
  deceased: 'Wichtig: Der Schuldner ist nach unserer Kenntnis verstorben.',
  minor: 'Wichtig: Der Schuldner ist nach unserer Kenntnis minderjährig.',
  unknown_address: 'Hinweis: Die Anschrift des Schuldners stimmt nach unserer Kenntnis nicht mehr.',
  fraud: 'Wichtig: Die Bestellung wurde vermutlich nicht vom Schuldner selbst aufgegeben.',
  open_return: 'Wichtig: Zu dieser Forderung läuft eine Rücksendung; bitte warten Sie ab.',
  withdrawal: 'Wichtig: Der Schuldner hat den Vertrag widerrufen; bitte warten Sie ab.',
};

function assertDays(
  { sinceOn, untilOn }: { sinceOn: IsoDate; untilOn: IsoDate | null },
  today: IsoDate,
): void {
  if (sinceOn > today) throw unusable('refused_day_ahead', { field: 'sinceOn', givenOn: sinceOn });
  if (untilOn !== null && untilOn < today) {
    throw unusable('refused_day_passed', { field: 'untilOn', givenOn: untilOn, todayOn: today });
  }
}

function assertAbout(kind: SpecialStateKind, about: object): void {
  const is = 'debtorId' in about ? 'debtor' : 'receivable';
  if (specialStates[kind].about === is) return;
  throw new InvalidInput(`${kind} is a state of a ${specialStates[kind].about}, not of a ${is}`);
}

async function receivablesOf(
  trx: Trx,
  shopId: number,
  about: { debtorId: number } | { receivableId: number },
): Promise<StoredReceivable[]> {
  if ('debtorId' in about) {
    return lockReceivablesOf(trx, shopId, await listSamePerson(trx, shopId, about.debtorId));
  }
  const receivable = await lockReceivable(trx, shopId, about.receivableId);
  if (['paid', 'cancelled'].includes(receivable.state)) {
    throw new Conflict(`receivable ${receivable.id} is ${receivable.state}: nothing to hold`);
  }
  return [receivable];
}

async function hold(
  trx: Trx,
  receivable: { shopId: number; id: number },
  state: { id: number; kind: SpecialStateKind; untilOn: IsoDate | null },
  acting: Acting,
): Promise<void> {
  const { id, kind, untilOn } = state;
  const source = { kind: 'special_state' as const, id };
  await placeBlock(trx, receivable, { reason: kind, untilOn, source }, acting);
}

/** A new receivable of a person who is insolvent, dead or a minor is held from its first day. */
export async function holdNewReceivable(
  trx: Trx,
  receivable: { id: number; shopId: number; debtorId: number },
  acting: Acting,
): Promise<void> {
  for (const state of await listStatesOf(trx, receivable)) {
    await hold(trx, receivable, state, acting);
  }
}

/** The reason is gone: what it held goes on. */
export async function endState(
  house: House,
  wish: { shopId: number; stateId: number },
  acting: Acting,
): Promise<{ stateId: number }> {
  return inTransaction(house.db, async (trx) => {
    const state = await lockSpecialState(trx, wish.shopId, wish.stateId);
    await endSpecialState(trx, state, acting.at);
    const { id: stateId, kind, debtorId, receivableId, shopId } = state;
    const of = receivableId === null ? {} : { receivableId };
    const data = { stateId, kind, debtorId };
    const event = { type: 'special_state.ended' as const, ...of, data, actor: acting.actor };
    await appendEvents(trx, shopId, [event], acting.at);
    await endBlocksOf(trx, shopId, { kind: 'special_state', id: stateId }, acting);
    await dropTasks(trx, shopId, [taskKey(stateId)], acting);
    return { stateId };
  });
}
