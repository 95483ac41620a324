import { Button } from '@mantine/core';
import { Link } from 'wouter';
import type { Answer } from '../../api/client.ts';
import { useAct } from '../../api/query.ts';
import { useMay } from '../../api/session.tsx';
import { Empty, Failure } from '../../parts/loaded.tsx';
import { Panel } from '../../parts/page.tsx';
import { Grid } from '../../parts/table.tsx';
import { useFormat, useWords } from '../../words/words.tsx';
import type { Policy, Scope } from './policy.ts';

type Trial = Answer<'POST /policies/dry-run'>;
type Steps = Trial['differences'][number]['present'];

/** The last 90 days, lived again with the draft and with the policy in force. */
export function DryRun({ scope, policy }: { scope: Scope; policy: Policy }) {
  const words = useWords();
  const may = useMay();
  const act = useAct('POST /policies/dry-run');
  return (
    <Panel
      title={words.policies.dryRun}
      more={
        may.work && (
          <Button
            size="xs"
            variant="default"
            loading={act.isPending}
            onClick={() => act.mutate({ body: { ...scope, policy, days: 90 } })}
          >
            {words.policies.dryRunAsk}
          </Button>
        )
      }
    >
      {act.isError && <Failure error={act.error} />}
      {act.data === undefined ? (
        <span className="dim small">{words.policies.dryRunSays}</span>
      ) : (
        <TrialView trial={act.data} />
      )}
    </Panel>
  );
}

function TrialView({ trial }: { trial: Trial }) {
  const words = useWords();
  const format = useFormat();
  const { steps, differing, receivables, fromOn, toOn } = trial;
  return (
    <div className="stack" role="status">
      <p style={{ margin: 0 }}>
        {words.policies.trial(receivables, differing)}{' '}
        <span className="dim">
          {format.day(fromOn)} – {format.day(toOn)}
        </span>
      </p>
      {steps.length === 0 ? (
        <Empty title={words.policies.nothingSent} />
      ) : (
        <Grid
          caption={words.policies.dryRun}
          rows={steps}
          keyOf={({ level, currency }) => `${level} ${currency}`}
          columns={[
            {
              name: 'level',
              head: words.common.levelWord,
              cell: ({ level }) =>
                level === null ? words.next.hand_over : words.common.level(level),
            },
            {
              name: 'now',
              head: words.policies.inForce,
              right: true,
              cell: ({ present, currency }) => tally(present, currency),
            },
            {
              name: 'then',
              head: words.policies.draft,
              right: true,
              cell: ({ changed, currency }) => <strong>{tally(changed, currency)}</strong>,
            },
          ]}
        />
      )}
      {trial.differences.length > 0 && <Differences trial={trial} />}
    </div>
  );

  function tally({ count, feeCents }: Trial['steps'][number]['present'], currency: string): string {
    const fee = feeCents === 0 ? '' : ` · ${format.money(feeCents, currency)}`;
    return `${format.number(count)}${fee}`;
  }
}

function Differences({ trial }: { trial: Trial }) {
  const words = useWords();
  const format = useFormat();
  const text = (steps: Steps): string =>
    steps
      .map(({ on, level }) => {
        const what = level === null ? words.nav.agency : words.common.level(level);
        return `${format.day(on)} ${what}`;
      })
      .join(', ') || '–';
  return (
    <Grid
      caption={words.policies.differing}
      rows={trial.differences}
      keyOf={({ receivableId }) => receivableId}
      columns={[
        {
          name: 'order',
          head: words.policies.differing,
          cell: ({ receivableId, orderName }) => (
            <Link href={`/receivables/${receivableId}`}>{orderName}</Link>
          ),
        },
        { name: 'now', head: words.policies.inForce, cell: ({ present }) => text(present) },
        { name: 'then', head: words.policies.draft, cell: ({ changed }) => text(changed) },
      ]}
    />
  );
}
