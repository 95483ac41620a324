import type { Answer } from '../../api/client.ts';
import { wordOf } from '../../parts/marks.tsx';
import type { Words } from '../../words/en.ts';

export type StoredPolicy = Answer<'GET /policies'>['items'][number];
export type Policy = StoredPolicy['policy'];
export type Level = Policy['levels'][number];
export type Scope = Pick<StoredPolicy, 'scope' | 'scopeKey'>;
export type Warning = Answer<'POST /policies/check'>['warnings'][number];

/** For whom a policy is, in words. */
export function scopeWords({ scope, scopeKey }: Scope, words: Words): string {
  if (scope === 'debtor_kind')
    return words.person[scopeKey === 'business' ? 'business' : 'consumer'];
  const name = wordOf(words.policies.scopes, scope);
  return scope === 'shop' ? name : `${name} ${scopeKey}`;
}
