import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Answer } from '../../api/client.ts';
import { useAct, useDoor } from '../../api/query.ts';
import { useMay } from '../../api/session.tsx';
import { Empty, Failure, Loaded } from '../../parts/loaded.tsx';
import { nameOf } from '../../parts/marks.tsx';
import { Panel } from '../../parts/page.tsx';
import { useFormat, useWords } from '../../words/words.tsx';
import { PackageView } from './package.tsx';

/** The hand-overs that wait for a person, each with the package the agency will see. */
export function Approvals() {
  const words = useWords();
  const work = useDoor('GET /worklist');
  return (
    <Loaded query={work}>
      {({ items }) => {
        const waiting = items.filter(({ kind }) => kind === 'claim_approval');
        if (waiting.length === 0) {
          return (
            <section className="panel">
              <Empty title={words.agency.noApprovals} />
            </section>
          );
        }
        return waiting.map(({ id, receivableId }) =>
          receivableId === null ? null : <Approval key={id} id={receivableId} />,
        );
      }}
    </Loaded>
  );
}

function Approval({ id }: { id: number }) {
  const receivable = useDoor('GET /receivables/{id}', { id });
  return (
    <section className="panel">
      <Loaded query={receivable} lines={2}>
        {(known) => <ApprovalView receivable={known} />}
      </Loaded>
    </section>
  );
}

function ApprovalView({ receivable }: { receivable: Answer<'GET /receivables/{id}'> }) {
  const words = useWords();
  const format = useFormat();
  const may = useMay();
  const [open, setOpen] = useState(false);
  const act = useAct('POST /receivables/{id}/handover');
  const { id, principalCents, costsCents, currency } = receivable;
  const approve = (): void =>
    act.mutate(
      { id, body: {} },
      {
        onSuccess: () => notifications.show({ message: words.deeds.handedOver, color: 'petrol' }),
      },
    );
  return (
    <div className="inside stack" style={{ gap: '0.6rem' }}>
      <div className="actions" style={{ justifyContent: 'space-between' }}>
        <span>
          <Link href={`/receivables/${id}`} className="strong">
            {nameOf(receivable.debtor, words)}
          </Link>{' '}
          · {receivable.orderName} ·{' '}
          <span className="strong">{format.money(principalCents + costsCents, currency)}</span>
        </span>
        <span className="actions">
          <Button variant="default" size="xs" aria-expanded={open} onClick={() => setOpen(!open)}>
            {words.agency.package}
          </Button>
          {may.work && (
            <Button size="xs" loading={act.isPending} onClick={approve}>
              {words.agency.approve}
            </Button>
          )}
        </span>
      </div>
      {act.isError && <Failure error={act.error} />}
      {open && (
        <Panel title={words.agency.package}>
          <PackageView id={id} />
        </Panel>
      )}
    </div>
  );
}
