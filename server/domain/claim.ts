/** The receivable as an agency holds it. */
export type ClaimState =
  | 'queued'
  | 'unconfirmed'
  | 'submitted'
  | 'accepted'
  | 'in_progress'
  | 'rejected'
  | 'withdrawn'
  | 'paid'
  | 'closed';

export type ClaimMove =
  | 'claim.submitted'
  | 'claim.unconfirmed'
  | 'claim.found'
  | 'claim.requeued'
  | 'claim.accepted'
  | 'claim.progressed'
  | 'claim.rejected'
  | 'claim.withdrawn'
  | 'claim.paid'
  | 'claim.closed';

type Moves = Partial<Record<ClaimMove, ClaimState>>;

const atAgency: Moves = {
  'claim.progressed': 'in_progress',
  'claim.rejected': 'rejected',
  'claim.withdrawn': 'withdrawn',
  'claim.paid': 'paid',
  'claim.closed': 'closed',
};

/** Every state of a claim and what leads out of it. The README prints this table. */
export const claimStates: Readonly<Record<ClaimState, Moves>> = {
  queued: {
    'claim.submitted': 'submitted',
    'claim.unconfirmed': 'unconfirmed',
    'claim.rejected': 'rejected',
    'claim.withdrawn': 'withdrawn',
  },
  unconfirmed: {
    'claim.found': 'submitted',
    'claim.requeued': 'queued',
    'claim.rejected': 'rejected',
  },
  submitted: { 'claim.accepted': 'accepted', ...atAgency },
  accepted: { ...atAgency },
  in_progress: { ...atAgency },
  rejected: {},
  withdrawn: {},
  paid: {},
  closed: {},
};

/** The state after a move, or null when the table does not know the move from here. */
export function moveClaim(from: ClaimState, move: ClaimMove): ClaimState | null {
  return claimStates[from][move] ?? null;
}

/** A claim lives until it has ended one way or the other; a receivable has one live claim. */
export const isLive = (state: ClaimState): boolean => Object.keys(claimStates[state]).length > 0;

/** What a status of an agency means to us, whatever code the agency uses for it. */
export type StatusMeaning =
  | 'new'
  | 'in_progress'
  | 'question'
  | 'waiting'
  | 'payment'
  | 'court'
  | 'closed_paid'
  | 'closed_partly'
  | 'closed_unpaid'
  | 'withdrawn'
  | 'rejected'
  | 'unmapped';

/** How a claim moves when the agency reports a status; an unmapped code only shows. */
export const moveOfMeaning: Readonly<Record<StatusMeaning, ClaimMove>> = {
  new: 'claim.accepted',
  in_progress: 'claim.progressed',
  question: 'claim.progressed',
  waiting: 'claim.progressed',
  payment: 'claim.progressed',
  court: 'claim.progressed',
  unmapped: 'claim.progressed',
  closed_paid: 'claim.paid',
  closed_partly: 'claim.closed',
  closed_unpaid: 'claim.closed',
  withdrawn: 'claim.withdrawn',
  rejected: 'claim.rejected',
};
