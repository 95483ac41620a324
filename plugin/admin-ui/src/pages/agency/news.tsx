import { useDoor } from '../../api/query.ts';
import { Empty, Loaded } from '../../parts/loaded.tsx';
import { Panel } from '../../parts/page.tsx';
import { useFormat, useWords } from '../../words/words.tsx';

/** What the agency reported and nothing of ours matches; it is kept until a person has looked. */
export function News() {
  const words = useWords();
  const format = useFormat();
  const work = useDoor('GET /worklist');
  return (
    <Panel title={words.agency.unmatched}>
      <Loaded query={work}>
        {({ items }) => {
          const news = items.filter(({ kind }) => kind === 'news_unmatched');
          if (news.length === 0) return <Empty title={words.agency.noNews} />;
          return (
            <ul className="doings">
              {news.map(({ id, why, since }) => (
                <li key={id}>
                  <span lang="en">{why}</span>
                  <span className="dim small">{format.instant(since)}</span>
                </li>
              ))}
            </ul>
          );
        }}
      </Loaded>
      <p className="small dim" style={{ marginBottom: 0 }}>
        {words.agency.unmatchedSays}
      </p>
    </Panel>
  );
}
