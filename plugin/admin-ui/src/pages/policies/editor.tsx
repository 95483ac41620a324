import { Button, NumberInput, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useAct } from '../../api/query.ts';
import { useMay } from '../../api/session.tsx';
import { Failure } from '../../parts/loaded.tsx';
import { Panel } from '../../parts/page.tsx';
import { centsFrom } from '../../words/format.ts';
import { useFormat, useWords } from '../../words/words.tsx';
import { DryRun } from './dry-run.tsx';
import { LevelFields } from './level.tsx';
import type { Level, Policy, StoredPolicy, Warning } from './policy.ts';
import { LevelLine } from './timeline.tsx';
import { useWarnings, WarningsAt } from './warnings.tsx';

const SOON_MS = 350;

/** One policy as a draft: dragged or typed, checked at once, kept only by a click. */
export function PolicyEditor({ stored, isNew }: { stored: StoredPolicy; isNew: boolean }) {
  const words = useWords();
  const may = useMay();
  const [policy, setPolicy] = useState<Policy>(stored.policy);
  const [soon] = useDebouncedValue(policy, SOON_MS);
  const { scope, scopeKey } = stored;
  const { warnings, error } = useWarnings({ scope, scopeKey, policy: soon }, may.work);
  const changed = isNew || JSON.stringify(policy) !== JSON.stringify(stored.policy);
  const setLevel = (index: number, part: Partial<Level>): void =>
    setPolicy((now) => ({
      ...now,
      levels: now.levels.map((level, at) => (at === index ? { ...level, ...part } : level)),
    }));
  return (
    <div className="stack">
      <Panel
        title={words.policies.levels}
        more={
          <span className="small dim">
            {isNew ? words.policies.unsaved : words.policies.version(stored.version)}
          </span>
        }
      >
        <LevelLine policy={policy} setLevel={setLevel} setPolicy={setPolicy} locked={!may.decide} />
        <WarningsAt warnings={warnings} path="levels" exact />
        {error !== null && <Failure error={error} />}
      </Panel>
      {policy.levels.map((level, index) => (
        <LevelFields
          // Levels have no name but their place.
          // oxlint-disable-next-line react/no-array-index-key
          key={index}
          level={level}
          index={index}
          locked={!may.decide}
          warnings={warnings}
          set={(part) => setLevel(index, part)}
          {...(policy.levels.length > 1
            ? {
                remove: () =>
                  setPolicy({ ...policy, levels: policy.levels.filter((_, at) => at !== index) }),
              }
            : {})}
        />
      ))}
      <Ends policy={policy} set={setPolicy} locked={!may.decide} warnings={warnings} />
      <DryRun scope={{ scope, scopeKey }} policy={policy} />
      {may.decide && (
        <SaveBar
          stored={stored}
          policy={policy}
          changed={changed}
          reset={() => setPolicy(stored.policy)}
        />
      )}
    </div>
  );
}

interface EndsProps {
  policy: Policy;
  set: (policy: Policy) => void;
  locked: boolean;
  warnings: readonly Warning[];
}

/** What holds for the policy as a whole. */
function Ends({ policy, set, locked, warnings }: EndsProps) {
  const words = useWords();
  const format = useFormat();
  const [minimum, setMinimum] = useState(format.number(policy.minimumCents / 100, 2));
  const [before, setBefore] = useState(policy.preDueDays.join(', '));
  return (
    <Panel title={words.policies.whole}>
      <div className="fields">
        <TextInput
          label={words.policies.preDue}
          description={words.policies.preDueHint}
          disabled={locked}
          value={before}
          onChange={(event) => {
            const text = event.currentTarget.value;
            setBefore(text);
            const days = text
              .split(/[\s,;]+/)
              .filter(Boolean)
              .map(Number);
            if (days.every((day) => Number.isInteger(day))) set({ ...policy, preDueDays: days });
          }}
        />
        <NumberInput
          label={words.policies.handoverAfter}
          description={words.policies.handoverAfterHint}
          disabled={locked}
          min={0}
          max={365}
          value={policy.handoverAfterDays}
          onChange={(days) =>
            typeof days === 'number' && set({ ...policy, handoverAfterDays: days })
          }
        />
        <TextInput
          label={words.policies.minimum}
          description={words.policies.minimumHint}
          disabled={locked}
          inputMode="decimal"
          value={minimum}
          onChange={(event) => {
            setMinimum(event.currentTarget.value);
            const cents = centsFrom(event.currentTarget.value);
            if (cents !== null) set({ ...policy, minimumCents: cents });
          }}
        />
      </div>
      <WarningsAt warnings={warnings} path="handoverAfterDays" />
      <WarningsAt warnings={warnings} path="minimumCents" />
      <WarningsAt warnings={warnings} path="preDueDays" />
    </Panel>
  );
}

function SaveBar(props: {
  stored: StoredPolicy;
  policy: Policy;
  changed: boolean;
  reset: () => void;
}) {
  const { stored, policy, changed, reset } = props;
  const words = useWords();
  const act = useAct('POST /policies');
  const { scope, scopeKey } = stored;
  const save = (): void =>
    act.mutate(
      { body: { scope, scopeKey, policy } },
      {
        onSuccess: ({ version }) =>
          notifications.show({ message: words.policies.saved(version), color: 'petrol' }),
      },
    );
  return (
    <div className={changed ? 'save-bar' : 'save-bar still'}>
      {act.isError && <Failure error={act.error} />}
      <span className="dim small" style={{ flex: '1 1 12rem' }}>
        {changed ? words.policies.saveSays : words.policies.unchanged}
      </span>
      <Button variant="default" disabled={!changed} onClick={reset}>
        {words.policies.reset}
      </Button>
      <Button disabled={!changed} loading={act.isPending} onClick={save}>
        {words.policies.save}
      </Button>
    </div>
  );
}
