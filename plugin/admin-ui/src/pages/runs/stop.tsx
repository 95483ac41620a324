import { Button } from '@mantine/core';
import { useState } from 'react';
import { useAct, useDoor } from '../../api/query.ts';
import { useMay } from '../../api/session.tsx';
import { Ask } from '../../parts/ask.tsx';
import { useFormat, useWords } from '../../words/words.tsx';

/** One switch that lets nothing more leave for debtors. */
export function EmergencyStop() {
  const words = useWords();
  const format = useFormat();
  const may = useMay();
  const stop = useDoor('GET /emergency-stop');
  const act = useAct('POST /emergency-stop');
  const [asking, setAsking] = useState(false);
  if (stop.data === undefined) return null;
  const { on, since, reason } = stop.data;
  if (!on && !may.decide) return null;
  const label = on ? words.runs.goOn : words.runs.stop;
  return (
    <div className={on ? 'note bad' : 'actions'} style={on ? {} : { justifyContent: 'flex-end' }}>
      {on && (
        <p style={{ margin: '0 0 0.5rem' }}>
          <strong>{words.runs.stopped}</strong> {format.instant(since)} · {reason}
        </p>
      )}
      {may.decide && (
        <Button
          size="xs"
          {...(on ? { variant: 'default' } : { variant: 'subtle', c: 'var(--bad)' })}
          onClick={() => setAsking(true)}
        >
          {label}
        </Button>
      )}
      {asking && (
        <Ask
          title={label}
          says={on ? words.runs.goOnSays : words.runs.stopSays}
          danger={!on}
          fields={[{ name: 'reason', label: words.deeds.reason, kind: 'text' }]}
          submit={label}
          done={on ? words.runs.goesOn : words.runs.stopped}
          close={() => setAsking(false)}
          act={({ reason: why }) => act.mutateAsync({ body: { on: !on, reason: String(why) } })}
        />
      )}
    </div>
  );
}
