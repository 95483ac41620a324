import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Link } from 'wouter';
import { useAct } from '../../api/query.ts';
import { useMay } from '../../api/session.tsx';
import { whatHappened } from '../../parts/loaded.tsx';
import { nameOf, wordOf } from '../../parts/marks.tsx';
import { Panel } from '../../parts/page.tsx';
import { useFormat, useWords } from '../../words/words.tsx';
import type { Receivable } from './receivable.ts';

/** Who owes. */
export function Person({ receivable }: { receivable: Receivable }) {
  const words = useWords();
  const { debtor } = receivable;
  if (debtor === null) return null;
  const place = [
    debtor.street,
    [debtor.postcode, debtor.city].filter(Boolean).join(' '),
    debtor.country,
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
        <dd>{debtor.locale ?? '–'}</dd>
      </dl>
    </Panel>
  );
}

/** What stops the reminders at present, and how each is released. */
export function Holds({ receivable }: { receivable: Receivable }) {
  const words = useWords();
  const format = useFormat();
  const may = useMay();
  const release = useAct('DELETE /dunning-blocks/{id}');
  const { blocks } = receivable;
  if (blocks.length === 0) return null;
  const letGo = (id: number): void =>
    release.mutate(
      { id },
      {
        onSuccess: () => notifications.show({ message: words.deeds.released, color: 'petrol' }),
        onError: (error) =>
          notifications.show({ message: whatHappened(error, words), color: 'red.9' }),
      },
    );
  return (
    <div className="note warn stack" style={{ gap: '0.5rem' }}>
      {blocks.map(({ id, reason, untilOn, note }) => (
        <div key={id} className="actions" style={{ justifyContent: 'space-between' }}>
          <span>
            <strong>{words.case.onHold}</strong> {wordOf(words.blockReasons, reason)} ·{' '}
            {untilOn === null ? words.case.untilReleased : words.common.until(format.day(untilOn))}
            {note !== null && ` · ${note}`}
          </span>
          {may.work && (
            <Button
              size="xs"
              variant="default"
              loading={release.isPending}
              onClick={() => letGo(id)}
            >
              {words.deeds.release}
            </Button>
          )}
        </div>
      ))}
    </div>
  );
}
