import { useEffect } from 'react';

const CAN_HAVE_IT = `a[href], button:not(:disabled), input:not(:disabled), select, textarea,
  summary, [tabindex='0']`;

/**
 * The focus never falls out of the page. When a dialog closes it goes back to where it was; when
 * what had it is gone, because the deed is done, the next thing near it gets it.
 */
export function useFocusKept(): void {
  useEffect(() => {
    const root = document.getElementById('root');
    /** What had the focus last, with all that it lies in: on the page itself, and in a dialog. */
    let onPage: Trail = [];
    let inDialog: Trail = [];
    const remember = ({ target }: FocusEvent): void => {
      if (!(target instanceof HTMLElement)) return;
      const dialog = target.closest<HTMLElement>('[role=dialog]');
      if (dialog !== null) inDialog = trailOf(target, dialog);
      else if (root?.contains(target) === true) onPage = trailOf(target, root);
    };
    const forget = (): void => {
      onPage = [];
      inDialog = [];
    };
    const mend = (): void => {
      if (document.activeElement !== document.body) return;
      focusNear(inDialog.some(isThere) ? inDialog : onPage);
    };
    const changes = new MutationObserver(mend);
    const what = { childList: true, subtree: true, attributeFilter: ['disabled'] };
    changes.observe(document.body, what);
    document.addEventListener('focusin', remember);
    // Whoever clicks beside everything wants nothing to have the focus.
    document.addEventListener('pointerdown', forget);
    return () => {
      changes.disconnect();
      document.removeEventListener('focusin', remember);
      document.removeEventListener('pointerdown', forget);
    };
  }, []);
}

type Trail = readonly HTMLElement[];

const isThere = (one: HTMLElement): boolean => one.isConnected;

function trailOf(from: HTMLElement, root: HTMLElement): Trail {
  const trail: HTMLElement[] = [];
  for (let at: HTMLElement | null = from; at !== null && at !== root; at = at.parentElement) {
    trail.push(at);
  }
  return trail;
}

function focusNear(trail: Trail): void {
  const [last] = trail;
  // A button rests while its deed is done; it gets the focus again when it can be pressed.
  if (last !== undefined && isThere(last) && last.matches(':disabled')) return;
  for (const place of trail.filter(isThere)) {
    const can = place.id === 'main' || place.matches(CAN_HAVE_IT);
    const near = can ? place : place.querySelector<HTMLElement>(CAN_HAVE_IT);
    if (near !== null) return near.focus();
  }
}
