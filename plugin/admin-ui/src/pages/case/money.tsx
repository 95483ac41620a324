import { Button, Collapse } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useId } from 'react';
import type { Answer } from '../../api/client.ts';
import { useDoor } from '../../api/query.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { Panel } from '../../parts/page.tsx';
import { Said } from '../../parts/said.tsx';
import { useFormat, useWords } from '../../words/words.tsx';
import type { Receivable } from './receivable.ts';

type Statement = Answer<'GET /receivables/{id}/claim-statement'>;

const OVER = ['paid', 'cancelled', 'written_off'];

/** What is owed today, in its parts, with the way the interest was reckoned on a click. */
export function MoneyPanel({ receivable }: { receivable: Receivable }) {
  const words = useWords();
  const format = useFormat();
  const { id, state, dueOn } = receivable;
  const known = dueOn !== null && !OVER.includes(state);
  const statement = useDoor('GET /receivables/{id}/claim-statement', { id }, { enabled: known });
  return (
    <Panel
      title={words.case.money}
      more={statement.data && <span className="dim small">{format.day(statement.data.on)}</span>}
    >
      {known ? (
        <Loaded query={statement} lines={4}>
          {(given) => <StatementView statement={given} />}
        </Loaded>
      ) : (
        <PlainSum receivable={receivable} />
      )}
    </Panel>
  );
}

function PlainSum({ receivable }: { receivable: Receivable }) {
  const words = useWords();
  const format = useFormat();
  const { principalCents, costsCents, currency } = receivable;
  return (
    <dl className="sum">
      <dt>{words.money.principal}</dt>
      <dd>{format.money(principalCents, currency)}</dd>
      <dt>{words.money.costs}</dt>
      <dd>{format.money(costsCents, currency)}</dd>
      <dt className="total">{words.money.openNow}</dt>
      <dd className="total">{format.money(principalCents + costsCents, currency)}</dd>
    </dl>
  );
}

function StatementView({ statement }: { statement: Statement }) {
  const words = useWords();
  const format = useFormat();
  const [open, { toggle }] = useDisclosure(false);
  const id = useId();
  const { currency, segments, payments } = statement;
  const money = (cents: number): string => format.money(cents, currency);
  return (
    <>
      <dl className="sum">
        <dt>{words.money.principal}</dt>
        <dd>{money(statement.principalCents)}</dd>
        <dt>
          {words.money.interest}{' '}
          {segments.length > 0 && (
            <Button
              variant="subtle"
              size="compact-xs"
              aria-expanded={open}
              aria-controls={id}
              onClick={toggle}
            >
              {words.money.segments}
            </Button>
          )}
        </dt>
        <dd>{money(statement.interestCents)}</dd>
        <dt>{words.money.costs}</dt>
        <dd>{money(statement.costsCents)}</dd>
        {payments.length > 0 && (
          <>
            <dt className="dim small">{words.money.paidSoFar}</dt>
            <dd className="dim small">
              {money(payments.reduce((sum, { amountCents }) => sum + amountCents, 0))}
            </dd>
          </>
        )}
        <dt className="total">{words.money.total}</dt>
        <dd className="total">{money(statement.totalCents)}</dd>
      </dl>
      <div id={id}>
        <Collapse expanded={open}>
          <Segments statement={statement} />
        </Collapse>
      </div>
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
    </>
  );
}

const HUNDRED_PERCENT = 10_000;

function Segments({ statement }: { statement: Statement }) {
  const words = useWords();
  const format = useFormat();
  const rateOf = (segment: Statement['segments'][number]): string => {
    const rate = segment['rateBasisPoints'];
    return typeof rate === 'number' ? format.percent(rate / HUNDRED_PERCENT, 2) : '';
  };
  const days = (from: string, to: string): number =>
    Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1;
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
          </tr>
        </thead>
        <tbody>
          {statement.segments.map((segment) => (
            <tr key={`${segment.fromOn}-${segment.principalCents}`}>
              <td className="nowrap">
                {format.day(segment.fromOn)} – {format.day(segment.toOn)}
              </td>
              <td className="num">{days(segment.fromOn, segment.toOn)}</td>
              <td className="num">{format.money(segment.principalCents, statement.currency)}</td>
              <td className="num">{rateOf(segment)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
