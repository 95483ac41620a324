import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Answer } from '../api/client.ts';
import { useAct, useDoor } from '../api/query.ts';
import { useMay } from '../api/session.tsx';
import { Ask } from '../parts/ask.tsx';
import { Became } from '../parts/became.tsx';
import { Empty, Loaded, useTellFailure } from '../parts/loaded.tsx';
import { MessageMark, nameOf, wordOf } from '../parts/marks.tsx';
import { Page } from '../parts/page.tsx';
import { Paged, usePages } from '../parts/paging.tsx';
import { useFormat, useWords } from '../words/words.tsx';

type Message = Answer<'GET /outbox'>['items'][number];

/** What left and has no answer, with everything known of it, and what a person can decide. */
export function UnsettledPage() {
  const words = useWords();
  const pages = usePages<number>();
  const query = pages.mark === undefined ? {} : { afterId: pages.mark };
  const messages = useDoor('GET /outbox', { query }, { keep: true });
  return (
    <Page title={words.unsettled.title} sub={words.unsettled.sub} actions={<LookAgain />}>
      <div className="stack">
        <Paged query={messages} pages={pages} nextOf={({ nextAfterId }) => nextAfterId}>
          {({ items }) =>
            items.length === 0 ? (
              <section className="panel">
                <Empty title={words.unsettled.none}>{words.unsettled.noneSays}</Empty>
              </section>
            ) : (
              <div className="stack">
                {items.map((message) => (
                  <MessageView key={message.id} message={message} />
                ))}
              </div>
            )
          }
        </Paged>
      </div>
    </Page>
  );
}

/** The agencies are asked for news; for a mail there is nobody to ask. */
function LookAgain() {
  const words = useWords();
  const may = useMay();
  const act = useAct('POST /agency-news/look');
  const tellFailure = useTellFailure();
  if (!may.work) return null;
  const look = (): void =>
    act.mutate(
      {},
      {
        onSuccess: () => notifications.show({ message: words.unsettled.looked, color: 'petrol' }),
        onError: tellFailure,
      },
    );
  return (
    <Button variant="default" loading={act.isPending} onClick={look}>
      {words.unsettled.look}
    </Button>
  );
}

function MessageView({ message }: { message: Message }) {
  const words = useWords();
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const { kind, state, attempts, answer, reference, receivableId, orderName } = message;
  return (
    <section className="panel" aria-label={`${wordOf(words.outgoing, kind)} ${orderName}`}>
      <div className="inside stack" style={{ gap: '0.6rem' }}>
        <div className="actions" style={{ justifyContent: 'space-between' }}>
          <span>
            <span className="strong">{wordOf(words.outgoing, kind)}</span> ·{' '}
            <Link href={`/receivables/${receivableId}`} className="strong">
              {nameOf(message.debtor, words)}
            </Link>{' '}
            · {orderName} <MessageMark state={state} />
          </span>
          <span className="actions">
            <Button variant="default" size="xs" aria-expanded={open} onClick={() => setOpen(!open)}>
              {words.unsettled.known}
            </Button>
            <Decisions message={message} />
          </span>
        </div>
        <dl className="facts">
          <dt>{words.unsettled.lastAnswer}</dt>
          <dd>{answer === null ? '–' : <Became state={state} note={answer} />}</dd>
          <dt>{words.unsettled.reference}</dt>
          <dd style={{ overflowWrap: 'anywhere' }}>{reference}</dd>
          <dt>{words.unsettled.leftAt}</dt>
          <dd>
            {format.instant(message.triedAt)} ({words.unsettled.tries}: {attempts})
          </dd>
        </dl>
        {open && <Known message={message} />}
      </div>
    </section>
  );
}

function Known({ message }: { message: Message }) {
  const words = useWords();
  if (message.claimId !== null) return <KnownOfClaim id={message.claimId} />;
  return message.kind.endsWith('.email') ? (
    <p style={{ margin: 0 }}>{words.unsettled.mailSays}</p>
  ) : null;
}

