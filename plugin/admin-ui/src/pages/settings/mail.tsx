import { Button } from '@mantine/core';
import { useAct } from '../../api/query.ts';
import { useMe } from '../../api/session.tsx';
import { Failure } from '../../parts/loaded.tsx';
import { Panel } from '../../parts/page.tsx';
import { useWords } from '../../words/words.tsx';

/** Does mail leave the house? One to the reader himself tells. */
export function Mail() {
  const words = useWords();
  const { user } = useMe();
  const act = useAct('POST /settings/test-mail');
  return (
    <Panel title={words.settings.tabs.mail}>
      <div className="stack" style={{ justifyItems: 'start' }}>
        <p style={{ margin: 0 }}>{words.settings.mailSays}</p>
        {act.isError && <Failure error={act.error} />}
        {act.data !== undefined && (
          <div className="note good" role="status">
            {words.settings.mailSent(act.data.sentTo)}
          </div>
        )}
        <Button loading={act.isPending} disabled={user === null} onClick={() => act.mutate({})}>
          {words.settings.sendMail}
        </Button>
      </div>
    </Panel>
  );
}
