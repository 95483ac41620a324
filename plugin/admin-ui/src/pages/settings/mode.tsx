import { Button } from '@mantine/core';
import { useState } from 'react';
import { useAct } from '../../api/query.ts';
import { useMay, useMe } from '../../api/session.tsx';
import { Ask } from '../../parts/ask.tsx';
import { Panel } from '../../parts/page.tsx';
import { useWords } from '../../words/words.tsx';

/** Sandbox or the real thing: nobody changes it by accident. */
export function Mode() {
  const words = useWords();
  const may = useMay();
  const { shop } = useMe();
  const [asking, setAsking] = useState(false);
  const act = useAct('POST /settings/mode');
  const other = shop.mode === 'live' ? 'sandbox' : 'live';
  return (
    <Panel title={words.settings.tabs.mode}>
      <div className="stack" style={{ justifyItems: 'start' }}>
        <p style={{ margin: 0 }}>
          <strong>{words.mode[shop.mode]}</strong>
        </p>
        <p className="dim" style={{ margin: 0 }}>
          {words.settings.modeSays}
        </p>
        <Button
          {...(other === 'live' ? { color: 'red.9' } : { variant: 'default' })}
          disabled={!may.decide}
          onClick={() => setAsking(true)}
        >
          {words.settings.switchTo[other]}
        </Button>
        {!may.decide && <span className="small dim">{words.deeds.ownerOnly}</span>}
      </div>
      {asking && (
        <Ask
          title={words.settings.switchTo[other]}
          says={other === 'live' ? words.settings.liveWarning : words.settings.sandboxWarning}
          danger={other === 'live'}
          fields={[
            {
              name: 'confirmation',
              label: words.settings.confirmation,
              hint: shop.domain,
              kind: 'text',
            },
          ]}
          submit={words.settings.switchTo[other]}
          done={words.settings.modeChanged}
          close={() => setAsking(false)}
          act={({ confirmation }) =>
            act.mutateAsync({ body: { mode: other, confirmation: String(confirmation) } })
          }
        />
      )}
    </Panel>
  );
}
