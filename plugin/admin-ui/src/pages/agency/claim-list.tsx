import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { Answer } from '../../api/client.ts';
import { useDoor } from '../../api/query.ts';
import { Empty, Loaded } from '../../parts/loaded.tsx';
import { ClaimMark } from '../../parts/marks.tsx';
import { type Column, Grid } from '../../parts/table.tsx';
import { useFormat, useWords } from '../../words/words.tsx';

type Claim = Answer<'GET /claims'>['items'][number];
type ClaimState = Claim['state'];

const SHOWN = 50;

/** The claims at the agency, by state. */
export function ClaimList() {
  const words = useWords();
  const [state, setState] = useState<ClaimState | null>(null);
  const [pages, setPages] = useState<readonly number[]>([]);
  const afterId = pages.at(-1);
  const claims = useDoor(
    'GET /claims',
    {
      query: {
        limit: SHOWN,
        ...(state === null ? {} : { state }),
        ...(afterId === undefined ? {} : { afterId }),
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
            onClick={() => {
              setState(state === one ? null : one);
              setPages([]);
            }}
          >
            {words.claimStates[one]}
          </button>
        ))}
      </div>
      <section className="panel">
        <Loaded query={claims} lines={8}>
          {({ items }) => <ClaimGrid claims={items} />}
        </Loaded>
      </section>
      <div className="actions" style={{ justifyContent: 'flex-end' }}>
        <Button
          variant="default"
          size="xs"
          disabled={pages.length === 0}
          onClick={() => setPages(pages.slice(0, -1))}
        >
          {words.do.back}
        </Button>
        <Button
          variant="default"
          size="xs"
          disabled={claims.data?.nextAfterId == null}
          onClick={() => setPages([...pages, claims.data?.nextAfterId ?? 0])}
        >
          {words.do.next}
        </Button>
      </div>
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
      wide: true,
      cell: ({ statusText, refusal }) => statusText ?? refusal ?? '–',
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
