import { Button, Textarea } from '@mantine/core';
import { type FormEvent, useEffect, useState } from 'react';
import type { Answer } from '../../api/client.ts';
import { useAct, useDoor } from '../../api/query.ts';
import { useMay } from '../../api/session.tsx';
import { Empty, Failure, Loaded } from '../../parts/loaded.tsx';
import { wordOf } from '../../parts/marks.tsx';
import type { Words } from '../../words/en.ts';
import { useFormat, useWords } from '../../words/words.tsx';

type Message = Answer<'GET /claims/{id}/messages'>['items'][number];

/** What creditor and agency wrote, oldest first, and the answer below. */
export function Talk({ id, live }: { id: number; live: boolean }) {
  const words = useWords();
  const may = useMay();
  const messages = useDoor('GET /claims/{id}/messages', { id });
  return (
    <div className="stack">
      <Loaded query={messages} lines={3}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={words.agency.noMessages} />
          ) : (
            <Lines id={id} items={items} />
          )
        }
      </Loaded>
      {may.work && live && <Answering id={id} />}
    </div>
  );
}

function Lines({ id, items }: { id: number; items: readonly Message[] }) {
  const words = useWords();
  const format = useFormat();
  const may = useMay();
  const read = useAct('POST /claims/{id}/messages-read');
  const unread = items.filter(
    ({ direction, readAt }) => direction === 'in' && readAt === null,
  ).length;
  const { mutate } = read;
  useEffect(() => {
    if (unread > 0 && may.work) mutate({ id });
  }, [id, unread, may.work, mutate]);
  return (
    <ol className="talk">
      {items.map((message) => (
        <li key={`${message.direction}${message.id}`} className={message.direction}>
          <span className="theirs">{message.text}</span>
          <span className="who">
            {message.direction === 'in' ? authorOf(message.author, words) : words.agency.we} ·{' '}
            {format.instant(message.occurredAt)}
            {message.delivery !== null && ` · ${wordOf(words.messageStates, message.delivery)}`}
          </span>
        </li>
      ))}
    </ol>
  );
}

/** A clerk of the agency by name; `agency` is all that is known of most. */
const authorOf = (author: string, words: Words): string =>
  words.actors[author === '' ? 'agency' : author] ?? author;

function Answering({ id }: { id: number }) {
  const words = useWords();
  const [text, setText] = useState('');
  const write = useAct('POST /claims/{id}/messages');
  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (text.trim() === '') return;
    write.mutate({ id, body: { text: text.trim() } }, { onSuccess: () => setText('') });
  };
  return (
    <form onSubmit={send} className="stack" style={{ gap: '0.5rem' }}>
      <Textarea
        label={words.agency.answer}
        autosize
        minRows={3}
        maxLength={4000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {write.isError && <Failure error={write.error} />}
      <Button type="submit" loading={write.isPending} style={{ justifySelf: 'start' }}>
        {words.agency.send}
      </Button>
    </form>
  );
}
