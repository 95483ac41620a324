import { Button, Collapse } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Fragment, useId } from 'react';
import type { Answer } from '../../api/client.ts';
import { useDoor } from '../../api/query.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { Panel } from '../../parts/page.tsx';
import { Said } from '../../parts/said.tsx';
import { useFormat, useWords } from '../../words/words.tsx';
import { isLive } from '../agency/claim-state.ts';
import type { Receivable } from './receivable.ts';

type Statement = Answer<'GET /receivables/{id}/claim-statement'>;

const OVER = ['paid', 'cancelled', 'written_off'];

/** What is owed today as a sum that adds up, with the way the interest was reckoned on a click. */
export function MoneyPanel({ receivable }: { receivable: Receivable }) {
  const words = useWords();
  const format = useFormat();
  const { id, state, dueOn } = receivable;
  const statement = useDoor('GET /receivables/{id}/claim-statement', { id });
  const bearsInterest = dueOn !== null && !OVER.includes(state);
  return (
    <Panel
      title={words.case.money}
      more={statement.data && <span className="dim small">{format.day(statement.data.on)}</span>}
    >
      <Loaded query={statement} lines={4}>
        {(given) =>
          bearsInterest ? (
            <StatementView statement={given} />
          ) : (
            <BookedSum statement={given} receivable={receivable} />
          )
        }
      </Loaded>
      <AgencySum receivable={receivable} />
    </Panel>
  );
}

/** What the debtor owes at the agency by its own account: its fees come on top of ours. */
function AgencySum({ receivable }: { receivable: Receivable }) {
  const words = useWords();
  const format = useFormat();
  const claim = receivable.claims.findLast(isLive);
  if (claim === undefined || claim.agencyOutstandingCents === null) return null;
  return (
    <>
      <dl className="sum" style={{ marginTop: '0.75rem' }}>
        <dt>{words.money.atAgency(format.instant(claim.accountReadAt))}</dt>
        <dd>{format.money(claim.agencyOutstandingCents, receivable.currency)}</dd>
      </dl>
      <p className="small dim" style={{ margin: 0 }}>
        {words.money.atAgencySays}
      </p>
    </>
  );
}

/** What the books show: nothing bears interest before it is due, or when it is over. */
function BookedSum({ statement, receivable }: { statement: Statement; receivable: Receivable }) {
  const words = useWords();
  const format = useFormat();
  const { principalCents, costsCents, currency } = receivable;
  return (
    <dl className="sum">
      <Lines lines={statement.booked} currency={currency} />
      <dt className="total">{words.money.openNow}</dt>
      <dd className="total">{format.money(principalCents + costsCents, currency)}</dd>
    </dl>
  );
}

function Lines({ lines, currency }: { lines: Statement['lines']; currency: string }) {
  const words = useWords();
  const format = useFormat();
  return lines.map(({ kind, amountCents }) => (
    <Fragment key={kind}>
      <dt>{words.money.lines[kind]}</dt>
      <dd>{format.money(amountCents, currency)}</dd>
    </Fragment>
  ));
}

function StatementView({ statement }: { statement: Statement }) {
  const words = useWords();
  const format = useFormat();
  const [open, { toggle }] = useDisclosure(false);
  const id = useId();
  const { currency, lines, segments, principalCents, interestCents, costsCents } = statement;
  const money = (cents: number): string => format.money(cents, currency);
  const more = [
    { name: words.money.interest, cents: interestCents },
    { name: words.money.costs, cents: costsCents },
  ].filter(({ cents }) => cents !== 0);
  return (
    <>
      <dl className="sum">
        <Lines lines={lines} currency={currency} />
        {lines.length > 1 && more.length > 0 && (
          <>
            <dt className="part">{words.money.openPrincipal}</dt>
            <dd className="part">{money(principalCents)}</dd>
          </>
        )}
        {more.map(({ name, cents }) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>{money(cents)}</dd>
          </Fragment>
        ))}
        <dt className="total">{words.money.total}</dt>
        <dd className="total">{money(statement.totalCents)}</dd>
      </dl>
      <Default statement={statement} />
      {segments.length > 0 && (
        <>
          <Button
            variant="subtle"
            size="compact-xs"
            ml={-6}
            aria-expanded={open}
            aria-controls={id}
            onClick={toggle}
          >
            {words.money.segments}
          </Button>
          <div id={id}>
            <Collapse expanded={open}>
              <Segments statement={statement} />
            </Collapse>
          </div>
        </>
      )}
    </>
  );
}

/** Since when interest runs, and on what ground. */
function Default({ statement }: { statement: Statement }) {
  const words = useWords();
  return (
    <p className="small dim" style={{ margin: '0.6rem 0 0' }}>
      {statement.defaultFrom === null ? (
        words.money.noDefault
      ) : (
        <Said
          says={[
            {
              code: statement.defaultFrom > statement.on ? 'default_only_from' : 'default_since',
              values: { fromOn: statement.defaultFrom },
            },
            ...statement.groundSays,
          ]}
          english={statement.ground ?? ''}
          between=": "
        />
      )}
      {!statement.complete && ` ${words.money.rateMissing}`}
    </p>
  );
}

const MILLION = 1_000_000;

function Segments({ statement }: { statement: Statement }) {
  const words = useWords();
  const format = useFormat();
  return (
    <div
      role="group"
      className="scroll"
      style={{ marginTop: '0.75rem' }}
      aria-label={words.money.segments}
      tabIndex={0}
    >
      <table className="grid">
        <caption>{words.money.segments}</caption>
        <thead>
          <tr>
            <th scope="col">{words.money.period}</th>
            <th scope="col" className="num">
              {words.money.days}
            </th>
            <th scope="col" className="num">
              {words.money.on}
            </th>
            <th scope="col" className="num">
              {words.money.rate}
            </th>
            <th scope="col" className="num">
              {words.money.interestOf}
            </th>
          </tr>
        </thead>
        <tbody>
          {statement.segments.map((segment) => (
            <tr key={`${segment.fromOn}-${segment.principalCents}`}>
              <td className="nowrap">
                {format.day(segment.fromOn)} – {format.day(segment.toOn)}
              </td>
              <td className="num">{segment.days}</td>
              <td className="num">{format.money(segment.principalCents, statement.currency)}</td>
              <td className="num">{format.percent(segment.rate / MILLION, 2)}</td>
              <td className="num">{format.money(segment.interestCents, statement.currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
