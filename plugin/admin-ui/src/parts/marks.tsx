import type { Words } from '../words/en.ts';
import { useWords } from '../words/words.tsx';

export type Tone = 'good' | 'warn' | 'bad' | 'calm' | 'accent' | 'plain';

const RECEIVABLE: Readonly<Record<string, Tone>> = {
  open: 'calm',
  overdue: 'warn',
  in_dunning: 'warn',
  handed_over: 'accent',
  paid: 'good',
  written_off: 'plain',
  cancelled: 'plain',
};

const CLAIM: Readonly<Record<string, Tone>> = {
  queued: 'calm',
  unconfirmed: 'warn',
  submitted: 'calm',
  accepted: 'accent',
  in_progress: 'accent',
  rejected: 'bad',
  withdrawn: 'plain',
  paid: 'good',
  closed: 'plain',
};

const MESSAGE: Readonly<Record<string, Tone>> = {
  planned: 'calm',
  queued: 'calm',
  sending: 'calm',
  sent: 'good',
  delivered: 'good',
  stopped: 'plain',
  failed: 'bad',
  unconfirmed: 'warn',
};

export function Mark({ tone, children }: { tone: Tone; children: string }) {
  return <span className={`mark ${tone}`}>{children}</span>;
}

/** A word of a closed list in the reader's language; an unknown one is shown as it is. */
export function wordOf(list: Readonly<Record<string, string>>, code: string): string {
  return list[code] ?? code.replaceAll('_', ' ');
}

export function ReceivableMark({ state }: { state: string }) {
  return (
    <Mark tone={RECEIVABLE[state] ?? 'plain'}>{wordOf(useWords().receivableStates, state)}</Mark>
  );
}

export function ClaimMark({ state }: { state: string }) {
  return <Mark tone={CLAIM[state] ?? 'plain'}>{wordOf(useWords().claimStates, state)}</Mark>;
}

export function MessageMark({ state }: { state: string }) {
  return <Mark tone={MESSAGE[state] ?? 'plain'}>{wordOf(useWords().messageStates, state)}</Mark>;
}

/** A debtor's name as one line. */
export function nameOf(
  debtor: {
    firstName: string | null;
    lastName: string | null;
    company: string | null;
  } | null,
  words: Words,
): string {
  if (debtor === null) return words.common.unknown;
  const person = [debtor.firstName, debtor.lastName].filter(Boolean).join(' ');
  return [debtor.company, person].filter(Boolean).join(', ') || words.common.unknown;
}
