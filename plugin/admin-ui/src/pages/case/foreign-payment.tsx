/** Money that came in another currency: a person says what it pays, or why it pays nothing. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Body } from '../../api/client.ts';
import { useAct } from '../../api/query.ts';
import { Ask } from '../../parts/ask.tsx';
import { useWords } from '../../words/words.tsx';

export function ForeignPayment({ taskId: id, currency }: { taskId: number; currency: string }) {
  const words = useWords();
  const [asking, setAsking] = useState<'book' | 'aside' | null>(null);
  const book = useAct('POST /foreign-payments/{id}/book');
  const aside = useAct('POST /foreign-payments/{id}/set-aside');
  const close = (): void => setAsking(null);
  return (
    <>
      <Button size="xs" variant="default" onClick={() => setAsking('book')}>
        {words.clarify.bookForeign}
      </Button>
      <Button size="xs" variant="default" onClick={() => setAsking('aside')}>
        {words.clarify.setAside}
      </Button>
      {asking === 'book' && (
        <Ask
          title={words.clarify.bookForeign}
          says={words.clarify.bookForeignSays}
          fields={[
            {
              name: 'amountCents',
              label: words.deeds.amount,
              kind: 'money',
              hint: currency,
              currency,
            },
          ]}
          submit={words.clarify.bookForeign}
          done={words.deeds.paid}
          close={close}
          act={(values) =>
            book.mutateAsync({ id, body: values as Body<'POST /foreign-payments/{id}/book'> })
          }
        />
      )}
      {asking === 'aside' && (
        <Ask
          title={words.clarify.setAside}
          says={words.clarify.setAsideSays}
          fields={[{ name: 'reason', label: words.deeds.reason, kind: 'long' }]}
          submit={words.clarify.setAside}
          done={words.clarify.setAsideDone}
          close={close}
          act={({ reason }) => aside.mutateAsync({ id, body: { reason: String(reason) } })}
        />
      )}
    </>
  );
}
