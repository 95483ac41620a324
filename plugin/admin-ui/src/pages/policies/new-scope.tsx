import { Ask } from '../../parts/ask.tsx';
import { useWords } from '../../words/words.tsx';
import type { Scope } from './policy.ts';

/** Asks for whom another policy shall be; it is kept only when it is saved. */
export function NewScope({ close, add }: { close: () => void; add: (scope: Scope) => void }) {
  const words = useWords();
  return (
    <Ask
      title={words.policies.addScope}
      says={words.policies.addScopeSays}
      fields={[
        {
          name: 'scope',
          label: words.policies.whom,
          kind: 'choice',
          start: 'consumer',
          options: [
            { value: 'consumer', label: words.person.consumer },
            { value: 'business', label: words.person.business },
            { value: 'customer_group', label: words.policies.scopes.customer_group },
            { value: 'debtor', label: words.policies.scopes.debtor },
            { value: 'receivable', label: words.policies.scopes.receivable },
          ],
        },
        {
          name: 'key',
          label: words.policies.key,
          hint: words.policies.keyHint,
          kind: 'text',
          optional: true,
        },
      ]}
      submit={words.do.add}
      done={words.policies.draftMade}
      close={close}
      act={({ scope, key }) => {
        const isKind = scope === 'consumer' || scope === 'business';
        add(
          isKind
            ? { scope: 'debtor_kind', scopeKey: scope }
            : { scope: String(scope) as Scope['scope'], scopeKey: String(key ?? '') },
        );
        return Promise.resolve();
      }}
    />
  );
}
