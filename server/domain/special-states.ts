/** What stops dunning because of who the debtor is, or what happened to the goods. */
import type { BlockReason } from './blocks.ts';
import type { IsoDate } from './calendar.ts';
import type { TaskKind } from './tasks.ts';

interface Rule {
  /** A state of a person holds every receivable of his, also a later one. */
  about: 'debtor' | 'receivable';
  /** What a person has to do about it, if anything. */
  task: TaskKind | null;
}

/** Every special state; each places a block of the same name and shuts its gate. */
export const specialStates = {
  insolvency: { about: 'debtor', task: 'file_insolvency_claim' },
  deceased: { about: 'debtor', task: 'find_heirs' },
  minor: { about: 'debtor', task: 'ask_guardians' },
  unknown_address: { about: 'debtor', task: 'missing_address' },
  fraud: { about: 'debtor', task: 'check_fraud' },
  open_return: { about: 'receivable', task: null },
  withdrawal: { about: 'receivable', task: null },
} as const satisfies Partial<Record<BlockReason, Rule>>;

export type SpecialStateKind = keyof typeof specialStates;

const ofWhom = (about: Rule['about']): SpecialStateKind[] =>
  (Object.keys(specialStates) as SpecialStateKind[]).filter(
    (kind) => specialStates[kind].about === about,
  );

export const DEBTOR_STATES = ofWhom('debtor') as [SpecialStateKind, ...SpecialStateKind[]];
export const RECEIVABLE_STATES = ofWhom('receivable') as [SpecialStateKind, ...SpecialStateKind[]];

export interface SpecialState {
  kind: SpecialStateKind;
  sinceOn: IsoDate;
  /** Its last day; null until somebody ends it. */
  untilOn: IsoDate | null;
}

/** Through the last day; it is over on the next. One that begins later does not count yet. */
export const isInForce = ({ sinceOn, untilOn }: SpecialState, on: IsoDate): boolean =>
  sinceOn <= on && (untilOn === null || on <= untilOn);
