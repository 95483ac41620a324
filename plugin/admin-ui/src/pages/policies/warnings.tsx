import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type Body, call } from '../../api/client.ts';
import { WarnIcon } from '../../parts/icons.tsx';
import { wordOf } from '../../parts/marks.tsx';
import { Said } from '../../parts/said.tsx';
import { useWords } from '../../words/words.tsx';
import type { Warning } from './policy.ts';

const NONE: readonly Warning[] = [];

/** What speaks against a draft, asked anew whenever it has changed. */
export function useWarnings(body: Body<'POST /policies/check'>, enabled: boolean) {
  const asked = useQuery({
    queryKey: ['policy-check', body],
    queryFn: ({ signal }) => call('POST /policies/check', { body, signal }),
    placeholderData: keepPreviousData,
    enabled,
    staleTime: Infinity,
  });
  return { warnings: asked.data?.warnings ?? NONE, error: asked.error };
}

interface WarningsProps {
  warnings: readonly Warning[];
  path: string;
  /** Only what is said of exactly this field. */
  exact?: boolean;
}

/** The warnings of one field, below that field. */
export function WarningsAt({ warnings, path, exact = false }: WarningsProps) {
  const words = useWords();
  const here = warnings.filter((one) =>
    exact ? one.path === path : one.path === path || one.path.startsWith(`${path}.`),
  );
  if (here.length === 0) return null;
  return (
    <ul className="warnings" aria-live="polite">
      {here.map(({ code, message, says, source }) => (
        <li key={`${code} ${message}`}>
          <WarnIcon size={16} />
          <span>
            <strong>{wordOf(words.policyWarnings, code)}</strong>
            <span className="small" style={{ display: 'block' }}>
              <Said says={says} english={message} /> ({wordOf(words.warningSources, source)})
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}
