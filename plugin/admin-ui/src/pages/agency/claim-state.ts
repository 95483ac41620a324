import type { Answer } from '../../api/client.ts';

export type Claim = Answer<'GET /claims/{id}'>;

const ENDED: readonly Claim['state'][] = ['rejected', 'withdrawn', 'paid', 'closed'];

/** Does the agency still work on it? */
export const isLive = ({ state }: Pick<Claim, 'state'>): boolean => !ENDED.includes(state);

/** What the agency itself said of its refusal; our own sentence before it is for the log. */
export const refusalText = (refusal: string | null): string | null =>
  refusal
    ?.split(' | ')
    .slice(refusal.includes(' | ') ? 1 : 0)
    .join(' · ') ?? null;
