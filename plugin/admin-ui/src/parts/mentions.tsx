import { Button } from '@mantine/core';
import { Link } from 'wouter';
import { useAct, useDoor } from '../api/query.ts';
import { useMay } from '../api/session.tsx';
import { useFormat, useWords } from '../words/words.tsx';
import { Panel } from './page.tsx';

/** Notes in which a colleague asks the reader for something; nothing when there are none. */
export function Mentions() {
  const words = useWords();
  const format = useFormat();
  const may = useMay();
  const mentions = useDoor('GET /mentions').data?.items ?? [];
  const read = useAct('POST /mentions/{id}/read');
  if (mentions.length === 0) return null;
  return (
    <Panel title={words.today.mentions(mentions.length)}>
      <ul className="doings">
        {mentions.map(({ id, receivableId, orderName, authorName, text, writtenAt }) => (
          <li key={id}>
            <span style={{ flex: '1 1 16rem', minWidth: 0, overflowWrap: 'anywhere' }}>
              <NoteText text={text} marked />
              <span className="small dim" style={{ display: 'block' }}>
                {[authorName, orderName, format.instant(writtenAt)].filter(Boolean).join(' · ')}
              </span>
            </span>
            <span className="actions">
              <Button
                component={Link}
                href={`/receivables/${receivableId}`}
                variant="default"
                size="xs"
                aria-label={`${words.do.open} ${orderName}`}
              >
                {words.do.open}
              </Button>
              {may.work && (
                <Button
                  variant="default"
                  size="xs"
                  aria-label={`${words.clarify.finished} ${orderName}`}
                  loading={read.isPending && read.variables?.id === id}
                  onClick={() => read.mutate({ id })}
                >
                  {words.clarify.finished}
                </Button>
              )}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** The words of a note; where it names somebody, `@name` stands out. */
export function NoteText({ text, marked }: { text: string; marked: boolean }) {
  const parts = marked ? text.split(/((?<![\p{L}\p{N}])@[\p{L}\p{N}._+@-]+)/u) : [text];
  return (
    <span style={{ whiteSpace: 'pre-wrap' }}>
      {parts.map((part, index) =>
        index % 2 === 0 ? (
          part
        ) : (
          <strong key={`${part} ${index}`} className="mention">
            {part}
          </strong>
        ),
      )}
    </span>
  );
}
