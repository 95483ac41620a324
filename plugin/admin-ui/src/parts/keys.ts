import { useEffect } from 'react';

/** Where a key belongs to what has the focus. */
const TYPING = 'input:not([type=checkbox]), textarea, select, [contenteditable], [role=slider]';
/** What lies over the page; the page's own keys rest meanwhile. */
const ABOVE = '[role=dialog], [role=menu], [role=listbox]';

/**
 * Single keys that work on the whole page: never while one types or answers a dialog. A key is
 * what it writes, however it is reached: `/` is Shift+7 on a German or Italian keyboard.
 */
export function useKeys(keys: Readonly<Record<string, () => void>>): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const act = keys[event.key];
      if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target instanceof Element && event.target.closest(TYPING) !== null) return;
      if (document.querySelector(ABOVE) !== null) return;
      event.preventDefault();
      act();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  });
}
