import { Link, useParams } from 'wouter';
import { useDoor } from '../../api/query.ts';
import { Page } from '../../parts/page.tsx';
import { useWords } from '../../words/words.tsx';
import { Accounts } from './accounts.tsx';
import { Approvals, approvalsOf } from './approvals.tsx';
import { ClaimList } from './claim-list.tsx';
import { News } from './news.tsx';
import { Payouts } from './payouts.tsx';
import { Statuses } from './statuses.tsx';

const TABS = {
  claims: ClaimList,
  approvals: Approvals,
  payouts: Payouts,
  news: News,
  statuses: Statuses,
  account: Accounts,
} as const;

type Tab = keyof typeof TABS;

const isTab = (text: string): text is Tab => text in TABS;

/** Everything between the shop and its agency. */
export function AgencyPage() {
  const words = useWords();
  const { tab = 'claims' } = useParams<{ tab?: string }>();
  const here: Tab = isTab(tab) ? tab : 'claims';
  const work = useDoor('GET /worklist');
  const waits = (kind: string): number =>
    work.data?.items.filter((item) => item.kind === kind).length ?? 0;
  const counts: Partial<Record<Tab, number>> = {
    approvals: approvalsOf(work.data?.items ?? []).length,
    news: waits('news_unmatched'),
    statuses: waits('status_unmapped'),
    account: waits('account_refused'),
  };
  const View = TABS[here];
  return (
    <Page title={words.nav.agency}>
      <div className="stack">
        <nav className="chips" aria-label={words.nav.agency}>
          {(Object.keys(TABS) as Tab[]).map((one) => (
            <Link
              key={one}
              href={one === 'claims' ? '/at-agency' : `/at-agency/${one}`}
              className="tab"
              aria-current={one === here ? 'page' : undefined}
            >
              {words.agency.tabs[one]}
              {(counts[one] ?? 0) > 0 && ` · ${counts[one]}`}
            </Link>
          ))}
        </nav>
        <View />
      </div>
    </Page>
  );
}
