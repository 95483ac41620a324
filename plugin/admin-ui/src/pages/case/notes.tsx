import { Button, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useAct, useDoor } from '../../api/query.ts';
import { useMay } from '../../api/session.tsx';
import { Empty, Failure, Loaded } from '../../parts/loaded.tsx';
import { Panel } from '../../parts/page.tsx';
import { useFormat, useWords } from '../../words/words.tsx';

/** What people told one another about a case. */
export function Notes({ id }: { id: number }) {
  const words = useWords();
  const format = useFormat();
  const may = useMay();
  const notes = useDoor('GET /receivables/{id}/notes', { id });
  return (
    <Panel title={words.case.notes}>
      {may.work && <NoteForm id={id} />}
      <Loaded query={notes} lines={2}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={words.case.noNotes} />
          ) : (
            <ul className="doings">
              {items.map((note) => (
                <li key={note.id}>
                  <span style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
                    {note.text}
                    <span className="small dim" style={{ display: 'block' }}>
                      {note.authorName ?? note.author} · {format.instant(note.writtenAt)}
                    </span>
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Panel>
  );
}

function NoteForm({ id }: { id: number }) {
  const words = useWords();
  const [text, setText] = useState('');
  const write = useAct('POST /receivables/{id}/notes');
  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (text.trim() !== '') {
      write.mutate({ id, body: { text: text.trim() } }, { onSuccess: () => setText('') });
    }
  };
  return (
    <form onSubmit={send} className="stack" style={{ gap: '0.5rem' }}>
      <Textarea
        aria-label={words.case.newNote}
        placeholder={words.case.noteHint}
        autosize
        minRows={2}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {write.isError && <Failure error={write.error} />}
      <Button
        type="submit"
        size="xs"
        variant="default"
        loading={write.isPending}
        style={{ justifySelf: 'start' }}
      >
        {words.case.addNote}
      </Button>
    </form>
  );
}
