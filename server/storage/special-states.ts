import type { Instant, IsoDate } from '../domain/calendar.ts';
import { NotFound } from '../domain/errors.ts';
import type { SpecialState, SpecialStateKind } from '../domain/special-states.ts';
import { type Db, fromAt, fromAtOrNull, insertRow, toAt, type Trx } from './database.ts';
import { type StoredReceivable, toReceivable } from './receivables.ts';

/** A special state of a debtor or of one receivable. */
export interface StoredSpecialState extends SpecialState {
  id: number;
  shopId: number;
  /** Of a person; null is a state of one receivable. */
  debtorId: number | null;
  receivableId: number | null;
  court: string | null;
  fileNumber: string | null;
  note: string | null;
  placedBy: string;
  placedAt: Instant;
  endedAt: Instant | null;
}

interface StateRow {
  id: number;
  shop_id: number;
  debtor_id: number | null;
  receivable_id: number | null;
  kind: SpecialStateKind;
  since_on: IsoDate;
  until_on: IsoDate | null;
  court: string | null;
  court_file: string | null;
  note: string | null;
  placed_by: string;
  placed_at: string;
  ended_at: string | null;
}

export const toSpecialState = (row: StateRow): StoredSpecialState => ({
  id: row.id,
  shopId: row.shop_id,
  debtorId: row.debtor_id,
  receivableId: row.receivable_id,
  kind: row.kind,
  sinceOn: row.since_on,
  untilOn: row.until_on,
  court: row.court,
  fileNumber: row.court_file,
  note: row.note,
  placedBy: row.placed_by,
  placedAt: fromAt(row.placed_at),
  endedAt: fromAtOrNull(row.ended_at),
});

export type NewSpecialState = Omit<StoredSpecialState, 'id' | 'placedAt' | 'endedAt'>;

export async function addSpecialState(
  trx: Trx,
  state: NewSpecialState,
  at: Instant,
): Promise<number> {
  return insertRow(trx, 'special_states', {
    shop_id: state.shopId,
    debtor_id: state.debtorId,
    receivable_id: state.receivableId,
    kind: state.kind,
    since_on: state.sinceOn,
    until_on: state.untilOn,
    court: state.court,
    court_file: state.fileNumber,
    note: state.note,
    placed_by: state.placedBy,
    placed_at: toAt(at),
  });
}

/** A state that nobody ended, locked. */
export async function lockSpecialState(
  trx: Trx,
  shopId: number,
  stateId: number,
): Promise<StoredSpecialState> {
  const row: StateRow | undefined = await trx('special_states')
    .where({ shop_id: shopId, id: stateId })
    .whereNull('ended_at')
    .forUpdate()
    .first();
  if (row === undefined) throw new NotFound(`special state ${stateId} is not in force`);
  return toSpecialState(row);
}

export async function endSpecialState(
  trx: Trx,
  state: { shopId: number; id: number },
  at: Instant,
): Promise<void> {
  await trx('special_states')
    .where({ shop_id: state.shopId, id: state.id })
    .update({ ended_at: toAt(at) });
}

/**
 * The ids under which the same person stands here: each order keeps its own picture of him, and the
 * shop's number of the debtor says that they are one. A guest is alone.
 */
export async function listSamePerson(db: Db, shopId: number, debtorId: number): Promise<number[]> {
  const row: { debtor_number: string | null } | undefined = await db('parties')
    .where({ shop_id: shopId, id: debtorId })
    .first('debtor_number');
  if (row === undefined) throw new NotFound(`debtor ${debtorId} does not exist`);
  if (row.debtor_number === null) return [debtorId];
  const same: { id: number }[] = await db('parties')
    .where({ shop_id: shopId, debtor_number: row.debtor_number })
    .orderBy('id')
    .select('id');
  return same.map(({ id }) => id);
}

/** The states that nobody ended, of a receivable and of its debtor under every id. */
export async function listStatesOf(
  db: Db,
  receivable: { id: number; shopId: number; debtorId: number },
): Promise<StoredSpecialState[]> {
  const persons = await listSamePerson(db, receivable.shopId, receivable.debtorId);
  const rows: StateRow[] = await db('special_states')
    .where({ shop_id: receivable.shopId })
    .whereNull('ended_at')
    .where((about) => {
      void about.whereIn('debtor_id', persons).orWhere('receivable_id', receivable.id);
    })
    .orderBy('id');
  return rows.map(toSpecialState);
}

/** Unpaid receivables of a person under every id of his, locked, in the order of their ids. */
export async function lockReceivablesOf(
  trx: Trx,
  shopId: number,
  debtorIds: readonly number[],
): Promise<StoredReceivable[]> {
  const rows: Parameters<typeof toReceivable>[0][] = await trx('receivables')
    .where({ shop_id: shopId })
    .whereIn('debtor_id', [...debtorIds])
    .whereNotIn('state', ['paid', 'cancelled', 'written_off'])
    .orderBy('id')
    .forUpdate();
  return rows.map(toReceivable);
}
