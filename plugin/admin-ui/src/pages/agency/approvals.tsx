import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Answer } from '../../api/client.ts';
import { useAct, useDoor } from '../../api/query.ts';
import { useMay } from '../../api/session.tsx';
import { Ask } from '../../parts/ask.tsx';
import { Empty, Failure, Loaded } from '../../parts/loaded.tsx';
import { nameOf } from '../../parts/marks.tsx';
import { Panel } from '../../parts/page.tsx';
import { useFormat, useWords } from '../../words/words.tsx';
import { PackageView } from './package.tsx';

type Work = Answer<'GET /worklist'>['items'][number];

const KINDS: readonly Work['kind'][] = ['approve_handover', 'claim_approval'];

/** What a colleague asked for waits once, also where a run found it as well. */
export const approvalsOf = (items: readonly Work[]): readonly Work[] =>
  KINDS.flatMap((kind) => items.filter((item) => item.kind === kind)).filter(
    ({ receivableId }, index, all) =>
      all.findIndex((other) => other.receivableId === receivableId) === index,
  );

/** The hand-overs that wait for a person, each with the package the agency will see. */
export function Approvals() {
  const words = useWords();
  const work = useDoor('GET /worklist');
  return (
    <Loaded query={work}>
      {({ items }) => {
        const waiting = approvalsOf(items);
        if (waiting.length === 0) {
          return (
            <section className="panel">
              <Empty title={words.agency.noApprovals} />
            </section>
          );
        }
        return waiting.map((item) => <Approval key={`${item.kind} ${item.id}`} work={item} />);
      }}
    </Loaded>
  );
}

function Approval({ work }: { work: Work }) {
  const receivable = useDoor('GET /receivables/{id}', { id: work.receivableId ?? 0 });
  return (
    <section className="panel">
      <Loaded query={receivable} lines={2}>
        {(known) => <ApprovalView receivable={known} work={work} />}
      </Loaded>
    </section>
  );
}

interface ViewProps {
  receivable: Answer<'GET /receivables/{id}'>;
  work: Work;
}

function ApprovalView({ receivable, work }: ViewProps) {
  const words = useWords();
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const { id, principalCents, costsCents, currency } = receivable;
  const isRequest = work.kind === 'approve_handover';
  return (
    <div className="inside stack" style={{ gap: '0.6rem' }}>
      <div className="actions" style={{ justifyContent: 'space-between' }}>
        <span>
          <Link href={`/receivables/${id}`} className="strong">
            {nameOf(receivable.debtor, words)}
          </Link>{' '}
          · {receivable.orderName} ·{' '}
          <span className="strong">{format.money(principalCents + costsCents, currency)}</span>
          {isRequest && (
            <span className="small dim" style={{ display: 'block' }}>
              {words.agency.requested}, {format.instant(work.since)}
              {work.why !== '' && `: ${work.why}`}
            </span>
          )}
        </span>
        <span className="actions">
          <Button variant="default" size="xs" aria-expanded={open} onClick={() => setOpen(!open)}>
            {words.agency.package}
          </Button>
          {isRequest ? <DecideRequest taskId={work.id} /> : <ApproveFound id={id} />}
        </span>
      </div>
      {open && (
        <Panel title={words.agency.package}>
          <PackageView id={id} />
        </Panel>
      )}
    </div>
  );
}

/** A run found that every gate is passed. */
function ApproveFound({ id }: { id: number }) {
  const may = useMay();
  const words = useWords();
  const act = useAct('POST /receivables/{id}/handover');
  if (!may.work) return <span className="small dim">{words.deeds.readOnly}</span>;
  return (
    <Approve
      busy={act.isPending}
      error={act.error}
      approve={(then) => act.mutate({ id, body: {} }, then)}
    />
  );
}

/** A colleague asked for it on the order page; the owner decides. */
function DecideRequest({ taskId: id }: { taskId: number }) {
  const may = useMay();
  const words = useWords();
  const [asking, setAsking] = useState(false);
  const approve = useAct('POST /handover-requests/{id}/approve');
  const decline = useAct('POST /handover-requests/{id}/decline');
  if (!may.decide) return <span className="small dim">{words.deeds.ownerOnly}</span>;
  return (
    <>
      <Button variant="default" size="xs" onClick={() => setAsking(true)}>
        {words.agency.decline}
      </Button>
      <Approve
        busy={approve.isPending}
        error={approve.error}
        approve={(then) => approve.mutate({ id }, then)}
      />
      {asking && (
        <Ask
          title={words.agency.decline}
          fields={[{ name: 'because', label: words.agency.declineWhy, kind: 'long' }]}
          submit={words.agency.decline}
          done={words.agency.declined}
          close={() => setAsking(false)}
          act={({ because }) => decline.mutateAsync({ id, body: { because: String(because) } })}
        />
      )}
    </>
  );
}

interface ApproveProps {
  busy: boolean;
  error: Error | null;
  approve: (then: { onSuccess: () => void }) => void;
}

function Approve({ busy, error, approve }: ApproveProps) {
  const words = useWords();
  const onSuccess = (): void =>
    void notifications.show({ message: words.deeds.handedOver, color: 'petrol' });
  return (
    <>
      <Button size="xs" loading={busy} onClick={() => approve({ onSuccess })}>
        {words.agency.approve}
      </Button>
      {error !== null && <Failure error={error} />}
    </>
  );
}
