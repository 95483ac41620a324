import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Answer } from '../api/client.ts';
import { useAct } from '../api/query.ts';
import { useMay } from '../api/session.tsx';
import { useFormat, useWords } from '../words/words.tsx';
import { Empty, useTellFailure } from './loaded.tsx';
import { wordOf } from './marks.tsx';
import { Said } from './said.tsx';

type Item = Answer<'GET /worklist'>['items'][number];

/** Of each kind, so that many of one do not hide another that has a day to be kept. */
const FIRST = 3;
const SHOWN = 12;

/** Everything that waits for a person, by kind, with the place where it is settled. */
export function WorkList({ items }: { items: readonly Item[] }) {
  const words = useWords();
  const [kind, setKind] = useState<string | null>(null);
  const [all, setAll] = useState(false);
  if (items.length === 0) return <Empty title={words.today.noWork}>{words.today.noWorkSays}</Empty>;
  // The kind whose first item is the most urgent comes first.
  const groups = [...Map.groupBy(items, (item) => item.kind)];
  const choose = (one: string | null): void => {
    setKind(one);
    setAll(false);
  };
  const shown = groups.filter(([one]) => kind === null || kind === one);
  const most = all ? items.length : kind === null && groups.length > 1 ? FIRST : SHOWN;
  return (
    <div className="inside">
      {groups.length > 1 && (
        <div className="chips" style={{ marginBottom: '0.5rem' }}>
          {groups.map(([one, of]) => (
            <button
              key={one}
              type="button"
              className="chip"
              aria-pressed={kind === one}
              onClick={() => choose(kind === one ? null : one)}
            >
              {wordOf(words.workKinds, one)} · {of.length}
            </button>
          ))}
        </div>
      )}
      {shown.map(([one, of]) => (
        <section key={one} aria-label={wordOf(words.workKinds, one)} className="work">
          <h3>{wordOf(words.workKinds, one)}</h3>
          <ul className="doings">
            {of.slice(0, most).map((item) => (
              <WorkRow key={item.id} item={item} />
            ))}
          </ul>
          {of.length > most && (
            <Button
              variant="subtle"
              size="compact-xs"
              ml={-6}
              aria-label={`${words.today.more(of.length - most)}: ${wordOf(words.workKinds, one)}`}
              onClick={() => (kind === null && groups.length > 1 ? choose(one) : setAll(true))}
            >
              {words.today.more(of.length - most)}
            </Button>
          )}
        </section>
      ))}
    </div>
  );
}

function WorkRow({ item }: { item: Item }) {
  const words = useWords();
  const format = useFormat();
  const may = useMay();
  const place = placeOf(item);
  const who = [item.debtorName, item.orderName].filter(Boolean).join(' · ');
  return (
    <li>
      <span style={{ flex: '1 1 16rem', minWidth: 0 }}>
        {who !== '' && <span className="strong">{who} </span>}
        <span className="dim small nowrap">{format.instant(item.since)}</span>
        <span className="small dim said">
          <Said says={item.says} english={item.why} />
        </span>
      </span>
      {place !== null && (
        <Button
          component={Link}
          href={place}
          variant="default"
          size="xs"
          aria-label={[words.do.open, item.orderName].filter(Boolean).join(' ')}
        >
          {words.do.open}
        </Button>
      )}
      {item.kind.startsWith('delivery_') && may.work && <RetryDelivery id={item.id} />}
    </li>
  );
}

function RetryDelivery({ id }: { id: number }) {
  const words = useWords();
  const act = useAct('POST /inbox/{id}/retry');
  const tellFailure = useTellFailure();
  const again = (): void => {
    act.mutate(
      { id },
      {
        onSuccess: () => notifications.show({ message: words.today.retried, color: 'petrol' }),
        onError: tellFailure,
      },
    );
  };
  return (
    <Button variant="default" size="xs" loading={act.isPending} onClick={again}>
      {words.do.retry}
    </Button>
  );
}

/** Where the item is settled. */
function placeOf({ kind, id, receivableId, claimId }: Item): string | null {
  if (kind === 'news_unmatched' || kind === 'news_failed') return '/at-agency/news';
  if (kind === 'run_waiting') return `/runs/${id}`;
  if (kind === 'base_rate_missing') return '/settings/runs';
  if (kind === 'platform_reminders' || kind === 'shop_unread') return '/settings/connection';
  if (kind === 'account_refused') return '/at-agency/account';
  if (kind === 'approve_handover' || kind === 'claim_approval') return '/at-agency/approvals';
  if (kind.startsWith('message_') && kind !== 'message_unread') return '/unconfirmed';
  if (kind === 'claim_undecided') return '/unconfirmed';
  if (kind === 'privacy_request') return '/settings/privacy';
  if (kind === 'message_unread' && claimId !== null) return `/at-agency/claims/${claimId}`;
  if (kind === 'status_unmapped') return '/at-agency/statuses';
  if (receivableId !== null) return `/receivables/${receivableId}`;
  return claimId === null ? null : `/at-agency/claims/${claimId}`;
}
