import { Button } from '@mantine/core';
import { useState } from 'react';
import { useDoor } from '../../api/query.ts';
import { useMay } from '../../api/session.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Page } from '../../parts/page.tsx';
import { useWords } from '../../words/words.tsx';
import { NewScope } from './new-scope.tsx';
import { PolicyEditor } from './editor.tsx';
import { OtherLetters } from './letter-text.tsx';
import { type Scope, scopeWords, type StoredPolicy } from './policy.ts';
import { Versions } from './versions.tsx';

/** Who is reminded when, how, and at what price. */
export function PoliciesPage() {
  const words = useWords();
  const policies = useDoor('GET /policies');
  return (
    <Page title={words.nav.policies} sub={words.policies.sub}>
      <Loaded query={policies} lines={10}>
        {({ items }) => <Scopes items={items} />}
      </Loaded>
    </Page>
  );
}

const nameOfScope = ({ scope, scopeKey }: Scope): string => `${scope} ${scopeKey}`;

function Scopes({ items }: { items: readonly StoredPolicy[] }) {
  const words = useWords();
  const may = useMay();
  const ordered = items.toSorted((a, b) => Number(b.scope === 'shop') - Number(a.scope === 'shop'));
  const [chosen, setChosen] = useState<string | null>(null);
  const [added, setAdded] = useState<Scope | null>(null);
  const [asking, setAsking] = useState(false);
  const base = ordered[0];
  if (base === undefined) return null;
  const kept = ordered.find((item) => nameOfScope(item) === chosen);
  const shown: StoredPolicy =
    kept ?? (added !== null && nameOfScope(added) === chosen ? { ...base, ...added } : base);
  return (
    <div className="stack">
      <div className="chips" role="group" aria-label={words.policies.whom}>
        {[...ordered, ...(added === null ? [] : [{ ...base, ...added }])].map((item) => (
          <button
            key={nameOfScope(item)}
            type="button"
            className="chip"
            aria-pressed={nameOfScope(item) === nameOfScope(shown)}
            onClick={() => setChosen(nameOfScope(item))}
          >
            {scopeWords(item, words)}
          </button>
        ))}
        {may.decide && (
          <Button variant="subtle" size="compact-sm" onClick={() => setAsking(true)}>
            {words.policies.addScope}
          </Button>
        )}
      </div>
      <PolicyEditor
        key={`${nameOfScope(shown)} ${shown.version}`}
        stored={shown}
        isNew={kept === undefined && shown !== base}
      />
      <OtherLetters />
      <Versions scope={shown} />
      {asking && (
        <NewScope
          close={() => setAsking(false)}
          add={(scope) => {
            setAdded(scope);
            setChosen(nameOfScope(scope));
          }}
        />
      )}
    </div>
  );
}
