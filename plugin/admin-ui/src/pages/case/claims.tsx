import { Link } from 'wouter';
import { ClaimMark } from '../../parts/marks.tsx';
import { Panel } from '../../parts/page.tsx';
import { Grid } from '../../parts/table.tsx';
import { useFormat, useWords } from '../../words/words.tsx';
import { AgencyStatus } from '../agency/status.tsx';
import type { Receivable } from './receivable.ts';

/** The receivable as an agency holds it, or held it. */
export function Claims({ receivable }: { receivable: Receivable }) {
  const words = useWords();
  const format = useFormat();
  const { claims, currency } = receivable;
  if (claims.length === 0) return null;
  return (
    <Panel title={words.case.atAgency} bare>
      <Grid
        caption={words.case.atAgency}
        rows={claims.toReversed()}
        keyOf={({ id }) => id}
        columns={[
          {
            name: 'file',
            head: words.agency.fileNumber,
            cell: ({ id, fileNumber, ourReference }) => (
              <Link href={`/at-agency/claims/${id}`} className="strong">
                {fileNumber ?? ourReference}
              </Link>
            ),
          },
          {
            name: 'state',
            head: words.common.state,
            cell: ({ state }) => <ClaimMark state={state} />,
          },
          {
            name: 'status',
            head: words.agency.status,
            cell: (claim) => <AgencyStatus {...claim} />,
          },
          {
            name: 'paid',
            head: words.agency.paid,
            right: true,
            cell: ({ agencyPaidCents }) =>
              agencyPaidCents === null ? '–' : format.money(agencyPaidCents, currency),
          },
        ]}
      />
    </Panel>
  );
}
