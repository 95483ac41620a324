/** Who is signed in; everything else waits for it. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, use, useEffect, useMemo } from 'react';
import { type Answer, call, keepCsrfToken, Refusal, sayHello } from './client.ts';

export type Me = Answer<'GET /me'>;

export const ME = ['me'];
const MeContext = createContext<Me | null>(null);

/** Null while nobody is signed in. */
export function useSession() {
  return useQuery<Me | null>({
    queryKey: ME,
    queryFn: async ({ signal }) => {
      await sayHello();
      const { me } = await call('GET /session', { signal });
      keepCsrfToken(me?.csrfToken ?? null);
      return me;
    },
    staleTime: 60_000,
  });
}

/** When any door says that nobody is signed in, the login comes back. */
export function useSignedOutWatch(): void {
  const client = useQueryClient();
  useEffect(() => {
    const look = (error: unknown): void => {
      if (error instanceof Refusal && error.code === 'not_signed_in') client.setQueryData(ME, null);
    };
    const ends = [
      client.getQueryCache().subscribe((event) => {
        if (event.type === 'updated' && event.action.type === 'error') look(event.action.error);
      }),
      client.getMutationCache().subscribe((event) => {
        if (event.type === 'updated' && event.action.type === 'error') look(event.action.error);
      }),
    ];
    return () => ends.forEach((end) => end());
  }, [client]);
}

export function MeProvider({ me, children }: { me: Me; children: ReactNode }) {
  return <MeContext value={me}>{children}</MeContext>;
}

export function useMe(): Me {
  const me = use(MeContext);
  if (me === null) throw new Error('there is no MeProvider above');
  return me;
}

/** What the role of the reader allows. */
export function useMay(): { work: boolean; decide: boolean } {
  const { role } = useMe();
  return useMemo(
    () => ({ work: role === 'owner' || role === 'clerk', decide: role === 'owner' }),
    [role],
  );
}
