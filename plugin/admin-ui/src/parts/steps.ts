/** The way of a shop from nothing to a first claim in the sandbox. */
import type { Answer } from '../api/client.ts';
import { useDoor } from '../api/query.ts';

type Setup = Answer<'GET /setup'>;

interface Step {
  name: 'creditor' | 'mail' | 'policy' | 'trial' | 'account' | 'run' | 'claim' | 'shop' | 'live';
  href: string;
  done: boolean;
}

/** Each step is read from the shop itself: what is undone there is undone here. */
export const stepsOf = (setup: Setup): readonly Step[] => [
  { name: 'creditor', href: '/settings', done: setup.missing.length === 0 },
  { name: 'mail', href: '/settings/mail', done: setup.mailTestedAt !== null },
  { name: 'policy', href: '/policies', done: setup.hasPolicy },
  { name: 'trial', href: '/receivables', done: setup.hasTrials || setup.hasReceivables },
  {
    name: 'account',
    href: '/at-agency/account',
    done: setup.account !== null && setup.account.checkedAt !== null,
  },
  { name: 'run', href: '/runs', done: setup.hasRun },
  { name: 'claim', href: '/at-agency/approvals', done: setup.hasClaim },
  { name: 'shop', href: '/settings/connection', done: setup.hasReceivables },
  { name: 'live', href: '/settings/mode', done: setup.mode === 'live' },
];

const AFTER_THE_CLAIM: readonly Step['name'][] = ['shop', 'live'];

/** How many steps are left before the first claim; null while nobody knows. What follows is no duty. */
export function useStepsLeft(): number | null {
  const setup = useDoor('GET /setup').data;
  if (setup === undefined) return null;
  return stepsOf(setup).filter(({ name, done }) => !done && !AFTER_THE_CLAIM.includes(name)).length;
}
