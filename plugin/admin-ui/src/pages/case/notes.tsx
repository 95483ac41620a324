import { Button, Textarea } from '@mantine/core';
import { type FormEvent, useRef, useState } from 'react';
import { useAct, useDoor } from '../../api/query.ts';
import { useMay } from '../../api/session.tsx';
import { Empty, Failure, Loaded } from '../../parts/loaded.tsx';
import { NoteText } from '../../parts/mentions.tsx';
import { Panel } from '../../parts/page.tsx';
import { whoDid } from '../../parts/story.tsx';
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
                  <span style={{ overflowWrap: 'anywhere' }}>
                    <NoteText text={note.text} marked={note.mentions.length > 0} />
                    <span className="small dim" style={{ display: 'block' }}>
                      {whoDid({ actor: note.author, actorName: note.authorName }, words)} ·{' '}
                      {format.instant(note.writtenAt)}
                      {note.mentions.length > 0 &&
                        ` · ${words.case.toldTo(note.mentions.map(({ name }) => name).join(', '))}`}
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
  const field = useRef<HTMLTextAreaElement>(null);
  const begun = /(?<![\p{L}\p{N}])@([\p{L}\p{N}._-]*)$/u.exec(text)?.[1]?.toLowerCase();
  const colleagues = useDoor('GET /colleagues', {}, { enabled: begun !== undefined });
  const meant = (colleagues.data?.items ?? []).filter(
    ({ name, handle }) =>
      begun !== undefined && (handle.startsWith(begun) || name.toLowerCase().includes(begun)),
  );
  const name = (handle: string): void => {
    setText(`${text.replace(/@[^@]*$/, `@${handle}`)} `);
    field.current?.focus();
  };
  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (text.trim() !== '') {
      write.mutate({ id, body: { text: text.trim() } }, { onSuccess: () => setText('') });
    }
  };
  return (
    <form onSubmit={send} className="stack" style={{ gap: '0.5rem' }}>
      <Textarea
        ref={field}
        aria-label={words.case.newNote}
        placeholder={words.case.noteHint}
        autosize
        minRows={2}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {meant.length > 0 && (
        <div className="chips" role="group" aria-label={words.case.mention}>
          {meant.slice(0, 6).map((one) => (
            <button key={one.id} type="button" className="chip" onClick={() => name(one.handle)}>
              @{one.name}
            </button>
          ))}
        </div>
      )}
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
