import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { Answer } from '../../api/client.ts';
import { useDoor } from '../../api/query.ts';
import { Empty } from '../../parts/loaded.tsx';
import { ClaimMark } from '../../parts/marks.tsx';
import { Paged, usePages } from '../../parts/paging.tsx';
import { type Column, Grid } from '../../parts/table.tsx';
import { useFormat, useWords } from '../../words/words.tsx';
import { AgencyStatus } from './status.tsx';

type Claim = Answer<'GET /claims'>['items'][number];
type ClaimState = Claim['state'];

const SHOWN = 50;

/** The claims at the agency, by state. */
export function ClaimList() {
  const words = useWords();
  const [state, setState] = useState<ClaimState | null>(null);
  const pages = usePages<number>(state);
  const claims = useDoor(
    'GET /claims',
    {
      query: {
        limit: SHOWN,
        ...(state === null ? {} : { state }),
        ...(pages.mark === undefined ? {} : { afterId: pages.mark }),
      },
    },
    { keep: true },
  );
  return (
    <>
      <div className="chips">
        {(Object.keys(words.claimStates) as ClaimState[]).map((one) => (
          <button
            key={one}
            type="button"
            className="chip"
            aria-pressed={state === one}
            onClick={() => setState(state === one ? null : one)}
          >
            {words.claimStates[one]}
          </button>
        ))}
      </div>
      <section className="panel">
        <Paged query={claims} pages={pages} nextOf={({ nextAfterId }) => nextAfterId}>
          {({ items }) => <ClaimGrid claims={items} />}
        </Paged>
      </section>
    </>
  );
}

function ClaimGrid({ claims }: { claims: readonly Claim[] }) {
  const words = useWords();
  const format = useFormat();
  const [, go] = useLocation();
  if (claims.length === 0) return <Empty title={words.agency.noClaims} />;
  const columns: readonly Column<Claim>[] = [
    {
      name: 'file',
      head: words.agency.fileNumber,
      cell: ({ id, fileNumber, ourReference }) => (
        <>
          <span className="two-lines">
            <Link href={`/at-agency/claims/${id}`} className="strong">
              {fileNumber ?? words.agency.noNumber}
            </Link>
          </span>
          <span className="two-lines">{ourReference}</span>
        </>
      ),
    },
    { name: 'state', head: words.common.state, cell: ({ state }) => <ClaimMark state={state} /> },
    {
      name: 'status',
      head: words.agency.status,
      cell: (claim) => <AgencyStatus {...claim} />,
    },
    {
      name: 'news',
      head: words.agency.newsAt,
      wide: true,
      cell: ({ newsAt }) => <span className="nowrap">{format.instant(newsAt)}</span>,
    },
    {
      name: 'sum',
      head: words.agency.handedOver,
      right: true,
      cell: ({ principalCents, costsCents, interestCents }) =>
        format.money(principalCents + costsCents + interestCents),
    },
    {
      name: 'paid',
      head: words.agency.paid,
      right: true,
      cell: ({ agencyPaidCents }) =>
        agencyPaidCents === null ? '–' : format.money(agencyPaidCents),
    },
  ];
  return (
    <Grid
      caption={words.agency.tabs.claims}
      columns={columns}
      rows={claims}
      keyOf={({ id }) => id}
      open={({ id }) => go(`/at-agency/claims/${id}`)}
    />
  );
}
