import { Button } from '@mantine/core';
import { useState } from 'react';
import { useAct } from '../../api/query.ts';
import { useMay } from '../../api/session.tsx';
import { Ask } from '../../parts/ask.tsx';
import { Empty, Failure } from '../../parts/loaded.tsx';
import { wordOf } from '../../parts/marks.tsx';
import { Panel } from '../../parts/page.tsx';
import { Grid } from '../../parts/table.tsx';
import { useWords } from '../../words/words.tsx';
import type { Settings, SettingsChange } from './form.tsx';

type Terms = NonNullable<SettingsChange['termsByMethod']>[number];

/** Terms of single payment methods, before those of the whole shop. */
export function MethodTerms({ settings: { settings: kept } }: { settings: Settings }) {
  const words = useWords();
  const may = useMay();
  const act = useAct('PUT /settings');
  const [asking, setAsking] = useState(false);
  const terms = (kept['termsByMethod'] ?? []) as readonly Terms[];
  const says = words.settings.methodTerms;
  const keep = (termsByMethod: readonly Terms[]) =>
    act.mutateAsync({ body: { termsByMethod: [...termsByMethod] } });
  return (
    <Panel
      title={says.title}
      more={
        may.decide && (
          <Button size="xs" variant="default" onClick={() => setAsking(true)}>
            {words.do.add}
          </Button>
        )
      }
    >
      <p style={{ marginTop: 0 }}>{says.says}</p>
      {act.isError && !asking && <Failure error={act.error} />}
      {terms.length === 0 ? (
        <Empty title={says.none} />
      ) : (
        <Grid
          caption={says.title}
          rows={terms}
          keyOf={({ method }) => method}
          columns={[
            { name: 'method', head: says.method, cell: ({ method }) => method },
            {
              name: 'kind',
              head: words.settings.termsKind,
              cell: ({ kind }) => wordOf(words.termsKinds, kind),
            },
            { name: 'days', head: words.settings.termsDays, cell: ({ days }) => days ?? '–' },
            {
              name: 'remove',
              head: '',
              cell: ({ method }) =>
                may.decide && (
                  <Button
                    size="xs"
                    variant="default"
                    aria-label={`${words.do.remove}: ${method}`}
                    onClick={() => {
                      keep(terms.filter((one) => one.method !== method)).catch(() => undefined);
                    }}
                  >
                    {words.do.remove}
                  </Button>
                ),
            },
          ]}
        />
      )}
      {asking && <AskTerms terms={terms} keep={keep} close={() => setAsking(false)} />}
    </Panel>
  );
}

/** The shop's own spelling does not count; whoever adds a method again replaces its terms. */
const isSame = (one: Terms, other: Terms): boolean =>
  one.method.trim().toLowerCase() === other.method.trim().toLowerCase();

interface AskTermsProps {
  terms: readonly Terms[];
  keep: (terms: readonly Terms[]) => Promise<unknown>;
  close: () => void;
}

function AskTerms({ terms, keep, close }: AskTermsProps) {
  const words = useWords();
  const says = words.settings.methodTerms;
  return (
    <Ask
      title={says.title}
      fields={[
        { name: 'method', label: says.method, hint: says.methodHint, kind: 'text' },
        {
          name: 'kind',
          label: words.settings.termsKind,
          kind: 'choice',
          start: 'net',
          options: Object.entries(words.termsKinds).map(([value, label]) => ({ value, label })),
        },
        {
          name: 'days',
          label: words.settings.termsDays,
          kind: 'number',
          optional: true,
          min: 0,
          max: 365,
          start: 30,
        },
      ]}
      submit={words.do.save}
      done={words.settings.saved}
      close={close}
      act={(values) => {
        const added = values as unknown as Terms;
        return keep([...terms.filter((one) => !isSame(one, added)), added]);
      }}
    />
  );
}
