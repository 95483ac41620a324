import { Link } from 'wouter';
import type { Answer } from '../../api/client.ts';
import { useDoor } from '../../api/query.ts';
import { Empty, Loaded } from '../../parts/loaded.tsx';
import { Panel } from '../../parts/page.tsx';
import { Grid } from '../../parts/table.tsx';
import { useFormat, useWords } from '../../words/words.tsx';

/** What the agency paid out, beside what our books expect of it. */
export function Payouts() {
  const words = useWords();
  const format = useFormat();
  const payouts = useDoor('GET /agency-payouts');
  return (
    <Loaded query={payouts}>
      {({ expectedCents, paidOutCents, differenceCents, claims, settlements }) => (
        <>
          <div className="figures">
            {[
              { label: words.agency.expected, cents: expectedCents },
              { label: words.agency.paidOut, cents: paidOutCents },
              { label: words.agency.difference, cents: differenceCents },
            ].map(({ label, cents }) => (
              <div key={label} className="figure">
                <span className="label">{label}</span>
                <span className="value">{format.money(cents)}</span>
              </div>
            ))}
          </div>
          <p className="small dim" style={{ margin: 0 }}>
            {differenceCents > 0 ? words.agency.owes : words.agency.owesNothing}
          </p>
          <div className="cols two">
            <Settlements settlements={settlements} />
            <ByClaim claims={claims} />
          </div>
        </>
      )}
    </Loaded>
  );
}

type Given = Answer<'GET /agency-payouts'>;

function Settlements({ settlements }: Pick<Given, 'settlements'>) {
  const words = useWords();
  const format = useFormat();
  return (
    <Panel title={words.agency.settlements} bare>
      {settlements.length === 0 ? (
        <Empty title={words.agency.noPayouts} />
      ) : (
        <Grid
          caption={words.agency.settlements}
          rows={settlements}
          keyOf={({ payoutNumber, paidOn }) => `${payoutNumber} ${paidOn}`}
          columns={[
            {
              name: 'number',
              head: words.agency.payoutNumber,
              cell: (row) => row.payoutNumber,
            },
            { name: 'on', head: words.common.day, cell: (row) => format.day(row.paidOn) },
            {
              name: 'claims',
              head: words.agency.tabs.claims,
              right: true,
              cell: (row) => row.claims,
            },
            {
              name: 'sum',
              head: words.common.amount,
              right: true,
              cell: (row) => format.money(row.totalCents),
            },
          ]}
        />
      )}
    </Panel>
  );
}

function ByClaim({ claims }: Pick<Given, 'claims'>) {
  const words = useWords();
  const format = useFormat();
  return (
    <Panel title={words.agency.byClaim} bare>
      {claims.length === 0 ? (
        <Empty title={words.agency.noPayouts} />
      ) : (
        <Grid
          caption={words.agency.byClaim}
          rows={claims}
          keyOf={({ claimId }) => claimId}
          columns={[
            {
              name: 'file',
              head: words.agency.fileNumber,
              cell: ({ claimId, fileNumber }) => (
                <Link href={`/at-agency/claims/${claimId}`}>{fileNumber ?? claimId}</Link>
              ),
            },
            {
              name: 'expected',
              head: words.agency.expected,
              right: true,
              cell: (row) => format.money(row.expectedCents),
            },
            {
              name: 'paid',
              head: words.agency.paidOut,
              right: true,
              cell: (row) => format.money(row.paidOutCents),
            },
            {
              name: 'difference',
              head: words.agency.difference,
              right: true,
              cell: (row) => (
                <span className={row.differenceCents === 0 ? '' : 'strong'}>
                  {format.money(row.differenceCents)}
                </span>
              ),
            },
          ]}
        />
      )}
    </Panel>
  );
}
