import { Link } from 'wouter';
import { Technical } from '../../parts/technical.tsx';
import { nameOf } from '../../parts/marks.tsx';
import { Panel } from '../../parts/page.tsx';
import { useFormat, useWords } from '../../words/words.tsx';
import type { Receivable } from './receivable.ts';

/** Who owes. */
export function Person({ receivable }: { receivable: Receivable }) {
  const words = useWords();
  const format = useFormat();
  const { debtor } = receivable;
  if (debtor === null) return <Restricted receivable={receivable} />;
  const place = [
    debtor.street,
    [debtor.postcode, debtor.city].filter(Boolean).join(' '),
    format.country(debtor.country ?? ''),
  ];
  return (
    <Panel
      title={words.common.debtor}
      more={
        <Link href={`/receivables?debtorId=${debtor.id}`} className="small">
          {words.case.allOfDebtor}
        </Link>
      }
    >
      <RestrictionNote receivable={receivable} />
      <dl className="facts">
        <dt>{words.person.name}</dt>
        <dd>{nameOf(debtor, words)}</dd>
        <dt>{words.person.kind}</dt>
        <dd>{words.person[debtor.kind]}</dd>
        <dt>{words.person.address}</dt>
        <dd>
          {place.filter(Boolean).map((line) => (
            <span key={line} style={{ display: 'block' }}>
              {line}
            </span>
          ))}
        </dd>
        <dt>{words.person.email}</dt>
        <dd>
          {debtor.email === null ? '–' : <a href={`mailto:${debtor.email}`}>{debtor.email}</a>}
        </dd>
        <dt>{words.person.phone}</dt>
        <dd>{debtor.phone === null ? '–' : <a href={`tel:${debtor.phone}`}>{debtor.phone}</a>}</dd>
        <dt>{words.person.number}</dt>
        <dd>{debtor.debtorNumber ?? '–'}</dd>
        <dt>{words.common.language}</dt>
        <dd>{debtor.locale === null ? '–' : format.tongue(debtor.locale)}</dd>
      </dl>
    </Panel>
  );
}

/** His data are there, but not for the reader. */
function Restricted({ receivable }: { receivable: Receivable }) {
  const words = useWords();
  if (receivable.restriction === null) return null;
  return (
    <Panel title={words.common.debtor}>
      <RestrictionNote receivable={receivable} />
    </Panel>
  );
}

function RestrictionNote({ receivable: { restriction, debtor } }: { receivable: Receivable }) {
  const words = useWords();
  const format = useFormat();
  if (restriction === null) return null;
  const { since, reason } = restriction;
  return (
    <div className="note">
      <strong>{words.person.restricted(format.instant(since))}</strong>{' '}
      {debtor === null && words.person.ownerOnly}
      <Technical words={words} text={reason} />
    </div>
  );
}
