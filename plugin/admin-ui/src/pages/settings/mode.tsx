import { Button, Group, Modal } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { useAct, useDoor } from '../../api/query.ts';
import { useMay, useMe } from '../../api/session.tsx';
import { Ask } from '../../parts/ask.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Panel } from '../../parts/page.tsx';
import { useWords } from '../../words/words.tsx';

/** Sandbox or the real thing: nobody changes it by accident. */
export function Mode() {
  const words = useWords();
  const { shop } = useMe();
  const setup = useDoor('GET /setup');
  return (
    <Panel title={words.settings.tabs.mode}>
      <div className="stack" style={{ justifyItems: 'start' }}>
        <p style={{ margin: 0 }}>
          <strong>{words.mode[shop.mode]}</strong>
        </p>
        <p className="dim" style={{ margin: 0 }}>
          {words.settings.modeSays}
        </p>
        <Loaded query={setup}>
          {({ isLiveReady }) => (shop.mode === 'live' || isLiveReady ? <Change /> : <NotReady />)}
        </Loaded>
      </div>
    </Panel>
  );
}

/** Nothing can leave through an account that never answered. */
function NotReady() {
  const words = useWords();
  return (
    <div className="note warn actions">
      {words.settings.liveNotReady}
      <Button component={Link} href="/at-agency/account" variant="default" size="xs">
        {words.settings.toAccount}
      </Button>
    </div>
  );
}

/** Going live is asked twice: first what it means, then the domain, written by hand. */
function Change() {
  const words = useWords();
  const may = useMay();
  const { shop } = useMe();
  const [asking, setAsking] = useState<'meaning' | 'domain' | null>(null);
  const act = useAct('POST /settings/mode');
  const other = shop.mode === 'live' ? 'sandbox' : 'live';
  const close = (): void => setAsking(null);
  return (
    <>
      <Button
        {...(other === 'live' ? { color: 'red.9' } : { variant: 'default' })}
        disabled={!may.decide}
        onClick={() => setAsking(other === 'live' ? 'meaning' : 'domain')}
      >
        {words.settings.switchTo[other]}
      </Button>
      {!may.decide && <span className="small dim">{words.deeds.ownerOnly}</span>}
      {asking === 'meaning' && <Meaning close={close} on={() => setAsking('domain')} />}
      {asking === 'domain' && (
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
          close={close}
          act={({ confirmation }) =>
            act.mutateAsync({ body: { mode: other, confirmation: String(confirmation) } })
          }
        />
      )}
    </>
  );
}

function Meaning({ close, on }: { close: () => void; on: () => void }) {
  const words = useWords();
  const { liveTitle, liveBefore, liveOne, liveTwo, liveThree, goOn } = words.settings;
  return (
    <Modal
      opened
      title={liveTitle}
      onClose={close}
      closeButtonProps={{ 'aria-label': words.do.close }}
    >
      <div className="stack">
        <div className="note bad">
          <strong>{liveBefore}</strong>
          <ul style={{ margin: '0.4rem 0 0', paddingInlineStart: '1.2rem' }}>
            {[liveOne, liveTwo, liveThree].map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </div>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close} data-autofocus>
            {words.do.cancel}
          </Button>
          <Button color="red.9" onClick={on}>
            {goOn}
          </Button>
        </Group>
      </div>
    </Modal>
  );
}