/** Every call that was made about the claim, and whatever the feeds said of it. */
function KnownOfClaim({ id }: { id: number }) {
  const words = useWords();
  const format = useFormat();
  const claim = useDoor('GET /claims/{id}', { id });
  return (
    <Loaded query={claim}>
      {({ calls, news, unmatchedNews }) => (
        <div className="stack" style={{ gap: '0.6rem' }}>
          <h3 style={{ margin: 0 }}>{words.unsettled.calls}</h3>
          {calls.length === 0 && <p className="dim">{words.unsettled.noCalls}</p>}
          {calls.map(({ operation, status, end, calledAt, request, answer }) => (
            <details key={`${calledAt} ${operation}`}>
              <summary>
                {format.instant(calledAt)} · {operation} · {status ?? end}
              </summary>
              <p className="small dim">{words.unsettled.question}</p>
              <pre className="mono small wrap">{request}</pre>
              <p className="small dim">{words.unsettled.answer}</p>
              <pre className="mono small wrap">{answer === '' ? '–' : answer}</pre>
            </details>
          ))}
          <h3 style={{ margin: 0 }}>{words.unsettled.feeds}</h3>
          {news.length === 0 && <p className="dim">{words.unsettled.noFeeds}</p>}
          <ul>
            {news.map((one) => (
              <li key={one.id}>
                {format.instant(one.storedAt)} · {wordOf(words.newsKinds, one.kind)} ·{' '}
                {one.fileNumber} {one.code}
              </li>
            ))}
          </ul>
          {unmatchedNews.length > 0 && (
            <>
              <h3 style={{ margin: 0 }}>{words.unsettled.strange}</h3>
              <ul>
                {unmatchedNews.map((one) => (
                  <li key={one.id}>
                    {format.instant(one.storedAt)} · {wordOf(words.newsKinds, one.kind)} ·{' '}
                    {one.fileNumber} {one.code}
                  </li>
                ))}
              </ul>
            </>
          )}
        </div>
      )}
    </Loaded>
  );
}

function Decisions({ message }: { message: Message }) {
  const words = useWords();
  const may = useMay();
  const act = useAct('POST /outbox/{id}/resolve');
  const [asking, setAsking] = useState<'arrived' | 'lost' | null>(null);
  if (!may.decide) return <span className="small dim">{words.deeds.ownerOnly}</span>;
  const { id, kind } = message;
  const close = (): void => setAsking(null);
  const isClaim = kind === 'claim.submit';
  const says = kind.startsWith('claim.') ? words.unsettled.lostClaim : words.unsettled.lostReminder;
  return (
    <>
      <Button size="xs" onClick={() => setAsking('arrived')}>
        {words.unsettled.arrived}
      </Button>
      <Button size="xs" variant="default" onClick={() => setAsking('lost')}>
        {words.unsettled.lost}
      </Button>
      {asking === 'arrived' && (
        <Ask
          title={words.unsettled.arrived}
          says={words.unsettled.arrivedSays}
          fields={
            isClaim ? [{ name: 'fileNumber', label: words.unsettled.fileNumber, kind: 'text' }] : []
          }
          submit={words.unsettled.arrived}
          done={words.unsettled.decided}
          close={close}
          act={({ fileNumber }) =>
            act.mutateAsync({
              id,
              body: { outcome: 'delivered', fileNumber: isClaim ? String(fileNumber) : null },
            })
          }
        />
      )}
      {asking === 'lost' && (
        <Ask
          title={words.unsettled.lost}
          says={says}
          fields={[]}
          submit={words.unsettled.lost}
          danger
          done={words.unsettled.decided}
          close={close}
          act={() => act.mutateAsync({ id, body: { outcome: 'not_delivered' } })}
        />
      )}
    </>
  );
}
