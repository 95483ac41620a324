import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';

/** How long a page may take to become as long as it was. */
const GROWING_MS = 3000;

/** Heard before the pages hear of it, so from the very start. */
let cameBackTo = '';
window.addEventListener('popstate', () => {
  cameBackTo = window.location.href;
});

/**
 * The first page begins where every page of the web does, unless it follows the login. A new page
 * begins at its top, and a screen reader begins there, too. Whoever goes back finds the page where
 * it was left, with the focus on the link that led away.
 */
export function usePlaceOnPage(fromLogin: boolean): void {
  const [path] = useLocation();
  const left = useRef({ path, isFirst: !fromLogin });
  const tops = useRef(new Map<string, number>());
  useEffect(() => {
    window.history.scrollRestoration = 'manual';
    const note = (): void => void tops.current.set(window.location.href, window.scrollY);
    window.addEventListener('scroll', note, { passive: true });
    return () => window.removeEventListener('scroll', note);
  }, []);
  useEffect(() => {
    const { path: from, isFirst } = left.current;
    left.current = { path, isFirst: false };
    const isBack = cameBackTo === window.location.href;
    cameBackTo = '';
    const main = document.getElementById('main');
    if (isFirst || main === null) return undefined;
    const top = isBack ? (tops.current.get(window.location.href) ?? 0) : 0;
    main.focus({ preventScroll: true });
    window.scrollTo(0, top);
    if (!isBack) return undefined;
    return whenGrown(main, () => {
      if (document.activeElement !== main) return true;
      const link = main.querySelector<HTMLElement>(`a[href="${from}"]`);
      if (link === null || document.documentElement.scrollHeight < top + window.innerHeight) {
        return false;
      }
      window.scrollTo(0, top);
      link.focus({ preventScroll: true });
      return true;
    });
  }, [path]);
}

/** Tries at once and each time the place grows, until it is done or has taken too long. */
function whenGrown(place: HTMLElement, attempt: () => boolean): () => void {
  const sizes = new ResizeObserver(() => {
    if (attempt()) sizes.disconnect();
  });
  sizes.observe(place);
  const late = setTimeout(() => sizes.disconnect(), GROWING_MS);
  return () => {
    clearTimeout(late);
    sizes.disconnect();
  };
}
