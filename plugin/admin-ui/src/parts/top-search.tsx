import { TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { useWords } from '../words/words.tsx';
import { SearchIcon } from './icons.tsx';
import { useKeys } from './keys.ts';

/** From every page: `/` goes to the search, Enter shows what was found. */
export function TopSearch() {
  const words = useWords();
  const [path, go] = useLocation();
  const [text, setText] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useKeys({ '/': () => field.current?.focus() });
  // The list has its own field, which searches while one types.
  if (path === '/receivables') return <span style={{ marginRight: 'auto' }} />;
  return (
    <form
      role="search"
      style={{ flex: '1 1 auto', maxWidth: '30rem', marginRight: 'auto' }}
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() === '') return;
        go(`/receivables?q=${encodeURIComponent(text.trim())}`);
        setText('');
      }}
    >
      <TextInput
        ref={field}
        type="search"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        placeholder={words.receivables.search}
        aria-label={words.receivables.search}
        leftSection={<SearchIcon size={16} />}
        rightSection={<kbd className="only-wide">/</kbd>}
      />
    </form>
  );
}
