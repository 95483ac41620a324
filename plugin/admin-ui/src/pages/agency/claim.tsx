import { Link, useParams } from 'wouter';
import { useDoor } from '../../api/query.ts';
import { Became } from '../../parts/became.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { ClaimMark, MessageMark, wordOf } from '../../parts/marks.tsx';
import { Page, Panel } from '../../parts/page.tsx';
import { Story } from '../../parts/story.tsx';
import { Grid } from '../../parts/table.tsx';
import { useFormat, useWords } from '../../words/words.tsx';
import { ClaimDeeds } from './claim-deeds.tsx';
import { type Claim, isLive, refusalText } from './claim-state.ts';
import { ClaimPackage } from './package.tsx';
import { AgencyStatus } from './status.tsx';
import { Talk } from './talk.tsx';

/** One claim: what the agency has, what it did, and what was written. */
export function ClaimPage() {
  const id = Number(useParams<{ id: string }>().id);
  const words = useWords();
  const claim = useDoor('GET /claims/{id}', { id });
  if (claim.data === undefined) {
    return (
      <Page title={words.agency.claim}>
        <section className="panel">
          <Loaded query={claim} lines={12}>
            {() => null}
          </Loaded>
        </section>
      </Page>
    );
  }
  return <ClaimView claim={claim.data} />;
}

function ClaimView({ claim }: { claim: Claim }) {
  const words = useWords();
  const { fileNumber, ourReference, receivableId, statusText, statusMeaning } = claim;
  return (
    <Page
      title={fileNumber ?? words.agency.noNumber}
      mark={<ClaimMark state={claim.state} />}
      sub={
        <>
          {words.agency.ourReference} {ourReference}
          {' · '}
          <Link href={`/receivables/${receivableId}`}>{words.agency.toCase}</Link>
          {statusText !== null && (
            <span className="two-lines">
              <AgencyStatus statusText={statusText} statusMeaning={statusMeaning} />
            </span>
          )}
        </>
      }
    >
      <div className="cols side-right">
        <div className="stack">
          {claim.refusal !== null && (
            <div className="note bad">
              <strong>{words.agency.refusal}</strong>{' '}
              <span className="theirs">{refusalText(claim.refusal)}</span>
            </div>
          )}
          <Panel title={words.agency.messages}>
            <Talk id={claim.id} live={isLive(claim)} />
          </Panel>
          <Panel title={words.case.story}>
            <Story items={claim.story.toReversed()} currency="EUR" />
          </Panel>
          <Panel title={claim.state === 'queued' ? words.agency.package : words.agency.packageSent}>
            <ClaimPackage id={claim.id} />
          </Panel>
        </div>
        <div className="stack">
          <Panel title={words.case.money}>
            <ClaimMoney claim={claim} />
          </Panel>
          <ClaimDeeds claim={claim} />
          <Sent claim={claim} />
        </div>
      </div>
    </Page>
  );
}

function ClaimMoney({ claim }: { claim: Claim }) {
  const words = useWords();
  const format = useFormat();
  const rows: readonly [string, number | null][] = [
    [words.money.principal, claim.principalCents],
    [words.money.interest, claim.interestCents],
    [words.money.costs, claim.costsCents],
    [words.agency.total, claim.agencyTotalCents],
    [words.agency.paid, claim.agencyPaidCents],
    [words.agency.outstanding, claim.agencyOutstandingCents],
    [words.agency.paidOut, claim.agencyPayoutsCents],
  ];
  return (
    <dl className="sum">
      {rows.map(([name, cents]) => (
        <div key={name} style={{ display: 'contents' }}>
          <dt>{name}</dt>
          <dd>{cents === null ? '–' : format.money(cents)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What was to be sent about the claim, and what became of it. */
function Sent({ claim }: { claim: Claim }) {
  const words = useWords();
  if (claim.messages.length === 0) return null;
  return (
    <Panel title={words.agency.sent} bare>
      <Grid
        caption={words.agency.sent}
        rows={claim.messages.toReversed()}
        keyOf={({ id }) => id}
        columns={[
          {
            name: 'kind',
            head: words.common.what,
            cell: ({ kind }) => wordOf(words.outgoing, kind),
          },
          {
            name: 'state',
            head: words.common.state,
            cell: ({ state, note }) => (
              <>
                <MessageMark state={state} />
                <Became state={state} note={note} />
              </>
            ),
          },
        ]}
      />
    </Panel>
  );
}
