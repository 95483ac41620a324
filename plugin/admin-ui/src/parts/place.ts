import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';

/** How long a page may take to become as long as it was. */
const GROWING_MS = 3000;

/**
 * A new page begins at its top, and a screen reader begins there, too. Whoever goes back finds the
 * page where it was left, with the focus on the link that led away.
 */
export function usePlaceOnPage(): void {
  const [path] = useLocation();
  const left = useRef({ path, tops: new Map<string, number>(), isBack: false });
  useEffect(() => {
    window.history.scrollRestoration = 'manual';
    const note = (): void => void left.current.tops.set(window.location.href, window.scrollY);
    const back = (): void => {
      left.current.isBack = window.location.pathname !== left.current.path;
    };
    window.addEventListener('scroll', note, { passive: true });
    window.addEventListener('popstate', back, { capture: true });
    return () => {
      window.removeEventListener('scroll', note);
      window.removeEventListener('popstate', back, { capture: true });
    };
  }, []);
  useEffect(() => {
    const { path: from, tops, isBack } = left.current;
    left.current.path = path;
    left.current.isBack = false;
    const main = document.getElementById('main');
    main?.focus({ preventScroll: true });
    const top = isBack ? (tops.get(window.location.href) ?? 0) : 0;
    window.scrollTo(0, top);
    if (!isBack || main === null) return undefined;
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
