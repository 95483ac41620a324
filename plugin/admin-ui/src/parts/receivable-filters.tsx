import { Button, TextInput } from '@mantine/core';
import { useDebouncedCallback, useLocalStorage } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { useSearchParams } from 'wouter';
import { useWords } from '../words/words.tsx';
import { SearchIcon } from './icons.tsx';
import { useKeys } from './keys.ts';

const TYPING_MS = 250;
const STATES = ['open', 'overdue', 'in_dunning', 'handed_over', 'paid', 'written_off', 'cancelled'];
const OLD_DAYS = '30';

/** The list is what the address of the page says, so that a view can be kept and sent. */
export function ReceivableFilters() {
  const words = useWords();
  const [params, setParams] = useSearchParams();
  const states = (params.get('state') ?? '').split(',').filter(Boolean);
  const change = (name: string, value: string | null): void =>
    setParams((old) => {
      old.delete('q');
      if (value === null || value === '') old.delete(name);
      else old.set(name, value);
      return old;
    });
  const toggleState = (state: string): void => {
    const now = states.includes(state) ? states.filter((one) => one !== state) : [...states, state];
    change('state', now.join(','));
  };
  const flags = [
    { name: 'blocked', value: 'yes', label: words.receivables.onHold },
    { name: 'overdueFrom', value: OLD_DAYS, label: words.receivables.overdueMore(OLD_DAYS) },
  ];
  const others = [...params.keys()].filter((name) => !KNOWN.includes(name));
  return (
    <div className="stack" style={{ gap: '0.6rem' }}>
      <SearchField />
      <fieldset
        className="chips"
        aria-label={words.receivables.filters}
        style={{ border: 0, padding: 0, margin: 0 }}
      >
        {STATES.map((state) => (
          <Chip
            key={state}
            on={states.includes(state)}
            label={words.receivableStates[state as keyof typeof words.receivableStates]}
            click={() => toggleState(state)}
          />
        ))}
        {flags.map(({ name, value, label }) => (
          <Chip
            key={name}
            on={params.get(name) === value}
            label={label}
            click={() => change(name, params.get(name) === value ? null : value)}
          />
        ))}
        {others.map((name) => (
          <Chip
            key={name}
            on
            label={`${name}: ${params.get(name) ?? ''} ×`}
            click={() => change(name, null)}
          />
        ))}
        {params.size > 0 && (
          <Button
            variant="subtle"
            size="compact-sm"
            onClick={() => setParams(new URLSearchParams())}
          >
            {words.receivables.clear}
          </Button>
        )}
      </fieldset>
      <Views />
    </div>
  );
}

const KNOWN = ['q', 'state', 'blocked', 'overdueFrom', 'sort', 'direction', 'limit'];

function Chip({ on, label, click }: { on: boolean; label: string; click: () => void }) {
  return (
    <button type="button" className="chip" aria-pressed={on} onClick={click}>
      {label}
    </button>
  );
}

function SearchField() {
  const words = useWords();
  const [params, setParams] = useSearchParams();
  const asked = params.get('q') ?? '';
  const [text, setText] = useState(asked);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => setText(asked), [asked]);
  useKeys({ '/': () => field.current?.focus() });
  const ask = useDebouncedCallback((now: string) => {
    setParams(now.trim() === '' ? new URLSearchParams() : new URLSearchParams({ q: now.trim() }), {
      replace: true,
    });
  }, TYPING_MS);
  return (
    <TextInput
      ref={field}
      type="search"
      size="md"
      value={text}
      aria-label={words.receivables.searchHere}
      placeholder={words.receivables.search}
      leftSection={<SearchIcon />}
      onChange={(event) => {
        setText(event.currentTarget.value);
        ask(event.currentTarget.value);
      }}
    />
  );
}

interface View {
  name: string;
  query: string;
}

/** Views a reader keeps for himself, in this browser. */
function Views() {
  const words = useWords();
  const [params, setParams] = useSearchParams();
  const [views, setViews] = useLocalStorage<readonly View[]>({
    key: 'mahnlauf-views',
    defaultValue: [],
  });
  const [naming, setNaming] = useState<string | null>(null);
  const here = params.toString();
  const keep = (): void => {
    const name = (naming ?? '').trim();
    if (name !== '')
      setViews([...views.filter((view) => view.name !== name), { name, query: here }]);
    setNaming(null);
  };
  if (views.length === 0 && here === '') return null;
  return (
    <div className="chips" role="group" aria-label={words.receivables.views}>
      {views.map(({ name, query }) => (
        <Chip
          key={name}
          on={query === here}
          label={name}
          click={() => setParams(new URLSearchParams(query))}
        />
      ))}
      {here !== '' && naming === null && !views.some((view) => view.query === here) && (
        <Button variant="subtle" size="compact-sm" onClick={() => setNaming('')}>
          {words.receivables.keepView}
        </Button>
      )}
      {naming !== null && (
        <form
          className="actions"
          onSubmit={(event) => {
            event.preventDefault();
            keep();
          }}
        >
          <TextInput
            size="xs"
            autoFocus
            aria-label={words.receivables.viewName}
            placeholder={words.receivables.viewName}
            value={naming}
            onChange={(event) => setNaming(event.currentTarget.value)}
          />
          <Button size="xs" type="submit">
            {words.do.save}
          </Button>
        </form>
      )}
      {views.some((view) => view.query === here) && (
        <Button
          variant="subtle"
          size="compact-sm"
          onClick={() => setViews(views.filter((view) => view.query !== here))}
        >
          {words.receivables.dropView}
        </Button>
      )}
    </div>
  );
}
