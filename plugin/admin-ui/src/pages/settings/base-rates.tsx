import { Button } from '@mantine/core';
import { useState } from 'react';
import { useAct } from '../../api/query.ts';
import { useMay } from '../../api/session.tsx';
import { Ask } from '../../parts/ask.tsx';
import { Empty, Failure } from '../../parts/loaded.tsx';
import { wordOf } from '../../parts/marks.tsx';
import { Panel } from '../../parts/page.tsx';
import { Grid } from '../../parts/table.tsx';
import { useFormat, useWords } from '../../words/words.tsx';
import type { Settings, SettingsChange } from './form.tsx';

type Added = NonNullable<SettingsChange['addedRates']>[number];
interface Kept extends Pick<Added, 'name' | 'validFrom'> {
  /** Millionths: 15200 is 1.52 %. */
  rate: number;
}

const MILLION = 1_000_000;
const PERCENT = 10_000;

/** Base rates that were published after this release; a missing one leaves interest out of letters. */
export function BaseRates({ settings: { settings: kept } }: { settings: Settings }) {
  const words = useWords();
  const format = useFormat();
  const may = useMay();
  const act = useAct('PUT /settings');
  const [asking, setAsking] = useState(false);
  const rates = (kept['addedRates'] ?? []) as readonly Kept[];
  const says = words.settings.rates;
  const keep = (left: readonly Kept[], added: readonly Added[]): Promise<unknown> => {
    const known = left.map(({ rate, ...one }) => ({
      ...one,
      percent: (rate / PERCENT).toFixed(4),
    }));
    return act.mutateAsync({ body: { addedRates: [...known, ...added] } });
  };
  const without = ({ name, validFrom }: Pick<Added, 'name' | 'validFrom'>): readonly Kept[] =>
    rates.filter((one) => one.name !== name || one.validFrom !== validFrom);
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
      {rates.length === 0 ? (
        <Empty title={says.none} />
      ) : (
        <Grid
          caption={says.title}
          rows={rates}
          keyOf={({ name, validFrom }) => `${name} ${validFrom}`}
          columns={[
            { name: 'name', head: says.name, cell: ({ name }) => wordOf(says.names, name) },
            {
              name: 'validFrom',
              head: says.validFrom,
              cell: ({ validFrom }) => format.day(validFrom),
            },
            {
              name: 'percent',
              head: says.percent,
              cell: ({ rate }) => format.percent(rate / MILLION, 2),
            },
            {
              name: 'remove',
              head: '',
              cell: (one) =>
                may.decide && (
                  <Button
                    size="xs"
                    variant="default"
                    aria-label={`${words.do.remove}: ${format.day(one.validFrom)}`}
                    onClick={() => {
                      keep(without(one), []).catch(() => undefined);
                    }}
                  >
                    {words.do.remove}
                  </Button>
                ),
            },
          ]}
        />
      )}
      {asking && (
        <AskRate close={() => setAsking(false)} add={(added) => keep(without(added), [added])} />
      )}
    </Panel>
  );
}

function AskRate({ close, add }: { close: () => void; add: (added: Added) => Promise<unknown> }) {
  const words = useWords();
  const says = words.settings.rates;
  return (
    <Ask
      title={says.title}
      fields={[
        {
          name: 'name',
          label: says.name,
          kind: 'choice',
          start: 'de_base',
          options: Object.entries(says.names).map(([value, label]) => ({ value, label })),
        },
        { name: 'validFrom', label: says.validFrom, hint: says.validFromHint, kind: 'day' },
        { name: 'percent', label: says.percent, hint: says.percentHint, kind: 'text' },
      ]}
      submit={words.do.save}
      done={words.settings.saved}
      close={close}
      act={({ percent, ...rest }) =>
        add({ ...rest, percent: String(percent).replace(',', '.') } as Added)
      }
    />
  );
}
