import { useParams } from 'wouter';
import { useDoor } from '../../api/query.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { Mark, nameOf, ReceivableMark } from '../../parts/marks.tsx';
import { Page, Panel } from '../../parts/page.tsx';
import { Story } from '../../parts/story.tsx';
import { useFormat, useWords } from '../../words/words.tsx';
import { Claims } from './claims.tsx';
import { Clarify } from './clarify.tsx';
import { Deeds } from './deeds.tsx';
import { Documents } from './documents.tsx';
import { Letters } from './letters.tsx';
import { MoneyPanel } from './money.tsx';
import { NextPanel } from './next.tsx';
import { Notes } from './notes.tsx';
import { Holds } from './holds.tsx';
import { Person } from './person.tsx';
import type { Receivable } from './receivable.ts';

/** One receivable: who owes what, what happened, what comes next, what can be done. */
export function CasePage() {
  const id = Number(useParams<{ id: string }>().id);
  const words = useWords();
  const receivable = useDoor('GET /receivables/{id}', { id });
  if (receivable.data === undefined) {
    return (
      <Page title={words.case.title}>
        <section className="panel">
          <Loaded query={receivable} lines={12}>
            {() => null}
          </Loaded>
        </section>
      </Page>
    );
  }
  return <Case receivable={receivable.data} />;
}

function Case({ receivable }: { receivable: Receivable }) {
  const words = useWords();
  const format = useFormat();
  const { orderName, invoiceNumber, dueOn } = receivable;
  const sub = [
    words.case.order(orderName),
    invoiceNumber === null ? null : words.case.invoice(invoiceNumber),
    dueOn === null ? words.case.noDueDate : words.case.due(format.day(dueOn)),
  ];
  return (
    <Page
      title={nameOf(receivable.debtor, words)}
      mark={
        <>
          <ReceivableMark state={receivable.state} />
          {receivable.isTrial && <Mark tone="accent">{words.common.trial}</Mark>}
        </>
      }
      sub={sub.filter(Boolean).join(' · ')}
    >
      <div className="cols case">
        <div className="stack">
          <Holds receivable={receivable} />
          <Clarify receivable={receivable} />
          <MoneyPanel receivable={receivable} />
          <NextPanel receivable={receivable} />
        </div>
        <div className="stack beside">
          <Deeds receivable={receivable} />
          <Person receivable={receivable} />
          <Notes id={receivable.id} />
        </div>
        <div className="stack">
          <Letters receivable={receivable} />
          <Documents receivable={receivable} />
          <Claims receivable={receivable} />
          <Panel title={words.case.story}>
            <CaseStory id={receivable.id} currency={receivable.currency} />
          </Panel>
        </div>
      </div>
    </Page>
  );
}

function CaseStory({ id, currency }: { id: number; currency: string }) {
  const timeline = useDoor('GET /receivables/{id}/timeline', { id, query: { limit: 200 } });
  return (
    <Loaded query={timeline} lines={8}>
      {({ items }) => <Story items={items} currency={currency} />}
    </Loaded>
  );
}
