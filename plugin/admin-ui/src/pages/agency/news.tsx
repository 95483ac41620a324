import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { Answer } from '../../api/client.ts';
import { useAct, useDoor } from '../../api/query.ts';
import { useMay } from '../../api/session.tsx';
import { Empty, Loaded, useTellFailure } from '../../parts/loaded.tsx';
import { Technical } from '../../parts/technical.tsx';
import { Mark, wordOf } from '../../parts/marks.tsx';
import { Panel } from '../../parts/page.tsx';
import { useFormat, useWords } from '../../words/words.tsx';

type Stranded = Answer<'GET /agency-news'>['items'][number];

/** What the agency reported and nothing of ours matches; it is kept until a person has looked. */
export function News() {
  const words = useWords();
  const may = useMay();
  const news = useDoor('GET /agency-news', {}, { enabled: may.work });
  return (
    <Panel title={words.agency.unmatched}>
      {may.work ? (
        <Loaded query={news}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title={words.agency.noNews} />
            ) : (
              <ul className="doings">
                {items.map((one) => (
                  <NewsRow key={one.id} news={one} />
                ))}
              </ul>
            )
          }
        </Loaded>
      ) : (
        <Empty title={words.deeds.readOnly} />
      )}
      <p className="small dim" style={{ marginBottom: 0 }}>
        {words.agency.unmatchedSays}
      </p>
    </Panel>
  );
}

function NewsRow({ news }: { news: Stranded }) {
  const words = useWords();
  const format = useFormat();
  const act = useAct('POST /agency-news/{id}/retry');
  const tellFailure = useTellFailure();
  const { id, fileNumber, ourReference, code, problem, state, storedAt, kind } = news;
  const again = (): void =>
    act.mutate(
      { id },
      {
        onSuccess: () => notifications.show({ message: words.agency.applied, color: 'petrol' }),
        onError: tellFailure,
      },
    );
  return (
    <li>
      <span style={{ flex: '1 1 16rem' }}>
        <span className="strong">
          {words.agency.fileNumber} {fileNumber}
        </span>{' '}
        <Mark tone={state === 'failed' ? 'bad' : 'warn'}>{wordOf(words.newsKinds, kind)}</Mark>
        <span className="small dim" style={{ display: 'block' }}>
          {[ourReference, code, format.instant(storedAt)].filter(Boolean).join(' · ')}
        </span>
        <Technical words={words} text={problem} />
      </span>
      <Button size="xs" variant="default" loading={act.isPending} onClick={again}>
        {words.do.retry}
      </Button>
    </li>
  );
}
