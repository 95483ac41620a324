import { Button } from '@mantine/core';
import { useState } from 'react';
import { type Answer, call } from '../../api/client.ts';
import { useAct, useDoor } from '../../api/query.ts';
import { useMay } from '../../api/session.tsx';
import { Ask } from '../../parts/ask.tsx';
import { saveFile } from '../../parts/file-button.tsx';
import { Empty, Failure, Loaded } from '../../parts/loaded.tsx';
import { Technical } from '../../parts/technical.tsx';
import { Mark, wordOf } from '../../parts/marks.tsx';
import { Panel } from '../../parts/page.tsx';
import { useFormat, useWords } from '../../words/words.tsx';

type Request = Answer<'GET /privacy-requests'>['items'][number];

/** What was asked about persons, with its deadline and what became of it. */
export function Privacy() {
  const words = useWords();
  const requests = useDoor('GET /privacy-requests');
  return (
    <Panel title={words.settings.tabs.privacy}>
      <Loaded query={requests}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={words.settings.noRequests} />
          ) : (
            <ul className="doings">
              {items.map((request) => (
                <RequestRow key={request.id} request={request} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Panel>
  );
}

function RequestRow({ request }: { request: Request }) {
  const words = useWords();
  const format = useFormat();
  const may = useMay();
  const [asking, setAsking] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const answer = useAct('POST /privacy-requests/{id}/answer');
  const erase = useAct('POST /privacy-requests/{id}/erase');
  const { id, kind, state, answerByOn, debtorNumber, outcome } = request;
  const isOpen = state === 'open' || state === 'restricted';
  const save = (): void => {
    setError(null);
    call('POST /privacy-requests/{id}/export', { id }).then(
      (data) => saveFile(`privacy-request-${id}.json`, asJson(data)),
      setError,
    );
  };
  return (
    <li>
      <span style={{ flex: '1 1 16rem' }}>
        <span className="strong">{wordOf(words.requestKinds, kind)}</span>{' '}
        <Mark tone={isOpen ? 'warn' : 'good'}>{wordOf(words.requestStates, state)}</Mark>
        <span className="small dim" style={{ display: 'block' }}>
          {[debtorNumber, isOpen ? words.settings.answerBy(format.day(answerByOn)) : null]
            .filter(Boolean)
            .join(' · ')}
        </span>
        <Technical words={words} text={outcome} />
        {(error !== null || erase.isError) && <Failure error={error ?? erase.error} />}
      </span>
      {may.decide && isOpen && (
        <span className="actions">
          {kind === 'data_request' ? (
            <>
              <Button size="xs" variant="default" onClick={save}>
                {words.settings.exportData}
              </Button>
              <Button size="xs" onClick={() => setAsking(true)}>
                {words.settings.answered}
              </Button>
            </>
          ) : (
            <Button
              size="xs"
              variant="default"
              loading={erase.isPending}
              onClick={() => erase.mutate({ id })}
            >
              {words.settings.eraseNow}
            </Button>
          )}
        </span>
      )}
      {asking && (
        <Ask
          title={words.settings.answered}
          fields={[{ name: 'how', label: words.settings.how, kind: 'text' }]}
          submit={words.do.save}
          done={words.settings.saved}
          close={() => setAsking(false)}
          act={({ how }) => answer.mutateAsync({ id, body: { how: String(how) } })}
        />
      )}
    </li>
  );
}

const asJson = (data: unknown): Blob =>
  new Blob([JSON.stringify(data, null, 2)], { type: 'application/json' });
