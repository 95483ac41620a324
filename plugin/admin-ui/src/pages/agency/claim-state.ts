import type { Answer } from '../../api/client.ts';

export type Claim = Answer<'GET /claims/{id}'>;

const ENDED: readonly Claim['state'][] = ['rejected', 'withdrawn', 'paid', 'closed'];

/** Does the agency still work on it? */
export const isLive = ({ state }: Pick<Claim, 'state'>): boolean => !ENDED.includes(state);
